import Glibc

/// Finds schema documents in folders by their URIs; never leaves a folder it was given, never touches the network.
package struct SchemaFiles: Sendable {
    /// URIs that begin with `base` are looked for in `folder`.
    private var roots: [(base: String, folder: String)] = []

    /// Folders of none.
    package init() {}

    /// Looks for URIs below `base` in `folder`; the longest fitting base goes first.
    package mutating func add(base: String, folder: String) {
        roots.append((base.hasSuffix("/") ? base : base + "/", folder))
        roots.sort { $0.base.utf8.count > $1.base.utf8.count }
    }

    /// The `file:` URI of an absolute path.
    package static func uri(ofPath path: String) -> String {
        var text = "file://"
        for byte in path.utf8 {
            let scalar = UnicodeScalar(byte)
            let isPlain = byte < 0x80 && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
            if isPlain || "/-._~".utf8.contains(byte) {
                text.unicodeScalars.append(scalar)
            } else {
                text += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return text
    }

    /// Looks for what a document refers to beside its file: its URI and its path are stripped of the names they
    /// share at their ends, and the rest of the one stands for the rest of the other. A `file:` URI needs no such help.
    package mutating func add(uri: String, file: String) {
        var names = URIReference(uri).withoutFragment.text.split(separator: "/", omittingEmptySubsequences: false)
        var path = file.split(separator: "/", omittingEmptySubsequences: false)
        if names.count <= 3 || names[0] == "file:" || path.isEmpty { return }
        names.removeLast()
        path.removeLast()
        while names.count > 3, path.count > 0, let last = names.last, path.last == last {
            names.removeLast()
            path.removeLast()
        }
        let folder = path.joined(separator: "/")
        add(base: names.joined(separator: "/"), folder: folder.isEmpty ? (file.hasPrefix("/") ? "/" : ".") : folder)
    }

    /// The bytes of the document with a URI without a fragment; nil where no folder has it, or it would leave the
    /// folder (`..`, an encoded slash, a link), or it is larger than 64 MiB.
    ///
    /// A `file:` URI is that file; a compiler asks for one only on behalf of a schema that is a file itself.
    package func read(_ uri: String) -> [UInt8]? {
        if uri.hasPrefix("file:///") {
            guard let path = URIReference.decode(String(uri.dropFirst(7))), !path.utf8.contains(0) else { return nil }
            return Self.bytes(path)
        }
        for (base, folder) in roots where uri.hasPrefix(base) {
            guard let decoded = URIReference.decode(String(uri.dropFirst(base.count))) else { continue }
            let names = decoded.split(separator: "/", omittingEmptySubsequences: false)
            let isPlain = names.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." && !$0.contains("\0") }
            let slashes = uri.dropFirst(base.count).utf8.count { $0 == 0x2F }
            guard isPlain, slashes == names.count - 1, let root = Self.realPath(folder),
                let path = Self.realPath(folder + "/" + decoded), path.hasPrefix(root == "/" ? "/" : root + "/"),
                let bytes = Self.bytes(path)
            else { continue }
            return bytes
        }
        return nil
    }

    private static func realPath(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }

    /// The bytes of a regular file of at most 64 MiB.
    package static func bytes(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= 64 << 20 else {
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        var done = 0
        while done < bytes.count {
            let left = bytes.count - done
            let count = bytes.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress.map { $0 + done }, left) }
            if count <= 0 { return nil }
            done += count
        }
        return bytes
    }
}
