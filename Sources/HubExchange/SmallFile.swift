import Glibc

/// Small files that a reader sees as they were or as they are, never half of it.
package enum SmallFile {
    /// The whole file; nil where there is none.
    ///
    /// - Throws: `ExchangeError` with `storage`.
    static func read(_ path: String) throws -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("read", path)
        }
        defer { close(file) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(file, &chunk, chunk.count)
            guard count >= 0 else { throw failure("read", path) }
            if count == 0 { return bytes }
            bytes += chunk[..<count]
        }
    }

    /// Replaces the file in one step; durable on return.
    ///
    /// - Throws: `ExchangeError` with `storage`.
    package static func replace(_ path: String, with bytes: [UInt8]) throws {
        let fresh = "\(path).\(getpid())"
        let file = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure("write", path) }
        let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
        let isWhole = count == bytes.count && fsync(file) == 0
        close(file)
        guard isWhole, rename(fresh, path) == 0 else {
            let fault = failure("write", path)
            unlink(fresh)
            throw fault
        }
        try syncFolder(of: path)
    }

    /// Makes a file's new name durable, which it is only once its folder is.
    ///
    /// - Throws: `ExchangeError` with `storage`.
    static func syncFolder(of path: String) throws {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw failure("open", folder) }
        defer { close(file) }
        guard fsync(file) == 0 else { throw failure("sync", folder) }
    }

    private static func failure(_ what: String, _ path: String) -> ExchangeError {
        ExchangeError(.storage, "could not \(what) \(path): \(String(cString: strerror(errno)))")
    }
}
