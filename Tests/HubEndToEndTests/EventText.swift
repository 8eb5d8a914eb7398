import HubTesting

/// Builds the bytes of messages by hand, as a partner's system would.
struct EventText {
    /// Members of the data as (name, JSON), in any order.
    var data: [(name: String, json: String)]?
    var topic: String
    var id: String
    var subject: String
    var revision: Int
    var kind: Facts.Kind
    /// Another source than the topic's own partner.
    var source: String?

    /// The same text for the same content, whatever order the members are sent in.
    static func content(_ data: [(name: String, json: String)]?) -> String {
        (data ?? []).sorted { $0.name < $1.name }.map { "\($0.name)=\($0.json)" }.joined(separator: ";")
    }

    private var dataText: String? {
        data.map { "{" + $0.map { "\"\($0.name)\": \($0.json)" }.joined(separator: ",") + "}" }
    }

    private var sourceText: String { source ?? "/partners/\(Ledger.parts(of: topic).partner)" }

    /// One JSON document, envelope and data together.
    var structured: String {
        var members = [
            "\"specversion\":\"1.0\"", "\"id\":\"\(id)\"", "\"source\":\"\(sourceText)\"",
            "\"type\":\"\(Ledger.parts(of: topic).type)\"", "\"subject\":\"\(subject)\"",
            "\"time\":\"2024-07-01T10:00:00Z\"", "\"revision\":\(revision)", "\"kind\":\"\(kind.rawValue)\"",
        ]
        if let dataText { members.append("\"data\":\(dataText)") }
        return "{" + members.joined(separator: ",") + "}"
    }

    /// A record in structured mode.
    func structuredMessage(_ facts: Facts) -> Message {
        Message(
            key: Array(subject.utf8), value: Array(structured.utf8),
            headers: [("content-type", Array("application/cloudevents+json; charset=utf-8".utf8))], facts: facts)
    }

    /// A record in binary mode: the attributes are headers, the value is the data.
    func binaryMessage(_ facts: Facts) -> Message {
        let attributes = [
            ("ce_specversion", "1.0"), ("ce_id", id), ("ce_source", sourceText),
            ("ce_type", Ledger.parts(of: topic).type), ("ce_subject", subject), ("ce_time", "2024-07-01T10:00:00Z"),
            ("ce_revision", "\(revision)"), ("ce_kind", kind.rawValue), ("content-type", "application/json"),
        ]
        return Message(
            key: Array(subject.utf8), value: dataText.map { Array($0.utf8) },
            headers: attributes.map { ($0.0, Array($0.1.utf8)) }, facts: facts)
    }
}
