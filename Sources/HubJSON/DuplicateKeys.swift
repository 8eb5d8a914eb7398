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

    /// Hashes and tape indexes of the keys of an object of at most 64 members.
    private let hashes = UnsafeMutablePointer<UInt64>.allocate(capacity: 64)
    private let places = UnsafeMutablePointer<Int32>.allocate(capacity: 64)

    deinit {
        hashes.deallocate()
        places.deallocate()
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
        let end = Int(truncatingIfNeeded: view.words[0] & 0xFFFF_FFFF) - 1
        var index = 1
        while index < end {
            let word = view.words[index]
            switch UInt8(truncatingIfNeeded: word &>> 56) {
            case TapeView.Letter.object:
                let count = (word &>> 32) & 0xFF_FFFF
                if count > 1, !(count <= 64 ? checkFew(index, view, report) : check(index, view, report)) { return }
                index &+= 1
            case TapeView.Letter.int64, TapeView.Letter.uint64, TapeView.Letter.double, TapeView.Letter.text:
                index &+= 2
            default: index &+= 1
            }
        }
    }

    /// Two sets of 64 bits tell most keys from all before them; the others are compared one by one.
    @inline(__always)
    private func checkFew(_ object: Int, _ view: TapeView, _ report: (Int, Int) -> Bool) -> Bool {
        let end = view.closing(object)
        var some: UInt64 = 0
        var others: UInt64 = 0
        var count = 0
        var key = object &+ 1
        let seed = seed
        while key < end {
            let bytes = view.string(key)
            let hash = Self.quickHash(bytes, seed)
            let bit: UInt64 = 1 &<< (hash &>> 58)
            let other: UInt64 = 1 &<< ((hash &>> 50) & 63)
            if some & bit != 0, others & other != 0 {
                for place in (0..<count).reversed() where hashes[place] == hash {
                    let earlier = Int(places[place])
                    if ByteCompare.equal(view.string(earlier), bytes) {
                        if !report(earlier, key) { return false }
                        break
                    }
                }
            }
            some |= bit
            others |= other
            hashes[count] = hash
            places[count] = Int32(truncatingIfNeeded: key)
            count &+= 1
            key = view.after(key &+ 1)
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
        // Four bytes of length stand before and a zero byte after each string, so eight bytes are read in one go
        // wherever the string has eight; a shorter rest is read byte by byte.
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
