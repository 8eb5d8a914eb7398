import Glibc

/// Wakes readers in any process: a small file that is written after each commit and watched with inotify.
///
/// The log's own files will not do: they are written before a commit can be seen, and a reader woken then would look too
/// early and sleep on.
final class LogBell {
    private static let fileName = "log.bell"

    private let file: Int32
    private let watch: Int32

    init(directory: String) throws {
        let path = directory + "/" + LogBell.fileName
        file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw StoreError(errno == ENOSPC ? .full : .io, "cannot open \(path)") }
        watch = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
        if watch >= 0 { inotify_add_watch(watch, path, UInt32(IN_MODIFY)) }
    }

    deinit {
        close(file)
        if watch >= 0 { close(watch) }
    }

    /// A bell that cannot be written wakes nobody, who then look at the end of their wait.
    func ring() {
        var byte: UInt8 = 1
        _ = pwrite(file, &byte, 1, 0)
    }

    /// Returns at the next ring, at once if there was one since the last wait, or after `milliseconds`.
    func wait(milliseconds: Int32) {
        guard watch >= 0 else {
            // The machine has no watches left (fs.inotify.max_user_instances): look a few times a second.
            poll(nil, 0, min(max(milliseconds, 0), 200))
            return
        }
        var request = pollfd(fd: watch, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, max(milliseconds, 0)) > 0 else { return }
        withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 8) { buffer in
            while Glibc.read(watch, buffer.baseAddress, buffer.count) > 0 {}
        }
    }
}
