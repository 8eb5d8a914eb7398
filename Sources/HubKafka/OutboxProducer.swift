import CRdkafka
import HubTransport

/// The transactional producer of one outbox: every sending is a transaction that ends with the outbox's sequence.
///
/// Making one fences any other process that still has the same outbox and ends its open transaction. Correctness rests on
/// the sequence, the records' own revisions and the store, never on the transaction alone.
final class OutboxProducer {
    /// Where the last sequence of each outbox is kept, by the outbox's name.
    static let topic = "hub.outbox.v1"

    let name: String
    /// The last sequence that arrived; nil before it was read.
    var sequence: Int64?
    private let producer: KafkaProducer
    private let options: KafkaOptions

    /// - Throws: `TransportError` with `fenced` when another process takes the outbox over at the same time.
    init(_ name: String, _ options: KafkaOptions) throws {
        self.name = name
        self.options = options
        producer = try KafkaProducer(options, transactionalID: "hub-\(name)")
        try settle("taking over the outbox") { rd_kafka_init_transactions($0, options.answerMilliseconds) }
    }

    /// Sends all or nothing.
    ///
    /// - Parameter fence: whose membership the brokers are to hold the transaction against.
    /// - Returns: where it ends in each partition; it can be read once the brokers have marked it there, which may be a
    ///   moment later.
    func send(
        _ batches: [(partition: TopicPartition, batch: RecordBatch)], sequence: Int64, now: Int64, fence: GroupFence?
    ) throws -> [TopicPartition: Int64] {
        try settle("beginning a transaction") { client in rd_kafka_begin_transaction(client) }
        do {
            producer.begin()
            var mark = RecordBatch()
            mark.append(key: Array(name.utf8), value: Array("\(sequence)".utf8), timestamp: now)
            try producer.enqueue(batches + [(TopicPartition(Self.topic), mark)])
            _ = try producer.finish("sending the outbox")
            if let fence { try send(fence) }
            try settle("ending a transaction") { rd_kafka_commit_transaction($0, options.deliveryMilliseconds) }
        } catch {
            if let fault = rd_kafka_abort_transaction(producer.client.handle, options.answerMilliseconds) {
                rd_kafka_error_destroy(fault)
            }
            throw error
        }
        self.sequence = sequence
        return producer.ends
    }

    private func send(_ fence: GroupFence) throws {
        let offsets = try PartitionList(fence.offsets.map { ($0.partition, $0.offset) })
        try fence.member.withMetadata { metadata in
            guard !fence.offsets.isEmpty else { return }
            try settle("showing that this process still owns its partitions") {
                rd_kafka_send_offsets_to_transaction($0, offsets.pointer, metadata, options.answerMilliseconds)
            }
        }
    }

    /// The last sequence of an outbox that a batch of the topic holds, or nil.
    static func sequence(of name: String, in batch: RecordBatch) -> Int64? {
        var last: Int64?
        for record in batch.records where batch.bytes[record.key.range].elementsEqual(name.utf8) {
            last = batch.array(record.value).flatMap { Int64(String(decoding: $0, as: UTF8.self)) } ?? last
        }
        return last
    }

    /// Runs a call until it neither fails nor asks to be tried again.
    private func settle(_ what: String, _ call: (OpaquePointer) -> OpaquePointer?) throws {
        let end = ContinuousClock.now + .milliseconds(Int(options.deliveryMilliseconds))
        while let fault = call(producer.client.handle) {
            defer { rd_kafka_error_destroy(fault) }
            if rd_kafka_error_is_retriable(fault) != 0, ContinuousClock.now < end {
                rd_kafka_poll(producer.client.handle, 20)
                continue
            }
            throw producer.client.fatalError
                ?? producer.client.error(
                    rd_kafka_error_code(fault), what, detail: String(cString: rd_kafka_error_string(fault)))
        }
    }
}
