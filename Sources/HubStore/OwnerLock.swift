import Glibc
package import HubTransport

/// Says which process owns a store: `hub.lock`, locked with flock(2) for as long as this object lives.
///
/// The kernel lets go of the lock when the process ends, however it ends.
package final class OwnerLock {
    private static let fileName = "hub.lock"

    private let file: Int32
    private let clock: any HubClock

    /// Takes the lock.
    ///
    /// - Parameter isBrief: whether the process will soon let go, as a command does that takes in what it sent.
    /// - Throws: `StoreError` with `owned` that names the process which has it.
    package init(directory: String, clock: any HubClock = SystemClock(), isBrief: Bool = false) throws {
        self.clock = clock
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
        let text = Array("\(getpid())\n\(clock.now())\n\(isBrief ? "brief\n" : "")".utf8)
        ftruncate(file, 0)
        _ = pwrite(file, text, text.count, 0)
        beat()
    }

    deinit {
        ftruncate(file, 0)
        beat()
        close(file)
    }

    /// Says that the owner is alive and at work: sets the file's time, which costs no write to the disk.
    package func beat() {
        let now = clock.now()
        var time = timespec(tv_sec: Int(now / 1000), tv_nsec: Int(now % 1000) * 1_000_000)
        withUnsafePointer(to: &time) { time in
            // Access time and modification time; the call reads two.
            withUnsafeTemporaryAllocation(of: timespec.self, capacity: 2) { times in
                times.initialize(repeating: time.pointee)
                _ = futimens(file, times.baseAddress)
            }
        }
    }

    /// How a store is owned, now or last.
    package struct Sight: Sendable, Equatable {
        /// The process that owns the store now; 0 if its number cannot be read.
        package var process: Int32?
        /// When the owner took it, milliseconds since 1970 UTC; nil if none has it or the file does not say.
        package var startedAt: Int64?
        /// Whether the owner said that it will soon let go.
        package var isBrief: Bool
        /// When the owner last said that it is at work, or ended; nil if the store was never owned.
        package var beatAt: Int64?
        /// Whether the last owner went without letting go, as a process does that is killed.
        package var wasLeftBehind: Bool

        package init(
            process: Int32? = nil, startedAt: Int64? = nil, beatAt: Int64? = nil, wasLeftBehind: Bool = false,
            isBrief: Bool = false
        ) {
            self.process = process
            self.isBrief = isBrief
            self.startedAt = startedAt
            self.beatAt = beatAt
            self.wasLeftBehind = wasLeftBehind
        }
    }

    /// Looks at the lock of the store in `directory` without keeping it.
    package static func look(directory: String) -> Sight {
        let file = open(directory + "/" + fileName, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return Sight() }
        defer { close(file) }
        let isFree = flock(file, LOCK_SH | LOCK_NB) == 0
        var status = stat()
        fstat(file, &status)
        let beat = Int64(status.st_mtim.tv_sec) * 1000 + Int64(status.st_mtim.tv_nsec) / 1_000_000
        let words = content(of: file).split(separator: "\n")
        guard !isFree else { return Sight(beatAt: beat, wasLeftBehind: !words.isEmpty) }
        return Sight(
            process: words.first.flatMap { Int32($0) } ?? 0, startedAt: words.dropFirst().first.flatMap { Int64($0) },
            beatAt: beat, wasLeftBehind: false, isBrief: words.dropFirst(2).first == "brief")
    }

    /// The process that owns the store in `directory`, or nil; 0 if there is one whose number cannot be read.
    package static func holder(directory: String) -> Int32? { look(directory: directory).process }

    private static func process(in file: Int32) -> Int32? {
        content(of: file).split(separator: "\n").first.flatMap { Int32($0) }
    }

    private static func content(of file: Int32) -> String {
        withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { buffer in
            let count = max(0, pread(file, buffer.baseAddress, buffer.count, 0))
            return String(decoding: UnsafeRawBufferPointer(rebasing: buffer[..<count]), as: UTF8.self)
        }
    }
}
