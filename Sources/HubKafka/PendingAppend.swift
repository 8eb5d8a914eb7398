import Dispatch
import HubTransport

/// A sending of an outbox that goes on beside its owner's work, until `KafkaLog.finish`.
///
/// The producer is this object's alone meanwhile; the semaphore is the hand-over.
package final class PendingAppend: @unchecked Sendable {
    let outbox: OutboxProducer
    let places: [TopicPartition]
    /// Of the last row of the outbox that it sends.
    package let sequence: Int64
    let isFenced: Bool
    private let done = DispatchSemaphore(value: 0)
    private var outcome: Result<[TopicPartition: Int64], any Error>?

    private static let queue = DispatchQueue(label: "hub.kafka.append", attributes: .concurrent)

    init(
        _ outbox: OutboxProducer, _ batches: [(partition: TopicPartition, batch: RecordBatch)], sequence: Int64,
        now: Int64, fence: GroupFence?
    ) {
        self.outbox = outbox
        self.sequence = sequence
        places = batches.map(\.partition)
        isFenced = fence != nil
        nonisolated(unsafe) let fence = fence
        Self.queue.async { [self] in
            outcome = Result { try self.outbox.send(batches, sequence: sequence, now: now, fence: fence) }
            done.signal()
        }
    }

    /// Waits for the end, once.
    ///
    /// - Returns: where the sending ends in each partition.
    func wait() throws -> [TopicPartition: Int64] {
        done.wait()
        return try outcome?.get() ?? [:]
    }
}
