import Glibc

/// Writes files that hold keys: readable by their owner alone, and whole or not there at all, whenever the machine stops.
enum KeyFile {
    /// Makes a file that must not be there yet.
    ///
    /// - Throws: `KeyFileError`.
    static func make(_ path: String, holding bytes: [UInt8]) throws {
        let partial = try written(bytes, beside: path)
        defer { unlink(partial) }
        // Unlike a renaming, a link never replaces a key that another process made meanwhile.
        guard link(partial, path) == 0 else {
            throw KeyFileError(.unreadable, "the key file \(path) cannot be made")
        }
        try syncFolder(of: path)
    }

    /// Replaces a file, or makes it, in one step: a reader never finds half of it.
    ///
    /// - Parameter isShredding: whether what the former file held is overwritten where it lay, as far as the disk does so.
    /// - Throws: `KeyFileError`.
    static func replace(_ path: String, with bytes: [UInt8], isShredding: Bool = false) throws {
        let partial = try written(bytes, beside: path)
        // Held open: after the renaming it has no name.
        let former = isShredding ? open(path, O_WRONLY | O_CLOEXEC) : -1
        defer { if former >= 0 { close(former) } }
        guard rename(partial, path) == 0 else {
            unlink(partial)
            throw KeyFileError(.unreadable, "the key file \(path) cannot be written")
        }
        try syncFolder(of: path)
        guard former >= 0 else { return }
        var status = stat()
        fstat(former, &status)
        let zeros = [UInt8](repeating: 0, count: Int(clamping: status.st_size))
        _ = pwrite(former, zeros, zeros.count, 0)
        fsync(former)
    }

    /// A new file in the same folder that holds the bytes durably.
    private static func written(_ bytes: [UInt8], beside path: String) throws -> String {
        let partial = "\(path).\(getpid()).new"
        unlink(partial)
        let file = open(partial, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw KeyFileError(.unreadable, "the key file \(path) cannot be made") }
        defer { close(file) }
        guard write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
            unlink(partial)
            throw KeyFileError(.unreadable, "the key file \(path) cannot be written")
        }
        return partial
    }

    /// A name is durable only once its folder is.
    private static func syncFolder(of path: String) throws {
        let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw KeyFileError(.unreadable, "the folder \(folder) cannot be opened") }
        defer { close(file) }
        guard fsync(file) == 0 else { throw KeyFileError(.unreadable, "the folder \(folder) cannot be synced") }
    }
}
