internal import CSodium
import Glibc

/// The secret keys of one file, each for one purpose; a key of one purpose is never used for another.
///
/// The file has a line for each key: id, purpose, 64 hexadecimal digits. The last key of a purpose is the one in use, those
/// before it are kept so that what was made with them is still understood. So a key is changed by adding a line, and put out
/// of use for good, with all that was made with it, by taking one away.
package struct KeyRing: Sendable {
    /// What a key is for.
    package enum Purpose: String, Sendable, CaseIterable {
        /// Pseudonyms of the records of one partner, for rights requests.
        case subject
        /// Copies for other partners as they lie in the log, each key for one agreement and a week.
        case copies
    }

    /// One key of 32 bytes.
    package struct Key: Sendable {
        package let id: String
        package let purpose: Purpose
        let bytes: [UInt8]
    }

    package let keys: [Key]

    /// The key in use for a purpose, or nil.
    package func current(_ purpose: Purpose) -> Key? { keys.last { $0.purpose == purpose } }

    /// A key by its id, in use or before; nil if there is none.
    package func key(_ id: String, _ purpose: Purpose) -> Key? { keys.first { $0.id == id && $0.purpose == purpose } }

    /// Reads a file, which must be for its owner alone.
    ///
    /// - Throws: `KeyFileError`; no message shows a key.
    package init(path: String) throws {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            throw KeyFileError(errno == ENOENT ? .missing : .unreadable, "the key file \(path) cannot be opened")
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= 1 << 16 else {
            throw KeyFileError(.unreadable, "the key file \(path) is no file, or larger than 64 KiB")
        }
        guard status.st_mode & 0o077 == 0 else {
            throw KeyFileError(
                .exposed, "others than its owner may use the key file \(path); set it right with chmod 600")
        }
        var text = [UInt8](repeating: 0, count: Int(status.st_size))
        let count = text.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
        keys = try Self.keys(String(decoding: text.prefix(max(0, count)), as: UTF8.self), path)
    }

    private static func keys(_ text: String, _ path: String) throws -> [Key] {
        var keys: [Key] = []
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            if line.isEmpty || line.hasPrefix("#") { continue }
            let words = line.split(separator: " ").map(String.init)
            guard words.count == 3, words[0].utf8.allSatisfy({ isWord($0) }), words[0].utf8.count <= 32,
                let purpose = Purpose(rawValue: words[1]), let bytes = Hexadecimal.bytes(words[2]), bytes.count == 32
            else {
                throw KeyFileError(
                    .unreadable, "line \(index + 1) of the key file \(path) is not: id, purpose, 64 hexadecimal digits")
            }
            guard !keys.contains(where: { $0.id == words[0] }) else {
                throw KeyFileError(
                    .unreadable, "line \(index + 1) of the key file \(path) has an id that stands before")
            }
            keys.append(Key(id: words[0], purpose: purpose, bytes: bytes))
        }
        return keys
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x61...0x7A, 0x2D: true
        default: false
        }
    }

    /// Adds a new key of a purpose to a file, made if it is not there; from the next reading on it is the one in use.
    ///
    /// The file is replaced in one step, so that a hub that runs never reads half of it.
    ///
    /// - Throws: `KeyFileError`.
    /// - Parameter id: up to 32 lower-case letters, digits and hyphens; by default the purpose and a number.
    @discardableResult
    package static func addKey(for purpose: Purpose, id: String? = nil, to path: String) throws -> String {
        var ring: [Key] = []
        do { ring = try KeyRing(path: path).keys } catch let fault as KeyFileError where fault.code == .missing {}
        guard sodium_init() >= 0 else { throw KeyFileError(.unreadable, "no key can be made on this machine") }
        var bytes = [UInt8](repeating: 0, count: 32)
        randombytes_buf(&bytes, bytes.count)
        var number = ring.count + 1
        while ring.contains(where: { $0.id == "\(purpose.rawValue)-\(number)" }) { number += 1 }
        let made = Key(id: id ?? "\(purpose.rawValue)-\(number)", purpose: purpose, bytes: bytes)
        try KeyFile.replace(path, with: text(ring + [made]))
        return made.id
    }

    /// Takes keys out of a file for good: what was made with them can no longer be opened or recognised.
    ///
    /// - Throws: `KeyFileError`.
    package static func removeKeys(_ ids: [String], from path: String) throws {
        let left = try KeyRing(path: path).keys.filter { !ids.contains($0.id) }
        try KeyFile.replace(path, with: text(left), isShredding: true)
    }

    private static func text(_ keys: [Key]) -> [UInt8] {
        Array(keys.map { "\($0.id) \($0.purpose.rawValue) \(Hexadecimal.text($0.bytes))\n" }.joined().utf8)
    }
}
