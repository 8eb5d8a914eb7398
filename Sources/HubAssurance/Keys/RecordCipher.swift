internal import CSodium

/// Encrypts records under a key of a `KeyRing`, so that taking the key away ends them wherever copies of them lie.
///
/// XChaCha20-Poly1305 with a random nonce (libsodium's `crypto_aead_xchacha20poly1305_ietf`): what was changed, or moved
/// from the record that it belongs to, does not open.
package enum RecordCipher {
    /// Bytes that a sealed text is longer than the plain one.
    package static var overhead: Int { nonceBytes + Int(crypto_aead_xchacha20poly1305_ietf_ABYTES) }

    private static var nonceBytes: Int { Int(crypto_aead_xchacha20poly1305_ietf_NPUBBYTES) }

    /// Nonce and encrypted text.
    ///
    /// - Parameter context: where it belongs; it opens with the same context alone.
    package static func sealed(
        _ text: UnsafeRawBufferPointer, context: UnsafeRawBufferPointer, with key: KeyRing.Key
    ) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: overhead + text.count)
        result.withUnsafeMutableBytes { out in
            guard let start = out.baseAddress else { return }
            randombytes_buf(start, nonceBytes)
            let nonce = UnsafePointer(start.assumingMemoryBound(to: UInt8.self))
            _ = crypto_aead_xchacha20poly1305_ietf_encrypt(
                start.assumingMemoryBound(to: UInt8.self) + nonceBytes, nil, bytes(text), UInt64(text.count),
                bytes(context), UInt64(context.count), nil, nonce, key.bytes)
        }
        return result
    }

    /// The plain text; nil for what was not sealed with this key in this context.
    package static func opened(
        _ sealed: UnsafeRawBufferPointer, context: UnsafeRawBufferPointer, with key: KeyRing.Key
    ) -> [UInt8]? {
        guard sealed.count >= overhead, let start = bytes(sealed) else { return nil }
        // One more, so that an empty text has an address too.
        var text = [UInt8](repeating: 0, count: sealed.count - overhead + 1)
        let status = crypto_aead_xchacha20poly1305_ietf_decrypt(
            &text, nil, nil, start + nonceBytes, UInt64(sealed.count - nonceBytes), bytes(context),
            UInt64(context.count), start, key.bytes)
        text.removeLast()
        return status == 0 ? text : nil
    }

    private static func bytes(_ buffer: UnsafeRawBufferPointer) -> UnsafePointer<UInt8>? {
        buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    }
}
