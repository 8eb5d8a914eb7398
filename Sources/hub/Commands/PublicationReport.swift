import HubContracts
import HubExchange
import HubJSON
import HubTransport

/// What `hub publish` says at its end; in JSON by `schemas/cli/publish.json`.
struct PublicationReport {
    var submission: any Delivery
    var publication: Publication
    var partner: String
    var type: String

    private static let shownRefusals = 20

    func writeText() throws {
        let counts = ReceiptStatus.allCases.map { ($0.rawValue, submission.count($0)) }.filter { $0.1 > 0 }
        let unsent = publication.faults.count
        try Output.line(
            "\(submission.sent) sent to \(submission.topic)"
                + (counts.isEmpty ? "" : ": " + counts.map { "\($0.1) \($0.0)" }.joined(separator: ", "))
                + (unsent == 0 ? "" : "; \(unsent) not sent"))
        for fault in publication.faults.first.prefix(Self.shownRefusals) {
            let why = Self.words(fault.fault.code, fault.fault.pointer, fault.fault.detail)
            Talk.line("\(Self.place(fault.file, fault.line)): not sent: \(why)")
        }
        for refusal in submission.refusals.first.prefix(Self.shownRefusals) {
            let place = publication.place(of: refusal.ordinal).map { Self.place($0.file, Int($0.line)) + ": " } ?? ""
            let why = Self.words(refusal.reason, refusal.pointer, refusal.detail)
            Talk.line("\(place)\(refusal.status): \(why)")
        }
        let hidden =
            max(0, publication.faults.count - Self.shownRefusals)
            + max(0, submission.refusals.count - Self.shownRefusals)
        if hidden > 0 { Talk.line("and \(hidden) more; --output json lists the first \(Kept<Int>.limit)") }
        if publication.seemsSpread {
            Talk.line("a message stands on one line; for a file of one document: jq -c . FILE | hub publish …")
        }
    }

    private static func place(_ file: String, _ line: Int) -> String { "\(file == "-" ? "stdin" : file), line \(line)" }

    private static func words(_ parts: String?...) -> String {
        parts.compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: " ")
    }

    func writeJSON() throws {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("partner")
        writer.string(partner)
        writer.key("type")
        writer.string(type)
        writer.key("sent")
        writer.int(Int64(submission.sent))
        for status in ReceiptStatus.allCases {
            writer.key(status.rawValue)
            writer.int(Int64(submission.count(status)))
        }
        writer.key("unanswered")
        writer.int(Int64(submission.unanswered))
        writer.key("unsent")
        writer.int(Int64(publication.faults.count))
        writer.key("faults")
        writer.beginArray()
        for fault in publication.faults.first {
            writer.beginObject()
            writer.key("file")
            writer.string(fault.file)
            writer.key("line")
            writer.int(Int64(fault.line))
            writer.key("code")
            writer.string(fault.fault.code)
            writer.key("pointer")
            writer.string(fault.fault.pointer)
            writer.key("detail")
            writer.string(fault.fault.detail)
            writer.endObject()
        }
        writer.endArray()
        writer.key("refusals")
        writer.beginArray()
        for refusal in submission.refusals.first { write(refusal, to: &writer) }
        writer.endArray()
        writer.endObject()
        try Output.write(writer.bytes)
        try Output.line("")
    }

    private func write(_ refusal: Receipt, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("message_id")
        writer.optional(refusal.messageID)
        writer.key("subject")
        writer.optional(refusal.subject)
        if let place = publication.place(of: refusal.ordinal) {
            writer.key("line")
            writer.int(Int64(place.line))
        }
        writer.key("status")
        writer.string(refusal.status)
        for case (let key, let value?) in [
            ("reason", refusal.reason), ("pointer", refusal.pointer), ("detail", refusal.detail),
        ] {
            writer.key(key)
            writer.string(value)
        }
        writer.endObject()
    }
}
