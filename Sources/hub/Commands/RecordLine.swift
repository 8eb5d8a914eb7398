import HubGeography
import HubJSON
import HubTransport

/// One record as a line of JSON, by `schemas/cli/consume.json`.
struct RecordLine {
    private var writer = JSONWriter()
    private let tape = JSONTape(limits: JSONLimits(maximumBytes: 8 << 20, maximumDepth: 1024))

    mutating func text(of index: Int, in batch: RecordBatch, of place: TopicPartition) -> [UInt8] {
        let record = batch.records[index]
        writer.reset()
        writer.beginObject()
        writer.key("topic")
        writer.string(place.topic)
        writer.key("partition")
        writer.int(Int64(place.partition))
        writer.key("offset")
        writer.int(record.offset)
        writer.key("timestamp")
        writer.string(LondonCalendar.text(ofEpochMilliseconds: record.timestamp))
        writer.key("key")
        writer.optional(batch.array(record.key).map { String(decoding: $0, as: UTF8.self) })
        writer.key("headers")
        writer.beginArray()
        for header in batch.headers[Int(record.headers.lowerBound)..<Int(record.headers.upperBound)] {
            writer.beginObject()
            writer.key("name")
            writer.optional(batch.array(header.name).map { String(decoding: $0, as: UTF8.self) })
            writer.key("value")
            writer.optional(batch.array(header.value).map { String(decoding: $0, as: UTF8.self) })
            writer.endObject()
        }
        writer.endArray()
        writeValue(batch.array(record.value))
        writer.endObject()
        return writer.bytes + [UInt8(ascii: "\n")]
    }

    private mutating func writeValue(_ value: [UInt8]?) {
        guard let value else {
            writer.key("value")
            writer.null()
            return
        }
        if tape.parse(value) == nil {
            writer.key("value")
            // Line ends between tokens are only white space; within strings JSON has them escaped.
            writer.raw(value.map { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") ? UInt8(ascii: " ") : $0 })
        } else {
            writer.key("value_base64")
            writer.string(Base64.text(of: value))
        }
    }
}

/// Base64 (RFC 4648, section 4).
enum Base64 {
    static func text(of bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            var word = 0
            for byte in group { word = word << 8 | Int(byte) }
            word <<= 8 * (3 - group.count)
            for place in 0..<4 {
                text.append(place > group.count ? UInt8(ascii: "=") : digits[word >> (18 - 6 * place) & 63])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
