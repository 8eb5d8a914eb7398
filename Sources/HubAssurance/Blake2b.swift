internal import CSodium

/// A 128-bit digest, kept as two words so that it costs no allocation.
package struct Digest128: Hashable, Sendable {
    package var high: UInt64
    package var low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// 32 lower-case hexadecimal digits.
    package var hexadecimal: String { Self.hex(high) + Self.hex(low) }

    private static func hex(_ word: UInt64) -> String {
        let digits = String(word, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}

/// BLAKE2b (RFC 7693) through libsodium.
package enum Blake2b {
    /// The 16-byte digest of `bytes`, unkeyed.
    package static func digest128(_ bytes: UnsafeRawBufferPointer) -> Digest128 {
        var out: (UInt64, UInt64) = (0, 0)
        let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
        withUnsafeMutableBytes(of: &out) { target in
            guard let first = target.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return }
            _ = crypto_generichash(first, 16, base, UInt64(bytes.count), nil, 0)
        }
        return Digest128(high: UInt64(bigEndian: out.0), low: UInt64(bigEndian: out.1))
    }

    /// The 32-byte digest of `bytes`, unkeyed.
    package static func digest256(_ bytes: [UInt8]) -> Digest256 {
        var digest = Digest256()
        digest.withMutableBytes { _ = crypto_generichash($0, 32, bytes, UInt64(bytes.count), nil, 0) }
        return digest
    }

    package static func digest128(_ bytes: [UInt8]) -> Digest128 { bytes.withUnsafeBytes { digest128($0) } }
}
