import CRdkafka
import Glibc
import HubTransport

/// The file descriptor that librdkafka writes to when a queue gets its first element; what a reader waits on.
final class WakeUp {
    private let descriptor: Int32

    init() throws {
        descriptor = hub_rdkafka_eventfd()
        guard descriptor >= 0 else { throw TransportError(.storage, "no file descriptor is left for waiting") }
    }

    deinit { close(descriptor) }

    /// Rings for `queue`, until `leave`.
    func watch(_ queue: OpaquePointer) {
        var one: UInt64 = 1
        rd_kafka_queue_io_event_enable(queue, descriptor, &one, MemoryLayout<UInt64>.size)
    }

    /// Rings for `queue` no longer.
    func leave(_ queue: OpaquePointer) { rd_kafka_queue_io_event_enable(queue, -1, nil, 0) }

    /// Returns at the next ring, at once if there was one since the last wait, or after `milliseconds`.
    func wait(milliseconds: Int32) {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&request, 1, max(milliseconds, 0)) > 0 else { return }
        var count: UInt64 = 0
        _ = read(descriptor, &count, MemoryLayout<UInt64>.size)
    }
}
