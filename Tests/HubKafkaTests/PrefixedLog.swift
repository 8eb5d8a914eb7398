import HubKafka
import HubTransport

/// A view of a shared cluster in which only the topics of one test exist, so that each starts from an empty log.
final class PrefixedLog: RecordSource, RecordSink {
    private let log: KafkaLog
    private let prefix: String

    init(_ log: KafkaLog, prefix: String) {
        self.log = log
        self.prefix = prefix
    }

    private func named(_ partition: TopicPartition) -> TopicPartition {
        TopicPartition(prefix + partition.topic, partition.partition)
    }

    func topics() throws -> [String] {
        try log.topics().filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    }

    func partitionCount(of topic: String) throws -> Int32? { try log.partitionCount(of: prefix + topic) }

    func watermarks(of partition: TopicPartition) throws -> Watermarks { try log.watermarks(of: named(partition)) }

    func read(
        _ partition: TopicPartition, from offset: Int64, recordLimit: Int, byteLimit: Int, into batch: inout RecordBatch
    ) throws -> Int64 {
        try log.read(named(partition), from: offset, recordLimit: recordLimit, byteLimit: byteLimit, into: &batch)
    }

    func waitForRecords(milliseconds: Int32) throws { try log.waitForRecords(milliseconds: milliseconds) }

    func createTopic(_ topic: String, partitions: Int32) throws {
        try log.createTopic(prefix + topic, partitions: partitions)
    }

    func append(_ batch: RecordBatch, to partition: TopicPartition) throws -> Int64 {
        try log.append(batch, to: named(partition))
    }

    func append(
        _ batches: [(partition: TopicPartition, batch: RecordBatch)], producer: String, sequence: Int64
    ) throws {
        try log.append(batches.map { (named($0.partition), $0.batch) }, producer: prefix + producer, sequence: sequence)
    }

    func lastSequence(ofProducer producer: String) throws -> Int64 {
        try log.lastSequence(ofProducer: prefix + producer)
    }
}
