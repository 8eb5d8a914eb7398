import Foundation
import HubTesting
import Testing

/// Every kind of bad input, sent raw: each is dead-lettered with its bytes and a reason, its sender is told, the hub goes
/// on.
@Suite struct BadInputTests {
    struct Case: Sendable {
        var name: String
        var line: [UInt8]
        /// Any of these reasons will do; the first is the one that says most.
        var reasons: [String]
    }

    private let folder = try! ScratchFolder()
    private var store: String { folder.file("store") }

    @Test(.timeLimit(.minutes(15))) func everyBadMessageIsAnsweredAndKept() throws {
        let cases = Self.cases
        var input: [UInt8] = []
        for item in cases { input += item.line + [0x0A] }
        input += Array(Self.event().utf8) + [0x0A]
        let file = try folder.write(input, to: "bad.ndjson")
        let outcome = try HubProcess.run([
            "publish", "--raw", "--partner", "leeds", "--type", "asb.incident", "--store", store, file,
        ])
        #expect(outcome.status == 1, "\(outcome)")

        let topic = "in.leeds.asb.incident.v1"
        let reader = try TopicReader(store: store)
        let sent = try reader.records(of: topic)
        try #require(sent.count == cases.count + 1)
        let receipts = try reader.receipts(partner: "leeds").receipts
        #expect(receipts.count == sent.count)
        let letters = try HubProcess.run(["deadletters", "list", "--output", "json", "--store", store])
            .json(DeadLetterList.self).items
        #expect(letters.count == cases.count)
        for (item, record) in zip(cases, sent) {
            #expect(record.value == item.line, "\(item.name): the bytes sent are not those of the line")
            let receipt = try #require(receipts.first { $0.offset == record.offset }, "\(item.name): no receipt")
            #expect(receipt.status == "rejected", "\(item.name): \(receipt)")
            #expect(item.reasons.contains(receipt.reason ?? ""), "\(item.name): \(receipt)")
            #expect(receipt.detail?.isEmpty == false, "\(item.name): \(receipt)")
            let letter = try #require(letters.first { $0.offset == record.offset }, "\(item.name): no dead letter")
            #expect(letter.code == receipt.reason && letter.topic == topic, "\(item.name): \(letter)")
            let shown = try HubProcess.run(["deadletters", "show", letter.id.text, "--raw", "--store", store])
            #expect(shown.status == 0 && shown.output == item.line, "\(item.name): other bytes")
        }
        // What follows them is accepted.
        #expect(receipts.last?.status == "accepted")
        let document = try HubProcess.run(["reconcile", "--output", "json", "--store", store]).json(Reconciliation.self)
        #expect(document.balanced)
        #expect(document.sum(\.rejected) == cases.count && document.sum(\.counted) == 1)
    }

    /// A good event with members replaced, as text.
    private static func event(
        id: String = "bad", source: String = "/partners/leeds", type: String = "asb.incident", revision: String = "1",
        from: String = "2024-03-09", code: String = "E01011229", extra: String = ""
    ) -> String {
        "{\"specversion\":\"1.0\",\"id\":\"\(id)\",\"source\":\"\(source)\",\"type\":\"\(type)\",\"subject\":\"ref\","
            + "\"time\":\"2024-03-10T00:00:00Z\",\"revision\":\(revision),\"kind\":\"report\",\"data\":{"
            + "\"nsir_type\":\"noise\",\"nsir_qualifier\":\"nuisance\",\(extra)"
            + "\"occurred\":{\"precision\":\"day\",\"from\":\"\(from)\"},"
            + "\"place\":{\"area\":{\"area_kind\":\"lsoa\",\"code\":\"\(code)\",\"vintage\":2011}}}}"
    }

    private static func text(_ name: String, _ line: String, _ reasons: String...) -> Case {
        Case(name: name, line: Array(line.utf8), reasons: reasons)
    }

    private static var cases: [Case] {
        let invalid = event().split(separator: "noise", maxSplits: 1).map { Array($0.utf8) }
        return [
            text("cut off", String(event().dropLast(3)), "NOT_JSON"),
            text("not JSON at all", "hello", "NOT_JSON"),
            text("two documents", event() + event(), "NOT_JSON"),
            Case(name: "not UTF-8", line: invalid[0] + [0xC3, 0x28] + invalid[1], reasons: ["NOT_UTF8"]),
            Case(name: "a lone surrogate", line: Array(event(id: "\\ud800").utf8), reasons: ["NOT_UTF8", "NOT_JSON"]),
            text("too large", event(extra: "\"x\":\"\(String(repeating: "y", count: 1 << 20))\","), "TOO_LARGE"),
            text(
                "too deep",
                event(extra: "\"x\":\(String(repeating: "[", count: 80))\(String(repeating: "]", count: 80)),"),
                "TOO_DEEP"),
            text("a member twice", event(extra: "\"nsir_type\":\"noise\","), "DUPLICATE_KEY"),
            text("a number out of range", event(extra: "\"group_size\":1e400,"), "NUMBER_OUT_OF_RANGE"),
            text("revision 0", event(revision: "0"), "REVISION_INVALID"),
            text("revision below 0", event(revision: "-1"), "REVISION_INVALID"),
            text("revision fractional", event(revision: "1.5"), "REVISION_INVALID"),
            text("revision beyond 31 bits", event(revision: "2147483648"), "REVISION_INVALID"),
            text("revision beyond 64 bits", event(revision: "9223372036854775808"), "REVISION_INVALID"),
            text("revision as text", event(revision: "\"1\""), "REVISION_INVALID", "ENVELOPE_INVALID"),
            text("control character in the id", event(id: "a\\u0007b"), "ATTRIBUTE_CONTROL_CHARACTER"),
            text("unknown type", event(type: "no.such"), "TYPE_UNKNOWN"),
            text("another type's topic", event(type: "knife.offence"), "TYPE_MISMATCH", "TYPE_UNKNOWN"),
            text("foreign source", event(source: "/partners/wyp"), "SOURCE_MISMATCH"),
            text("the hub as source", event(source: "/hub"), "SOURCE_MISMATCH"),
            text("impossible date", event(from: "2023-02-29"), "TIME_IMPOSSIBLE", "SCHEMA_INVALID"),
            text("in the future", event(from: "2999-01-01"), "TIME_FUTURE"),
            text("unknown area", event(code: "E01099999"), "AREA_UNKNOWN"),
            text("outside the schema", event(extra: "\"nickname\":1,"), "SCHEMA_INVALID"),
            text("no envelope", "{}", "ENVELOPE_INVALID"),
            text("an array", "[]", "ENVELOPE_INVALID"),
            text("a null", "null", "ENVELOPE_INVALID"),
        ]
    }
}
