internal import CSodium

/// A name that stands for another and says nothing of it to whoever lacks the key: `<key id>.<64 hexadecimal digits>`, the
/// digits being HMAC-SHA-256 (RFC 2104) under a key of the purpose.
///
/// The key id lets a pseudonym be understood after the key was changed. A pseudonym is still personal data in the hands of
/// whoever holds the key (ICO, guidance on pseudonymisation of March 2025).
package struct Pseudonym: Hashable, Sendable {
    package let keyID: String
    private let digest: [UInt8]

    /// The text of the pseudonym.
    package var text: String { "\(keyID).\(Hexadecimal.text(digest))" }

    /// Reads a pseudonym's text; nil for anything else.
    package init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let digest = Hexadecimal.bytes(String(parts[1])), digest.count == 32
        else { return nil }
        keyID = String(parts[0])
        self.digest = digest
    }

    /// The pseudonym of several texts together.
    ///
    /// Each goes in with its length before it, so that no two lists of texts share one.
    package init(of texts: [[UInt8]], with key: KeyRing.Key) {
        var state = crypto_auth_hmacsha256_state()
        crypto_auth_hmacsha256_init(&state, key.bytes, key.bytes.count)
        for text in texts {
            withUnsafeBytes(of: UInt64(text.count).bigEndian) { length in
                let bytes = length.baseAddress?.assumingMemoryBound(to: UInt8.self)
                _ = crypto_auth_hmacsha256_update(&state, bytes, UInt64(length.count))
            }
            crypto_auth_hmacsha256_update(&state, text, UInt64(text.count))
        }
        var out = [UInt8](repeating: 0, count: Int(crypto_auth_hmacsha256_BYTES))
        crypto_auth_hmacsha256_final(&state, &out)
        keyID = key.id
        digest = out
    }
}
