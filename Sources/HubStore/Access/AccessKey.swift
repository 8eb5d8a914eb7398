import HubAssurance

/// An API key as the store keeps it: the key itself is not among it.
package struct AccessKey: Sendable, Equatable {
    /// Names the key in lists; says nothing about it.
    package var id: String
    /// The partner it speaks for.
    package var partner: String
    /// The tier of hotspots it may read.
    package var tier: String
    /// When it was made, milliseconds since 1970 UTC.
    package var createdAt: Int64
    /// When it was taken back; nil while it holds.
    package var revokedAt: Int64?

    /// What is stored of a key: a digest, which is enough since a key has 256 random bits.
    static func digest(of key: String) -> String { Blake2b.digest128(Array(key.utf8)).hexadecimal }

    /// A new key: `hub_` and 256 bits from the machine's generator in 64 hexadecimal digits.
    static func make(using generator: inout some RandomNumberGenerator) -> String {
        let words = (0..<4).map { _ in UInt64.random(in: 0...UInt64.max, using: &generator) }
        return "hub_" + Digest128(high: words[0], low: words[1]).hexadecimal
            + Digest128(high: words[2], low: words[3]).hexadecimal
    }
}
