import HubTransport

/// A record of a topic that the partner may read.
public struct Message: Sendable {
    /// Where it lies.
    public var topic: String
    /// The numbered part of the topic.
    public var partition: Int32
    /// Its place there; rises.
    public var offset: Int64
    /// When the hub took or published it: milliseconds since 1970 UTC.
    public var time: Int64
    /// The record's key.
    public var key: String?
    /// CloudEvents attributes (`ce_id`, …) of binary mode, and the content type.
    public var headers: [(name: String, value: String)]
    /// The value; nil where the key's record is no more.
    public var value: [UInt8]?

    init(_ batch: RecordBatch, _ index: Int, _ place: TopicPartition) {
        let record = batch.records[index]
        topic = place.topic
        partition = place.partition
        offset = record.offset
        time = record.timestamp
        key = batch.array(record.key).map { String(decoding: $0, as: UTF8.self) }
        headers = batch.headers[Int(record.headers.lowerBound)..<Int(record.headers.upperBound)].map { header in
            (
                String(decoding: batch.array(header.name) ?? [], as: UTF8.self),
                String(decoding: batch.array(header.value) ?? [], as: UTF8.self)
            )
        }
        value = batch.array(record.value)
    }
}
