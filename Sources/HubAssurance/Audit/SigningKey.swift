internal import CSodium
import Glibc

/// An Ed25519 key pair (RFC 8032) through libsodium, made from a seed of 32 bytes.
package struct SigningKey: Sendable {
    /// What others check signatures with; 32 bytes.
    package let publicKey: PublicKey
    private let secret: [UInt8]

    /// - Parameter seed: 32 bytes; nil for another number.
    package init?(seed: [UInt8]) {
        guard seed.count == Int(crypto_sign_ed25519_SEEDBYTES) else { return nil }
        var open = [UInt8](repeating: 0, count: Int(crypto_sign_ed25519_PUBLICKEYBYTES))
        var secret = [UInt8](repeating: 0, count: Int(crypto_sign_ed25519_SECRETKEYBYTES))
        guard crypto_sign_ed25519_seed_keypair(&open, &secret, seed) == 0, let key = PublicKey(open) else { return nil }
        publicKey = key
        self.secret = secret
    }

    /// The signature of a text; 64 bytes.
    package func signature(of text: [UInt8]) -> [UInt8] {
        var signature = [UInt8](repeating: 0, count: Int(crypto_sign_ed25519_BYTES))
        _ = crypto_sign_ed25519_detached(&signature, nil, text, UInt64(text.count), secret)
        return signature
    }

    // MARK: Files

    /// Reads a key file: 64 hexadecimal digits, the seed; readable by its owner alone.
    ///
    /// - Throws: `KeyFileError`.
    package static func read(path: String) throws -> SigningKey {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw KeyFileError(errno == ENOENT ? .missing : .unreadable, "the key file \(path) cannot be opened")
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw KeyFileError(.unreadable, "the key file \(path) is no file")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw KeyFileError(
                .exposed, "others than its owner may use the key file \(path); set it right with chmod 600")
        }
        var text = [UInt8](repeating: 0, count: 128)
        let count = Glibc.read(file, &text, text.count)
        let digits = String(decoding: text.prefix(max(0, count)), as: UTF8.self).filter { $0 != "\n" }
        guard let seed = Hexadecimal.bytes(digits), let key = SigningKey(seed: seed) else {
            throw KeyFileError(.unreadable, "the key file \(path) does not hold 64 hexadecimal digits")
        }
        return key
    }

    /// Makes a new key and its file, which must not be there yet.
    ///
    /// - Throws: `KeyFileError`.
    package static func make(path: String) throws -> SigningKey {
        var seed = [UInt8](repeating: 0, count: Int(crypto_sign_ed25519_SEEDBYTES))
        randombytes_buf(&seed, seed.count)
        guard sodium_init() >= 0, let key = SigningKey(seed: seed) else {
            throw KeyFileError(.unreadable, "no key can be made on this machine")
        }
        try KeyFile.make(path, holding: Array((Hexadecimal.text(seed) + "\n").utf8))
        return key
    }
}

/// The open half of a `SigningKey`.
package struct PublicKey: Sendable, Hashable {
    /// 32 bytes.
    package let bytes: [UInt8]

    /// - Parameter bytes: 32 of them; nil for another number.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == Int(crypto_sign_ed25519_PUBLICKEYBYTES) else { return nil }
        self.bytes = bytes
    }

    /// Names the key: the first eight bytes of its BLAKE2b digest in hexadecimal digits.
    package var id: String { String(Blake2b.digest128(bytes).hexadecimal.prefix(16)) }

    /// Whether a signature is the key's over a text.
    package func verifies(_ signature: [UInt8], of text: [UInt8]) -> Bool {
        guard signature.count == Int(crypto_sign_ed25519_BYTES) else { return false }
        return crypto_sign_ed25519_verify_detached(signature, text, UInt64(text.count), bytes) == 0
    }
}

/// A key file that cannot be used.
package struct KeyFileError: Error, Sendable, CustomStringConvertible {
    /// The kinds of fault.
    package enum Code: Sendable {
        case missing
        /// Others than the owner may read or write it.
        case exposed
        case unreadable
    }

    package var code: Code
    /// Lower case, no full stop.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
