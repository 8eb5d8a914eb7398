import CRdkafka
package import HubTransport

/// A Kafka cluster as the hub's log: the transport contract over librdkafka.
///
/// Blocking; safe from several threads one after another, not at once. Reading needs no consumer group: the caller says
/// from which offset, and streams are fetched ahead from there. Everything waits no longer than the options say.
package final class KafkaLog: RecordSource, RecordSink {
    /// Where the last sequence of each outbox is kept; records of other keys there say nothing.
    package static let outboxTopic = OutboxProducer.topic

    package let options: KafkaOptions
    let clock: any HubClock
    let makeUUID: @Sendable () -> String
    let reader: KafkaReader
    var producer: KafkaProducer?
    var outboxes: [String: OutboxProducer] = [:]
    /// What the next sendings of an outbox carry along, so that the broker refuses a stale owner's.
    package var fence: GroupFence?

    /// - Throws: `TransportError` with `configuration`; whether the cluster answers shows at the first call.
    package init(
        _ options: KafkaOptions, clock: any HubClock, makeUUID: @escaping @Sendable () -> String = RandomUUID.make
    ) throws {
        self.options = options
        self.clock = clock
        self.makeUUID = makeUUID
        reader = try KafkaReader(options)
    }

    package func topics() throws -> [String] { try reader.topics() }

    package func partitionCount(of topic: String) throws -> Int32? { try reader.partitionCount(of: topic) }

    package func watermarks(of partition: TopicPartition) throws -> Watermarks {
        try reader.check(partition)
        return try reader.watermarks(of: [partition])[0]
    }

    /// The readable offsets of several partitions, with one question to each broker.
    package func watermarks(of partitions: [TopicPartition]) throws -> [Watermarks] {
        for partition in partitions { try reader.check(partition) }
        return try reader.watermarks(of: partitions)
    }

    package func read(
        _ partition: TopicPartition, from offset: Int64, recordLimit: Int, byteLimit: Int, into batch: inout RecordBatch
    ) throws -> Int64 {
        try reader.read(partition, from: offset, recordLimit: recordLimit, byteLimit: byteLimit, into: &batch)
    }

    package func expect(_ reads: [(partition: TopicPartition, offset: Int64)]) throws { try reader.expect(reads) }

    package func waitForRecords(milliseconds: Int32) throws { reader.waitForRecords(milliseconds: milliseconds) }

    /// The cluster's identity, to notice another one in its place.
    package func clusterID() throws -> String { try reader.clusterID() }

    /// Waits until every transaction that has written to `partitions` so far is ended, so that all it committed is readable.
    package func awaitNoOpenTransactions(_ partitions: [TopicPartition]) throws {
        var plain = options
        plain.answerMilliseconds = min(options.answerMilliseconds, 5_000)
        let ends = try KafkaReader(plain, isolation: "read_uncommitted").watermarks(of: partitions).map(\.high)
        let limit = ContinuousClock.now + .seconds(60)
        while true {
            let readable = try reader.watermarks(of: partitions).map(\.high)
            if zip(readable, ends).allSatisfy({ $0 >= $1 }) { return }
            guard ContinuousClock.now < limit else {
                throw TransportError(.unavailable, "a former owner's transaction over \(partitions[0]) does not end")
            }
            reader.pause(milliseconds: 50)
        }
    }

    /// The version of librdkafka that is in use.
    package static var libraryVersion: String { String(cString: rd_kafka_version_str()) }

    /// Keeps a process that serves a cluster small; to be called before anything else.
    ///
    /// The library's threads make the records that others free; with an arena for each thread (glibc's way), what is freed
    /// piles up in all of them.
    package static func keepMemoryTogether() { hub_malloc_share_one_arena() }

    /// Forgets what was fetched ahead of partitions that are not read any more.
    package func close(_ partitions: [TopicPartition]) { reader.close(partitions) }

    /// As `close`, of every partition.
    package func closeAll() { reader.closeAll() }
}
