import Glibc

/// The folder that holds a store.
enum StoreDirectory {
    /// Makes the folder and those above it, for this user only: it holds personal data.
    static func make(_ path: String) throws {
        var part = ""
        var fault = ENOTDIR
        for component in path.split(separator: "/", omittingEmptySubsequences: false) {
            part +=
                part.isEmpty && component.isEmpty
                ? "/" : (part.isEmpty || part == "/" ? "\(component)" : "/\(component)")
            if part == "/" || part.isEmpty { continue }
            if mkdir(part, 0o700) == 0 || errno == EEXIST { continue }
            fault = errno
            // A folder above may be out of reach and the one asked for there all the same.
            guard fault == EROFS || fault == EACCES else {
                throw StoreError(fault == ENOSPC ? .full : .io, "cannot make the folder \(path): \(text(fault))")
            }
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw StoreError(.io, "\(path) is not a folder that can be used: \(text(fault))")
        }
    }

    private static func text(_ fault: Int32) -> String { String(cString: strerror(fault)).lowercased() }
}
