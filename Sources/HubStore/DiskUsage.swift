import Glibc

/// What a store takes on its disk and what is left there.
package struct DiskUsage: Sendable, Equatable {
    /// Bytes of `state.sqlite` with its write-ahead log.
    package var stateBytes: Int64
    /// Bytes of `log.sqlite` with its write-ahead log.
    package var logBytes: Int64
    /// Bytes that the disk still has for this user.
    package var freeBytes: Int64

    package var storeBytes: Int64 { stateBytes + logBytes }

    package init(stateBytes: Int64, logBytes: Int64, freeBytes: Int64) {
        self.stateBytes = stateBytes
        self.logBytes = logBytes
        self.freeBytes = freeBytes
    }

    /// Looks at the store in `directory`: a few system calls, whatever its size.
    ///
    /// - Throws: `StoreError` with `io` where the disk cannot be asked.
    package init(directory: String) throws {
        var disk = statvfs()
        guard statvfs(directory, &disk) == 0 else {
            throw StoreError(.io, "cannot ask the disk of \(directory): \(String(cString: strerror(errno)))")
        }
        freeBytes = Int64(
            clamping: UInt64(disk.f_bavail).multipliedReportingOverflow(by: UInt64(disk.f_frsize)).partialValue)
        stateBytes = Self.size(directory + "/" + StateSchema.fileName)
        logBytes = Self.size(directory + "/" + EmbeddedLog.fileName)
    }

    private static func size(_ path: String) -> Int64 {
        [path, path + "-wal"].reduce(0) { sum, path in
            var status = stat()
            return stat(path, &status) == 0 ? sum + Int64(status.st_size) : sum
        }
    }
}
