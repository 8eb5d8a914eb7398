import HubContracts
import HubGeography
import HubJSON
package import HubStore
package import HubTransport

/// Tells senders of copies that their recipients never collected: a `nondelivery` message for each, five days after it
/// could first be collected (as the NHS's MESH does).
///
/// Looks at the `out.*` topics from where it last stopped; how far is kept in the transaction that sends the reports, so
/// that each is sent once.
package struct DeliveryWatch {
    /// How long a copy waits, in milliseconds.
    package static let patience: Int64 = 5 * 86_400_000
    private static let type = "nondelivery"

    private let tape = JSONTape()

    private let copyKeys: CopyKeys?

    /// - Parameter copyKeys: what copies are sealed with, if they are.
    package init(copyKeys: CopyKeys? = nil) { self.copyKeys = copyKeys }

    /// Reports what has waited too long.
    ///
    /// - Parameters:
    ///   - log: where the copies lie.
    ///   - isCollected: whether a recipient has collected the record at an offset.
    /// - Returns: the number of reports.
    package func look(
        _ store: StateStore, log: any RecordSource,
        isCollected: (_ recipient: String, _ place: TopicPartition, _ offset: Int64) throws -> Bool
    ) throws -> Int {
        var count = 0
        for name in try log.topics() {
            guard case .output(let recipient, let type, _) = TopicName(name), type != Self.type else { continue }
            for partition in 0..<(try log.partitionCount(of: name) ?? 0) {
                let place = TopicPartition(name, partition)
                count += try look(place, recipient, store, log) { try isCollected(recipient, place, $0) }
            }
        }
        return count
    }

    private func look(
        _ place: TopicPartition, _ recipient: String, _ store: StateStore, _ log: any RecordSource,
        isCollected: (Int64) throws -> Bool
    ) throws -> Int {
        let limit = store.clock.now() - Self.patience
        let marks = try log.watermarks(of: place)
        let start = max(marks.low, try store.deliveryWatched(place))
        guard start < marks.high else { return 0 }
        var batch = RecordBatch()
        _ = try log.read(place, from: start, recordLimit: 1000, byteLimit: 4 << 20, into: &batch)
        var reports: [String: RecordBatch] = [:]
        var next = start
        var count = 0
        for (index, record) in batch.records.enumerated() {
            guard record.timestamp <= limit else { break }
            next = record.offset + 1
            if GenesisRecord.isGenesis(index, of: batch) { continue }
            if try isCollected(record.offset) { continue }
            guard let sender = sender(of: record, in: batch) else { continue }
            try append(
                index, of: batch, at: place, recipient, to: &reports[sender, default: RecordBatch()],
                now: store.clock.now())
            count += 1
        }
        guard next > start else { return 0 }
        try store.transaction { transaction in
            for (sender, report) in reports.sorted(by: { $0.key < $1.key }) {
                let topic = TopicName.output(recipient: sender, type: Self.type, version: 1).name
                try transaction.enqueue(report, to: TopicPartition(topic))
            }
            try transaction.setDeliveryWatched(place, next)
        }
        return count
    }

    /// The partner that the key `<partner>/<subject>` begins with.
    private func sender(of record: RecordBatch.Record, in batch: RecordBatch) -> String? {
        guard let key = batch.array(record.key), let slash = key.firstIndex(of: UInt8(ascii: "/")) else { return nil }
        return String(decoding: key[..<slash], as: UTF8.self)
    }

    private func append(
        _ index: Int, of batch: RecordBatch, at place: TopicPartition, _ recipient: String,
        to report: inout RecordBatch, now: Int64
    ) throws {
        let record = batch.records[index]
        let event: [UInt8]? =
            switch try copyKeys?.look(at: index, of: batch) ?? .plain {
            case .plain: batch.array(record.value)
            case .opened(let text): text
            case .ended: nil
            }
        let isRead = event.map { tape.parse($0) == nil } ?? false
        func text(_ key: StaticString) -> String? {
            isRead ? tape.member(tape.root, key).flatMap { tape.string($0) } : nil
        }
        let position = "\(place.topic)/\(place.partition)/\(record.offset)"
        var writer = JSONWriter()
        writer.beginObject()
        for (key, value) in [("recipient", recipient), ("topic", place.topic), ("message_id", text("id") ?? position)] {
            writer.key(key)
            writer.string(value)
        }
        writer.key("partition")
        writer.int(Int64(place.partition))
        writer.key("offset")
        writer.int(record.offset)
        for (key, value) in [("subject", text("subject")), ("agreement", text("agreement"))] {
            guard let value else { continue }
            writer.key(key)
            writer.string(value)
        }
        writer.key("available_since")
        writer.string(LondonCalendar.text(ofEpochMilliseconds: record.timestamp))
        writer.key("expired_at")
        writer.string(LondonCalendar.text(ofEpochMilliseconds: record.timestamp + Self.patience))
        writer.endObject()
        report.append(
            key: batch.array(record.key), value: writer.bytes,
            headers: BinaryEvent.headers(
                id: "nondelivery:\(position)", type: Self.type, subject: text("subject") ?? position, time: now,
                contentType: "application/json"),
            timestamp: now)
    }
}
