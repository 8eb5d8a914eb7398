import Glibc

/// The folder that holds a store.
enum StoreDirectory {
    /// Makes the folder and those above it, for this user only: it holds personal data.
    static func make(_ path: String) throws {
        var part = ""
        for component in path.split(separator: "/", omittingEmptySubsequences: false) {
            part +=
                part.isEmpty && component.isEmpty
                ? "/" : (part.isEmpty || part == "/" ? "\(component)" : "/\(component)")
            if part == "/" || part.isEmpty { continue }
            if mkdir(part, 0o700) != 0, errno != EEXIST, errno != EROFS, errno != EACCES {
                throw StoreError(
                    errno == ENOSPC ? .full : .io, "cannot make the folder \(path): \(String(cString: strerror(errno)))"
                )
            }
        }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw StoreError(.io, "\(path) is not a folder that can be used")
        }
    }
}
