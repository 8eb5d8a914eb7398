/// Finds keys that an object names twice; scratch memory of one tape, reused.
final class DuplicateKeys {
    private struct Slot {
        var generation: UInt32 = 0
        var index: Int32 = 0
        var hash: UInt32 = 0
    }

    private var slots: [Slot] = []
    private var generation: UInt32 = 0
    /// Makes collisions unpredictable; no result depends on it.
    private let seed = UInt64.random(in: .min ... .max) | 1

    /// The keys of an object of at most 64 members: 256 slots, each the object's number and a tape index.
    private let few = UnsafeMutablePointer<UInt64>.allocate(capacity: 256)
    private var fewObjects: UInt64 = 0

    /// Containers still to be looked at, a stack.
    private var containers = UnsafeMutablePointer<Int32>.allocate(capacity: 64)
    private var capacity = 64
    private var waiting = 0

    init() { few.initialize(repeating: 0, count: 256) }

    deinit {
        few.deallocate()
        containers.deallocate()
    }

    /// The tape index of the second of the first two equal keys of one object, or nil.
    func first(in view: TapeView) -> Int? {
        var found: Int?
        forEach(in: view) { _, later in
            found = later
            return false
        }
        return found
    }

    /// Whether one object, without those in it, names a key twice.
    func repeats(_ object: Int, in view: TapeView) -> Bool {
        waiting = 0
        let isSmall = (view.words[object] &>> 32) & 0xFF_FFFF <= 64
        let report = { (_: Int, _: Int) in false }
        return !(isSmall ? checkFew(object, view, report) : check(object, view, report))
    }

    /// The tape indexes of all keys that a later equal key of the same object replaces, in no order.
    func replaced(in view: TapeView) -> [Int] {
        var found: [Int] = []
        forEach(in: view) { earlier, _ in
            found.append(earlier)
            return true
        }
        return found
    }

    @inline(__always)
    private func forEach(in view: TapeView, _ report: (_ earlier: Int, _ later: Int) -> Bool) {
        waiting = 0
        push(1, view)
        while waiting > 0 {
            waiting &-= 1
            let container = Int(containers[waiting])
            if view.letter(container) == TapeView.Letter.array {
                pushChildren(of: container, view, step: 0)
            } else if (view.words[container] &>> 32) & 0xFF_FFFF <= 64 {
                if !checkFew(container, view, report) { return }
            } else {
                if !check(container, view, report) { return }
                pushChildren(of: container, view, step: 1)
            }
        }
    }

    /// Keeps the value at an index for later where it is a container, and returns the index after it.
    @inline(__always) @discardableResult
    private func push(_ index: Int, _ view: TapeView) -> Int {
        let word = view.words[index]
        switch UInt8(truncatingIfNeeded: word &>> 56) {
        case TapeView.Letter.object, TapeView.Letter.array:
            if waiting == capacity { grow() }
            containers[waiting] = Int32(truncatingIfNeeded: index)
            waiting &+= 1
            return Int(truncatingIfNeeded: word & 0xFFFF_FFFF)
        case TapeView.Letter.int64, TapeView.Letter.uint64, TapeView.Letter.double, TapeView.Letter.text:
            return index &+ 2
        default: return index &+ 1
        }
    }

    private func pushChildren(of container: Int, _ view: TapeView, step: Int) {
        let end = view.closing(container)
        var child = container &+ 1
        while child < end { child = push(child &+ step, view) }
    }

    @inline(never)
    private func grow() {
        let larger = UnsafeMutablePointer<Int32>.allocate(capacity: capacity * 2)
        larger.update(from: containers, count: capacity)
        containers.deallocate()
        containers = larger
        capacity *= 2
    }

    /// By a small table that is never cleared: a slot counts only for the object whose number it bears.
    @inline(__always)
    private func checkFew(_ object: Int, _ view: TapeView, _ report: (Int, Int) -> Bool) -> Bool {
        fewObjects = fewObjects == 0xFFFF_FFFF ? 1 : fewObjects &+ 1
        if fewObjects == 1 { few.update(repeating: 0, count: 256) }
        let end = view.closing(object)
        let number = fewObjects &<< 32
        let seed = seed
        var key = object &+ 1
        while key < end {
            let bytes = view.string(key)
            var place = Int(truncatingIfNeeded: Self.quickHash(bytes, seed) &>> 56)
            while few[place] &>> 32 == number &>> 32 {
                let earlier = Int(truncatingIfNeeded: few[place] & 0xFFFF_FFFF)
                if ByteCompare.equal(view.string(earlier), bytes) {
                    if !report(earlier, key) { return false }
                    break
                }
                place = (place &+ 1) & 255
            }
            few[place] = number | UInt64(truncatingIfNeeded: key)
            key = push(key &+ 1, view)
        }
        return true
    }

    @inline(__always)
    private func check(_ object: Int, _ view: TapeView, _ report: (Int, Int) -> Bool) -> Bool {
        let count = view.count(object)
        var wanted = max(64, slots.count)
        while wanted < count * 2 { wanted *= 2 }
        if wanted > slots.count || generation == .max {
            slots = [Slot](repeating: Slot(), count: wanted)
            generation = 0
        }
        generation += 1
        let mask = wanted - 1
        let end = view.closing(object)
        let seed = seed
        let generation = generation
        return slots.withUnsafeMutableBufferPointer { slots in
            var key = object + 1
            while key < end {
                let bytes = view.string(key)
                let hash = Self.hash(bytes, seed)
                var place = Int(truncatingIfNeeded: hash &>> 40) & mask
                while slots[place].generation == generation {
                    if slots[place].hash == UInt32(truncatingIfNeeded: hash) {
                        let earlier = Int(slots[place].index)
                        let other = view.string(earlier)
                        if other.count == bytes.count, ByteCompare.equal(other, bytes) {
                            if !report(earlier, key) { return false }
                            break
                        }
                    }
                    place = (place &+ 1) & mask
                }
                slots[place] = Slot(
                    generation: generation, index: Int32(truncatingIfNeeded: key),
                    hash: UInt32(truncatingIfNeeded: hash))
                key = view.after(key &+ 1)
            }
            return true
        }
    }

    /// A hash of the length, the first and the last eight bytes; reads up to eight bytes past the end, as a tape allows.
    /// Keys can be made to collide: harmless among few.
    @inline(__always)
    private static func quickHash(_ bytes: UnsafeRawBufferPointer, _ seed: UInt64) -> UInt64 {
        guard let base = bytes.baseAddress else { return seed }
        let first = base.loadUnaligned(as: UInt64.self)
        if bytes.count < 8 {
            return mix((first & ((1 &<< (UInt64(truncatingIfNeeded: bytes.count) &* 8)) &- 1)) ^ seed)
        }
        let last = base.loadUnaligned(fromByteOffset: bytes.count &- 8, as: UInt64.self)
        return mix((first ^ seed) &+ last &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(truncatingIfNeeded: bytes.count))
    }

    @inline(__always)
    private static func hash(_ bytes: UnsafeRawBufferPointer, _ seed: UInt64) -> UInt64 {
        guard let base = bytes.baseAddress else { return seed }
        var state = seed ^ (UInt64(bytes.count) &* 0x9E37_79B9_7F4A_7C15)
        var place = 0
        while place &+ 8 <= bytes.count {
            state = mix(state ^ base.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            place &+= 8
        }
        var rest: UInt64 = 0
        if bytes.count >= 8 {
            rest = base.loadUnaligned(fromByteOffset: bytes.count &- 8, as: UInt64.self)
        } else {
            while place < bytes.count {
                rest = rest &<< 8 | UInt64(base.load(fromByteOffset: place, as: UInt8.self))
                place &+= 1
            }
        }
        return mix(state ^ rest)
    }

    @inline(__always)
    private static func mix(_ value: UInt64) -> UInt64 {
        let (high, low) = value.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        return high ^ low
    }
}
