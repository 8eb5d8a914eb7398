import Glibc

/// Says which process owns a store: `hub.lock`, locked with flock(2) for as long as this object lives.
///
/// The kernel lets go of the lock when the process ends, however it ends.
package final class OwnerLock {
    private static let fileName = "hub.lock"

    private let file: Int32

    /// Takes the lock.
    ///
    /// - Throws: `StoreError` with `owned` that names the process which has it.
    package init(directory: String) throws {
        try StoreDirectory.make(directory)
        let path = directory + "/" + OwnerLock.fileName
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw StoreError(errno == ENOSPC ? .full : .io, "cannot open \(path)") }
        // A few tries, since `holder` takes the lock for an instant when it looks.
        var tries = 0
        while flock(file, LOCK_EX | LOCK_NB) != 0 {
            tries += 1
            guard tries < 20 else {
                let process = OwnerLock.process(in: file)
                close(file)
                throw StoreError.owned(byProcess: process ?? 0)
            }
            poll(nil, 0, 10)
        }
        let text = Array("\(getpid())\n".utf8)
        ftruncate(file, 0)
        _ = pwrite(file, text, text.count, 0)
    }

    deinit {
        ftruncate(file, 0)
        close(file)
    }

    /// The process that owns the store in `directory`, or nil; 0 if there is one whose number cannot be read.
    package static func holder(directory: String) -> Int32? {
        let file = open(directory + "/" + fileName, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        if flock(file, LOCK_SH | LOCK_NB) == 0 { return nil }
        return process(in: file) ?? 0
    }

    private static func process(in file: Int32) -> Int32? {
        withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { buffer in
            let count = pread(file, buffer.baseAddress, buffer.count, 0)
            guard count > 0 else { return nil }
            let text = String(decoding: UnsafeRawBufferPointer(rebasing: buffer[..<count]), as: UTF8.self)
            return Int32(text.prefix { $0.isNumber })
        }
    }
}
