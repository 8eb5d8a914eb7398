import HubContracts
import HubJSON
import HubTransport

/// Writes receipts: CloudEvents in binary mode, each with up to `perRecord` receipts of one partition in offset order.
///
/// A receipt's id is made from where the messages lay, so that one sent again is the same bytes.
struct ReceiptWriter {
    private var writer = JSONWriter()
    private var pending = 0
    private var first: Int64 = 0
    private var last: Int64 = 0
    private let perRecord = 500
    private(set) var batch = RecordBatch()

    /// Starts anew; a record under way is forgotten, as after a transaction that was rolled back.
    mutating func removeAll() {
        batch.removeAll()
        pending = 0
    }

    /// Adds the receipt of one message; `offset`s rise.
    mutating func add(
        topic: InputTopic, offset: Int64, timestamp: Int64, id: UnsafeRawBufferPointer?,
        subject: UnsafeRawBufferPointer?, revision: Int32, status: ReceiptStatus, rejection: Rejection?
    ) {
        if pending == 0 {
            writer.reset()
            writer.beginArray()
            first = offset
        }
        writer.beginObject()
        writer.key("message_id")
        if let id { writer.string(utf8: id) } else { writer.null() }
        writer.key("subject")
        if let subject { writer.string(utf8: subject) } else { writer.null() }
        writer.key("revision")
        if revision > 0 { writer.int(Int64(revision)) } else { writer.null() }
        writer.key("topic")
        writer.string(topic.partition.topic)
        writer.key("partition")
        writer.int(Int64(topic.partition.partition))
        writer.key("offset")
        writer.int(offset)
        writer.key("status")
        writer.string(status.rawValue)
        if let rejection {
            writer.key("reason")
            writer.string(rejection.code.rawValue)
            writer.key("pointer")
            writer.string(rejection.pointer)
            writer.key("detail")
            writer.string(rejection.detail)
        }
        writer.endObject()
        pending += 1
        last = offset
        if pending == perRecord { flush(topic: topic, timestamp: timestamp) }
    }

    /// Ends the record under way.
    mutating func flush(topic: InputTopic, timestamp: Int64) {
        guard pending > 0 else { return }
        writer.endArray()
        let place = "\(topic.partition.topic)/\(topic.partition.partition)"
        let id = "receipt:\(place)/\(first)" + (last == first ? "" : "-\(last)")
        batch.append(
            key: Array(place.utf8), value: writer.bytes,
            headers: BinaryEvent.headers(
                id: id, type: "receipt", subject: place, time: timestamp, contentType: "application/json"),
            timestamp: timestamp)
        pending = 0
    }
}
