import HubJSON

/// Finds a key among those known at compile time: hashed by length, first and last eight bytes, mostly in one probe.
struct KeyTable {
    struct Entry {
        var first: UInt64
        var last: UInt64
        var text: [UInt8]
        /// The block of the property, or -1.
        var block: Int32
        /// The bit of a required key, or -1.
        var bit: Int32
        var label: Int32
        /// Whether `propertyNames` is known to allow the key.
        var nameFits = false
        /// Whether guards look at the member's text.
        var isWatched = false
    }

    var entries: [Entry] = []
    private(set) var slots: [Int16] = []
    private(set) var multiplier: UInt64 = 1
    private(set) var shift: UInt64 = 0

    /// A table of keys; at most 32,767 of them.
    init(_ keys: [(text: [UInt8], block: Int32, bit: Int32, label: Int32)]) {
        for key in keys {
            let (first, last) = key.text.withUnsafeBytes { Self.words(padded: Array($0)) }
            entries.append(
                Entry(first: first, last: last, text: key.text, block: key.block, bit: key.bit, label: key.label))
        }
        var bits: UInt64 = 3
        while 1 << bits < keys.count * 3 { bits += 1 }
        shift = 64 - bits
        var best = Int.max
        var candidate: UInt64 = 0x9E37_79B9_7F4A_7C15
        for _ in 0..<200 {
            candidate = candidate &* 0xD129_0D3B_1F5E_4C2D | 1
            var taken = [Bool](repeating: false, count: 1 << Int(bits))
            var collisions = 0
            for entry in entries {
                let place = Int(Self.mix(entry.first, entry.last, entry.text.count, candidate) >> shift)
                if taken[place] { collisions += 1 }
                taken[place] = true
            }
            if collisions < best {
                best = collisions
                multiplier = candidate
            }
            if best == 0 { break }
        }
        slots = [Int16](repeating: -1, count: 1 << Int(bits))
        for (index, entry) in entries.enumerated() {
            var place = Int(Self.mix(entry.first, entry.last, entry.text.count, multiplier) >> shift)
            while slots[place] >= 0 { place = (place + 1) & (slots.count - 1) }
            slots[place] = Int16(index)
        }
    }

    private static func words(padded text: [UInt8]) -> (UInt64, UInt64) {
        var padded = text
        padded += [UInt8](repeating: 0, count: 8)
        return padded.withUnsafeBytes { words(UnsafeRawBufferPointer(rebasing: $0[0..<text.count])) }
    }

    /// The first and the last eight bytes, zeros in place of what a shorter text lacks; bytes up to eight past the start
    /// must be readable, as on a tape.
    @inline(__always)
    static func words(_ text: UnsafeRawBufferPointer) -> (UInt64, UInt64) {
        guard let base = text.baseAddress else { return (0, 0) }
        let mask = mask(text.count)
        let tail = max(text.count &- 8, 0)
        return (
            base.loadUnaligned(as: UInt64.self) & mask, base.loadUnaligned(fromByteOffset: tail, as: UInt64.self) & mask
        )
    }

    /// The bits of the first eight bytes that belong to a text.
    @inline(__always)
    static func mask(_ count: Int) -> UInt64 { UInt64.max >> (64 - 8 * UInt64(truncatingIfNeeded: min(count, 8))) }

    @inline(__always)
    static func mix(_ first: UInt64, _ last: UInt64, _ count: Int, _ multiplier: UInt64) -> UInt64 {
        var state = (first ^ UInt64(truncatingIfNeeded: count)) &* multiplier
        state ^= last &+ (state &>> 29)
        return state &* multiplier
    }
}
