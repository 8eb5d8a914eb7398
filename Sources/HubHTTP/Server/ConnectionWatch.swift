import CMicroHTTPD
import Dispatch
import Glibc
import Synchronization

/// Ends connections whose request does not arrive, or whose answer is not taken, in time; slow senders among them, which
/// an idle time alone lets go on for ever.
///
/// `@unchecked Sendable`: the timer is set up and cancelled by the server's owner alone.
final class ConnectionWatch: @unchecked Sendable {
    private struct Watched {
        var socket: Int32
        /// Monotonic seconds; `.max` while the hub itself is at work.
        var deadline: Int64
    }

    private let watched = Mutex<[UInt: Watched]>([:])
    private let seconds: Int64
    /// Made by `start`: Dispatch ends the process when a timer that never ran is released.
    private var timer: (any DispatchSourceTimer)?

    init(seconds: Int64) { self.seconds = seconds }

    func start() {
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "hub.http.watch"))
        timer.setEventHandler { [weak self] in self?.sweep() }
        timer.schedule(deadline: .now() + 1, repeating: 1)
        timer.resume()
        self.timer = timer
    }

    func stop() { timer?.cancel() }

    func opened(_ connection: OpaquePointer) {
        let entry = Watched(socket: hub_mhd_socket(connection), deadline: Self.now() + seconds)
        watched.withLock { $0[UInt(bitPattern: connection)] = entry }
    }

    /// Called before the socket is closed, so that a number in the table is never another connection's.
    func closed(_ connection: OpaquePointer) { watched.withLock { $0[UInt(bitPattern: connection)] = nil } }

    /// The request is whole: the client has nothing to do for now.
    func isWhole(_ connection: OpaquePointer) { set(connection, .max) }

    /// An answer is on its way, or the next request may come.
    func goesOn(_ connection: OpaquePointer) { set(connection, Self.now() + seconds) }

    private func set(_ connection: OpaquePointer, _ deadline: Int64) {
        watched.withLock { $0[UInt(bitPattern: connection)]?.deadline = deadline }
    }

    private func sweep() {
        let now = Self.now()
        watched.withLock { table in
            for entry in table.values where entry.deadline < now { shutdown(entry.socket, Int32(SHUT_RDWR)) }
        }
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec)
    }
}
