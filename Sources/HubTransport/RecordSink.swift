/// Writing to topics: a batch is acknowledged when it is durable.
package protocol RecordSink: AnyObject {
    /// Makes a topic with its genesis records unless it exists.
    ///
    /// - Throws: `TransportError` with `partitionMismatch` if it exists with another partition count.
    func createTopic(_ topic: String, partitions: Int32) throws

    /// Appends the records of `batch` in order; on return they are durable.
    ///
    /// - Returns: the offset of the first record of the batch; others' records may lie between its own.
    @discardableResult
    func append(_ batch: RecordBatch, to partition: TopicPartition) throws -> Int64

    /// The same; tells the offset of each record.
    func appendEach(_ batch: RecordBatch, to partition: TopicPartition) throws -> [Int64]

    /// Appends several batches at once (all or none) as number `sequence` of the outbox `producer`.
    ///
    /// A sequence at or below the last one stored for that producer is dropped, so that a repeat after a crash changes
    /// nothing. Sequences rise; they need not be consecutive.
    func append(_ batches: [(partition: TopicPartition, batch: RecordBatch)], producer: String, sequence: Int64) throws

    /// The last outbox sequence stored for `producer`; 0 if none.
    ///
    /// An outbox asks before it sends, so that after a crash what already arrived is left out however the rest is
    /// grouped.
    func lastSequence(ofProducer producer: String) throws -> Int64
}

extension RecordSink {
    /// For logs that keep a batch together.
    package func appendEach(_ batch: RecordBatch, to partition: TopicPartition) throws -> [Int64] {
        let first = try append(batch, to: partition)
        return (0..<batch.count).map { first + Int64($0) }
    }
}
