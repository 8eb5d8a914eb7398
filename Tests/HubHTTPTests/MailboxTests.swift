import Foundation
import Testing

@testable import HubHTTP

/// The mailbox: a partner's own, each message until it is acknowledged.
@Suite(.timeLimit(.minutes(15))) struct MailboxTests {
    private let hub: HTTPFixture
    private let key: String

    init() throws {
        hub = try HTTPFixture()
        key = try hub.key("leeds")
        for number in 1...3 {
            _ = try hub.send(
                "POST", "/events", key: key, headers: ["Content-Type: application/cloudevents+json"],
                body: Array(Events.incident("A-\(number)").utf8))
            try hub.process()
        }
        _ = try hub.send(
            "POST", "/events", key: key, headers: ["Content-Type: application/cloudevents+json"],
            body: Array(Events.incident("B", partner: "wyp").utf8))
        try hub.process()
    }

    private func list(_ query: String = "", key: String? = nil) throws -> [String] {
        let response = try hub.send("GET", "/mailbox" + query, key: key ?? self.key)
        #expect(response.status == 200, "\(response.text)")
        return (try response.json()["messages"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
    }

    @Test func whatIsAcknowledgedWaitsNoMore() throws {
        let ids = try list()
        #expect(ids.count == 5 && ids.count { $0.hasPrefix("receipt.leeds.v1-0-") } == 4)
        // Out of order, twice, and the rest.
        for id in [ids[2], ids[1], ids[2]] {
            #expect(try hub.send("DELETE", "/mailbox/\(id)", key: key).status == 204)
        }
        #expect(try list() == [ids[0], ids[3], ids[4]])
        for id in ids { #expect(try hub.send("DELETE", "/mailbox/\(id)", key: key).status == 204) }
        #expect(try list().isEmpty)
        #expect(try list("?state=all") == ids)
    }

    @Test func aMessageIsReadAsItWasPublished() throws {
        let ids = try list("?topic=receipt.leeds.v1")
        let response = try hub.send("GET", "/mailbox/\(ids[0])", key: key)
        #expect(response.headers["ce-type"] == "receipt" && response.headers["ce-source"] == "/hub")
        #expect(response.headers["content-type"] == "application/json" && response.text.contains("accepted"))
        let letter = try #require(try list("?topic=deadletter.leeds.v1").first)
        let read = try hub.send("GET", "/mailbox/\(letter)", key: key)
        #expect(read.headers["ce-reason"] == "SOURCE_MISMATCH" && read.text == Events.incident("B", partner: "wyp"))
        #expect(read.headers["ce-detail"]?.contains(" ") == false)
    }

    @Test func aLongMailboxIsPaged() throws {
        let all = try list()
        let first = try hub.send("GET", "/mailbox?limit=2", key: key).json()
        let next = try #require(first["next"] as? String)
        let target = String(next.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" })
        let rest = try hub.send("GET", target, key: key).json()
        let ids = [first, rest].flatMap {
            ($0["messages"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
        }
        #expect(ids == Array(all.prefix(4)))
    }

    @Test func anothersMailboxIsNotThere() throws {
        let ids = try list()
        let other = try hub.key("kirklees", tier: "exact")
        #expect(try list(key: other).isEmpty)
        for id in ids {
            #expect(try hub.send("GET", "/mailbox/\(id)", key: other).status == 404)
            #expect(try hub.send("DELETE", "/mailbox/\(id)", key: other).status == 404)
        }
        #expect(try hub.send("GET", "/mailbox?topic=receipt.leeds.v1", key: other).status == 403)
        #expect(try hub.send("GET", "/mailbox").status == 401)
        #expect(try list() == ids)
    }

    @Test(arguments: [
        "receipt.leeds.v1-0-0", "receipt.leeds.v1-0-99", "receipt.leeds.v1-1-1", "receipt.leeds.v1-0--1",
        "in.leeds.asb.incident.v1-0-1", "x", "receipt.leeds.v1-0-+1", "receipt.leeds.v1-0-01",
        "hotspot.asb.exact.v1-0-1",
    ])
    func whatIsNoMessageIsNotThere(id: String) throws {
        #expect(try hub.send("GET", "/mailbox/\(id)", key: key).status == 404)
        #expect(try hub.send("DELETE", "/mailbox/\(id)", key: key).status == 404)
    }
}
