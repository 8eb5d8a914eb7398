import Foundation
import HubAssurance
import HubStore
import HubTesting
import Testing

@testable import HubHTTP

/// `POST /events`: the three modes, what each event's answer is, and where it lands.
@Suite(.timeLimit(.minutes(15))) struct IngestTests {
    private let hub: HTTPFixture
    private let key: String
    private static let structured = "Content-Type: application/cloudevents+json"
    private static let batched = "Content-Type: application/cloudevents-batch+json"

    init() throws {
        hub = try HTTPFixture()
        key = try hub.key("leeds")
    }

    private func post(_ body: String, _ headers: String..., key: String? = nil) throws -> RawResponse {
        try hub.send("POST", "/events", key: key ?? self.key, headers: headers, body: Array(body.utf8))
    }

    @Test func aStructuredEventIsDurableWhenAcknowledged() throws {
        let event = Events.incident("A-1")
        let response = try post(event, Self.structured)
        #expect(response.status == 202, "\(response.text)")
        #expect(try response.receipts().map(\.status) == ["received"])
        // The very bytes, keyed by the subject.
        let kept = try hub.records("in.leeds.asb.incident.v1")
        #expect(kept.count == 1 && kept[0].key == "A-1" && kept[0].value == event)
        try hub.process()
        #expect(try hub.records("receipt.leeds.v1")[0].value?.contains(#""status":"accepted""#) == true)
    }

    @Test func aBinaryEventKeepsItsAttributes() throws {
        let response = try post(
            #"{"nsir_type":"noise","nsir_qualifier":"nuisance","occurred":{"precision":"month","from":"2024-03"}}"#,
            "Content-Type: application/json", "ce-specversion: 1.0", "ce-id: b%2D1", "ce-source: /partners/leeds",
            "ce-type: asb.incident", "ce-subject: caf%C3%A9", "ce-revision: 1")
        #expect(response.status == 202, "\(response.text)")
        #expect(try hub.records("in.leeds.asb.incident.v1")[0].key == "café")
        try hub.process()
        let receipt = try #require(try hub.records("receipt.leeds.v1").first?.value)
        #expect(receipt.contains(#""message_id":"b-1","subject":"café""#) && receipt.contains("accepted"))
    }

    /// Signed events, one and several; whether a signature holds is the gateway's to say, here it is read and kept as sent.
    @Test func signedEventsAreKeptAsTheyWereSent() throws {
        let key = try #require(SigningKey(seed: [UInt8](repeating: 7, count: 32)))
        func sealed(_ event: String) -> String {
            String(
                decoding: SignedEnvelope.json(
                    payloadType: "application/cloudevents+json", payload: Array(event.utf8), keyID: "k", key: key),
                as: UTF8.self)
        }
        let type = "Content-Type: \(SignedEnvelope.contentType)"
        let one = sealed(Events.incident("A-1"))
        #expect(try post(one, type).receipts().map(\.status) == ["received"])
        let foreign = sealed(Events.incident("A-3", partner: "wyp"))
        let several = try post("[\(sealed(Events.incident("A-2"))), \(foreign), {}, \(Events.incident("A-4"))]", type)
        #expect(several.status == 202, "\(several.text)")
        #expect(try several.receipts().map(\.id) == ["id-A-2", "id-A-3", nil, nil])
        #expect(
            try several.receipts().map(\.reason) == [nil, "SOURCE_MISMATCH", "SIGNATURE_BAD", "SIGNATURE_BAD"])
        let kept = try hub.records("in.leeds.asb.incident.v1")
        #expect(kept.map(\.key) == ["A-1", "A-2", "A-3"] && kept[0].value == one && kept[2].value == foreign)
        #expect(try post("{}", type).status == 400)
        #expect(try post("7", type).status == 400)
        #expect(try post("{", type).status == 400)
    }

    @Test(arguments: [
        ("%41b", "Ab"), ("%+1", "%+1"), ("%-1", "%-1"), ("%4", "%4"), ("%", "%"), ("%zz", "%zz"), ("%C3%a9", "é"),
    ])
    func onlyTwoHexadecimalDigitsAreAnEscape(text: String, expected: String) {
        #expect(IngestReader.unescaped(text) == Array(expected.utf8))
    }

    @Test func aBatchStandsButForItsBadEvents() throws {
        let foreign = Events.incident("A-3", partner: "kirklees")
        let unknown = Events.incident("A-4").replacingOccurrences(of: "asb.incident", with: "asb.unheard")
        let twice = Events.incident("A-6").replacingOccurrences(of: "\"revision\":1", with: "\"id\":\"again\"")
        let events = [
            Events.incident("A-1"), " " + Events.incident("A-2") + "\n", foreign, unknown, "7", twice, "{}",
            Events.incident("A-5"),
        ]
        let response = try post("[" + events.joined(separator: ",") + "]", Self.batched)
        #expect(response.status == 202, "\(response.text)")
        let receipts = try response.receipts()
        #expect(receipts.map(\.id) == ["id-A-1", "id-A-2", "id-A-3", "id-A-4", nil, "again", nil, "id-A-5"])
        #expect(
            receipts.map(\.reason) == [
                nil, nil, "SOURCE_MISMATCH", "TYPE_UNKNOWN", "ENVELOPE_INVALID", "DUPLICATE_KEY", "ENVELOPE_INVALID",
                nil,
            ])
        try hub.process()
        #expect(try hub.records("in.leeds.unknown.v1").count == 3)
        // Each refused one is a dead letter with its bytes.
        let letters = try hub.records("deadletter.leeds.v1").compactMap(\.value)
        #expect(letters.count == 5 && letters.contains(foreign) && letters.contains("7"))
        let statuses = try hub.records("receipt.leeds.v1").compactMap(\.value).joined()
        #expect(statuses.components(separatedBy: #""status":"accepted""#).count == 4)
    }

    @Test func theFinalReceiptIsWaitedFor() throws {
        let connection = try RawConnection(port: hub.port)
        let body = "[\(Events.incident("A-1")),\(Events.incident("A-1")),\(Events.incident("B", partner: "wyp"))]"
        try connection.send(
            "POST /events HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer \(key)\r\n\(Self.batched)\r\nPrefer: wait=60\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
        while try hub.records("in.leeds.asb.incident.v1").isEmpty { usleep(1000) }
        try hub.process()
        let response = try connection.response()
        #expect(try response.receipts().map(\.status) == ["accepted", "duplicate", "rejected"], "\(response.text)")
        #expect(response.headers["preference-applied"] == "wait=60")
    }

    @Test(arguments: [
        ("{", "application/cloudevents+json", 400), ("[]", "application/cloudevents+json", 400),
        ("{}", "application/cloudevents-batch+json", 400), ("[", "application/cloudevents-batch+json", 400),
        ("{}", "application/json", 400), ("<a/>", "application/xml", 415),
        ("a=b", "application/x-www-form-urlencoded", 415),
    ])
    func whatIsNoEventIsNotReceived(body: String, type: String, status: Int) throws {
        let response = try post(body, "Content-Type: \(type)")
        #expect(response.status == status && response.headers["content-type"] == "application/problem+json")
        #expect(try hub.log.topics().isEmpty)
    }

    @Test func beyondTheDiskBudgetNothingIsTakenAndNoPathIsTold() throws {
        let hub = try HTTPFixture { $0.limits.budget = DiskBudget(reserveBytes: .max) }
        let key = try hub.key("leeds")
        let response = try hub.send(
            "POST", "/events", key: key, headers: [Self.structured], body: Array(Events.incident("A-1").utf8))
        #expect(response.status == 503 && response.text.contains("disk budget"), "\(response.text)")
        #expect(!response.text.contains(hub.folder.path) && response.headers["retry-after"] != nil)
        #expect(try hub.records("in.leeds.asb.incident.v1").isEmpty)
    }

    @Test func anEmptyBatchIsNothing() throws {
        let response = try post("[]", Self.batched)
        #expect(response.status == 202 && response.text == #"{"receipts":[]}"#)
    }

    @Test func manyRequestsAtOnceAreAllKept() async throws {
        let port = hub.port
        let key = key
        try await withThrowingTaskGroup(of: Int.self) { group in
            for sender in 0..<8 {
                group.addTask {
                    var accepted = 0
                    let connection = try RawConnection(port: port)
                    for number in 0..<20 {
                        let events = (0..<5).map { Events.incident("S\(sender)-\(number)-\($0)") }
                        let body = "[" + events.joined(separator: ",") + "]"
                        try connection.send(
                            "POST /events HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer \(key)\r\n\(Self.batched)\r\n"
                                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
                        let response = try connection.response()
                        accepted += try response.receipts().count { $0.status == "received" }
                    }
                    return accepted
                }
            }
            var total = 0
            for try await accepted in group { total += accepted }
            #expect(total == 800)
        }
        let kept = try hub.records("in.leeds.asb.incident.v1")
        #expect(kept.count == 800 && Set(kept.compactMap(\.key)).count == 800)
    }
}
