/// Reading from topics: by batch, from an explicit offset, never blocking on an empty partition.
///
/// Implementations are safe to call from several threads one after another, not at once.
package protocol RecordSource: AnyObject {
    /// Every topic there is, in name order.
    func topics() throws -> [String]

    /// The number of partitions of a topic, or nil if there is no such topic.
    func partitionCount(of topic: String) throws -> Int32?

    /// The offsets that can be read: from `low` up to but not including `high`.
    func watermarks(of partition: TopicPartition) throws -> Watermarks

    /// Appends to `batch` whole records from `offset` on, up to about `byteLimit` bytes and `recordLimit` records (at
    /// least one record when there is one).
    ///
    /// - Returns: the offset to read from next (equal to `offset` when there was nothing).
    /// - Throws: `TransportError` with `offsetOutOfRange` when `offset` is below `low` or beyond `high`.
    func read(
        _ partition: TopicPartition, from offset: Int64, recordLimit: Int, byteLimit: Int, into batch: inout RecordBatch
    ) throws -> Int64

    /// Says what will be read soon and from where, for logs that can fetch it meanwhile.
    func expect(_ reads: [(partition: TopicPartition, offset: Int64)]) throws

    /// Returns when something may have been appended to any topic, or at the latest after `milliseconds`.
    ///
    /// Woken by the log itself; a return says "look again", not "there is something".
    func waitForRecords(milliseconds: Int32) throws
}

extension RecordSource {
    /// For logs that have everything at hand.
    package func expect(_ reads: [(partition: TopicPartition, offset: Int64)]) throws {}

    /// Reads a partition from one offset up to another, a batch at a time.
    ///
    /// - Parameter body: takes a batch that is not empty, and the offset after it.
    /// - Returns: where to read next, which may lie behind `end`.
    /// - Throws: `TransportError` with `unavailable` where the log gives nothing more before the end.
    @discardableResult
    package func eachBatch(
        of partition: TopicPartition, from start: Int64, to end: Int64,
        _ body: (_ batch: RecordBatch, _ next: Int64) throws -> Void
    ) throws -> Int64 {
        var batch = RecordBatch()
        var next = start
        while next < end {
            batch.removeAll()
            let after = try read(partition, from: next, recordLimit: 10_000, byteLimit: 8 << 20, into: &batch)
            guard after > next else {
                throw TransportError(.unavailable, "reading \(partition) ended at offset \(next), before \(end)")
            }
            next = after
            if !batch.isEmpty { try body(batch, next) }
        }
        return next
    }
}

/// The readable offsets of a partition.
package struct Watermarks: Sendable, Equatable {
    /// The oldest offset that can be read.
    package var low: Int64
    /// One past the newest record.
    package var high: Int64

    package init(low: Int64, high: Int64) {
        self.low = low
        self.high = high
    }
}
