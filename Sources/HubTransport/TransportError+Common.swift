/// The sentences that every transport says alike.
extension TransportError {
    package static func unknown(_ partition: TopicPartition) -> TransportError {
        TransportError(.unknownTopic, "there is no topic partition \(partition)")
    }

    package static func outOfRange(_ offset: Int64, _ partition: TopicPartition) -> TransportError {
        TransportError(.offsetOutOfRange, "offset \(offset) of \(partition) cannot be read any more or not yet")
    }

    package static func partitionMismatch(_ topic: String, has: Int32, wanted: Int32) -> TransportError {
        TransportError(.partitionMismatch, "topic \(topic) has \(has) partitions, not \(wanted)")
    }
}
