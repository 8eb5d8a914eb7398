import HubStore
import HubTransport

/// The producer of the kill tests: appends to the log by its own connection and keeps the ledger.
final class Producer {
    private let log: EmbeddedLog
    private var script: PartnerScript
    private(set) var ledger = Ledger()

    init(store: String, seed: UInt64) throws {
        log = try EmbeddedLog(directory: store, clock: SystemClock())
        script = PartnerScript(seed: seed)
        for topic in PartnerScript.topics { try log.createTopic(topic.name, partitions: 1) }
    }

    /// Sends one batch and takes it down once it is acknowledged.
    ///
    /// - Returns: the number of messages.
    func send() throws -> Int {
        let (topic, messages) = script.batch()
        var batch = RecordBatch()
        let now = SystemClock().now()
        for message in messages {
            batch.append(key: message.key, value: message.value, headers: message.headers, timestamp: now)
        }
        let first = try log.append(batch, to: TopicPartition(topic))
        for (index, message) in messages.enumerated() {
            ledger.add(message, topic: topic, offset: first + Int64(index))
        }
        return messages.count
    }

    /// Returns when something was appended by anybody, or after the time.
    func wait(milliseconds: Int32) throws { try log.waitForRecords(milliseconds: milliseconds) }
}
