import HubContracts
import HubJSON

/// Records for the decoder's tests, and what it made of them.
struct EventBuilder {
    var value: [UInt8]?
    var headers: [(name: String, value: [UInt8]?)] = []

    static let attributes: [(name: String, value: String)] = [
        ("specversion", "1.0"), ("id", "m-1"), ("source", "/partners/wyp"), ("type", "asb.incident"),
        ("subject", "S-1"),
        ("time", "2026-03-04T10:15:00Z"),
    ]

    /// A structured-mode event: the usual attributes with some replaced or, by nil, left out; values are JSON.
    static func structured(_ changes: [String: String?] = [:], data: String? = "{\"a\":1}") -> EventBuilder {
        var members = attributes.filter { changes[$0.name] == nil }.map { "\"\($0.name)\":\"\($0.value)\"" }
        for (name, value) in changes.sorted(by: { $0.key < $1.key }) {
            if let value { members.append("\"\(name)\":\(value)") }
        }
        if let data { members.append("\"data\":\(data)") }
        return EventBuilder(value: Array("{\(members.joined(separator: ","))}".utf8))
    }

    /// A binary-mode event: the usual attributes with some replaced or, by nil, left out; values are text.
    static func binary(
        _ changes: [String: String?] = [:], value: [UInt8]? = Array("{\"a\":1}".utf8),
        contentType: String? = "application/json"
    ) -> EventBuilder {
        var headers = attributes.filter { changes[$0.name] == nil }
            .map { (name: "ce_" + $0.name, value: Optional(Array($0.value.utf8))) }
        for (name, value) in changes.sorted(by: { $0.key < $1.key }) {
            if let value { headers.append(("ce_" + name, Array(value.utf8))) }
        }
        if let contentType { headers.append(("content-type", Array(contentType.utf8))) }
        return EventBuilder(value: value, headers: headers)
    }

    /// What a decode left behind, copied out of the views.
    struct Result: Equatable {
        var code: ReasonCode?
        var pointer: String?
        var detail: String?
        var id: String?
        var source: String?
        var subject: String?
        var type: String?
        var time: String?
        var kind = EventKind.report
        var revision: Int32 = 0
        var hasData = false
        var data: String?
        var mode = DecodedEvent.Mode.structured
    }

    func decode(with decoder: EventDecoder = EventDecoder()) -> Result {
        // All bytes lie in one buffer, as in a batch.
        var buffer: [UInt8] = []
        var places: [(name: Range<Int>, value: Range<Int>?)] = []
        func keep(_ bytes: [UInt8]) -> Range<Int> {
            buffer += bytes
            return (buffer.count - bytes.count)..<buffer.count
        }
        for header in headers { places.append((keep(Array(header.name.utf8)), header.value.map { keep($0) })) }
        let valuePlace = value.map { keep($0) }
        return buffer.withUnsafeBytes { all in
            let views = places.map { place in
                HeaderView(
                    name: UnsafeRawBufferPointer(rebasing: all[place.name]),
                    value: place.value.map { UnsafeRawBufferPointer(rebasing: all[$0]) })
            }
            let rejection = decoder.decode(
                value: valuePlace.map { UnsafeRawBufferPointer(rebasing: all[$0]) }, headers: views)
            let event = decoder.event
            return Result(
                code: rejection?.code, pointer: rejection?.pointer, detail: rejection?.detail, id: Self.text(event.id),
                source: Self.text(event.source), subject: Self.text(event.subject), type: Self.text(event.type),
                time: Self.text(event.time), kind: event.kind, revision: event.revision, hasData: event.data != nil,
                data: event.data.flatMap { decoder.tape.member($0, "a") }.flatMap { decoder.tape.int64($0) }.map(
                    String.init), mode: event.mode)
        }
    }

    private static func text(_ bytes: UnsafeRawBufferPointer?) -> String? {
        bytes.map { String(decoding: $0, as: UTF8.self) }
    }
}
