/// Which partition a key belongs to: murmur2 as Kafka's Java client computes it (`Utils.murmur2` and `toPositive`).
package enum Partitioner {
    /// - Parameter count: the topic's partition count, at least 1.
    package static func partition(ofKey key: UnsafeRawBufferPointer, count: Int32) -> Int32 {
        guard count > 1 else { return 0 }
        return Int32(murmur2(key) & 0x7fff_ffff) % count
    }

    /// Murmur2 with Kafka's seed.
    package static func murmur2(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
        let multiplier: UInt32 = 0x5bd1_e995
        var hash: UInt32 = 0x9747_b28c ^ UInt32(truncatingIfNeeded: bytes.count)
        var index = 0
        while index + 4 <= bytes.count {
            var word = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt32.self))
            word = word &* multiplier
            word ^= word >> 24
            word = word &* multiplier
            hash = hash &* multiplier
            hash ^= word
            index += 4
        }
        let rest = bytes.count - index
        if rest == 3 { hash ^= UInt32(bytes[index + 2]) << 16 }
        if rest >= 2 { hash ^= UInt32(bytes[index + 1]) << 8 }
        if rest >= 1 {
            hash ^= UInt32(bytes[index])
            hash = hash &* multiplier
        }
        hash ^= hash >> 13
        hash = hash &* multiplier
        hash ^= hash >> 15
        return hash
    }
}
