import HubAssurance
import HubContracts
import HubStore
import HubTransport

/// Writes dead letters twice over: a row in the store, for `hub deadletters`, and a record on the partner's dead-letter
/// topic, a CloudEvent in binary mode whose data are the raw bytes and whose attributes are the reason.
///
/// A withheld message keeps no bytes: its dead letter has their hash instead (design, "Policy").
struct DeadLetterWriter {
    private let topic: InputTopic
    private(set) var batch = RecordBatch()

    init(topic: InputTopic) { self.topic = topic }

    mutating func add(
        _ rejection: Rejection, record: RecordBatch.Record, in records: RecordBatch, withheld: Bool,
        to transaction: StateTransaction
    ) throws {
        let place = "\(topic.partition.topic)/\(topic.partition.partition)/\(record.offset)"
        let value = records.array(record.value)
        let key = records.array(record.key)
        let hash = Blake2b.digest128(value ?? []).hexadecimal
        var kept = RecordBatch()
        if !withheld {
            var headers: [(name: String, value: [UInt8]?)] = []
            for header in records.headers[Int(record.headers.lowerBound)..<Int(record.headers.upperBound)] {
                let name = String(decoding: records.bytes[header.name.range], as: UTF8.self)
                headers.append((name, records.array(header.value)))
            }
            kept.append(key: key, value: value, headers: headers, timestamp: record.timestamp, offset: record.offset)
        }
        try transaction.addDeadLetter(
            DeadLetter(
                id: "deadletter:\(place)", code: rejection.code.rawValue, partner: topic.partner, type: topic.type,
                topic: topic.partition.topic, partition: topic.partition.partition, offset: record.offset,
                receivedAt: record.timestamp, pointer: rejection.pointer,
                detail: withheld ? rejection.detail + " (content hash \(hash))" : rejection.detail,
                state: withheld ? "withheld" : "open", record: kept))
        batch.append(
            key: withheld ? nil : key, value: withheld ? nil : value,
            headers: BinaryEvent.headers(
                id: "deadletter:\(place)", type: "deadletter", subject: place, time: record.timestamp,
                contentType: "application/octet-stream",
                extensions: [
                    ("reason", rejection.code.rawValue), ("pointer", rejection.pointer), ("detail", rejection.detail),
                    ("topic", topic.partition.topic), ("partition", "\(topic.partition.partition)"),
                    ("offset", "\(record.offset)"), ("contenthash", hash),
                ]),
            timestamp: record.timestamp)
    }
}
