/// Random (version 4) UUIDs as text, RFC 9562.
package enum RandomUUID {
    /// A UUID from the machine's generator.
    @Sendable package static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        return make(using: &generator)
    }

    /// A UUID from a generator that is handed in, so that a seeded run repeats.
    package static func make(using generator: inout some RandomNumberGenerator) -> String {
        let high: UInt64 = generator.next() & ~0xf000 | 0x4000
        let low: UInt64 = generator.next() & ~(3 << 62) | (2 << 62)
        var text: [UInt8] = []
        text.reserveCapacity(36)
        let digits = Array("0123456789abcdef".utf8)
        for (word, start) in [(high, 0), (low, 16)] {
            for nibble in 0..<16 {
                if [8, 12, 16, 20].contains(start + nibble) { text.append(UInt8(ascii: "-")) }
                text.append(digits[Int(word >> UInt64(60 - 4 * nibble) & 15)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
