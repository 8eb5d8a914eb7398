import Foundation
import HubStore
import HubTesting
import Synchronization
import Testing

@testable import HubHTTP

/// Who may come in, and what everybody else is told.
@Suite(.timeLimit(.minutes(15))) struct AccessTests {
    private let hub: HTTPFixture

    init() throws { hub = try HTTPFixture() }

    private static let event = ["Content-Type: application/cloudevents+json"]

    private func post(_ event: String, key: String?) throws -> RawResponse {
        try hub.send("POST", "/events", key: key, headers: Self.event, body: Array(event.utf8))
    }

    @Test func nobodySendsWithoutAKey() throws {
        let response = try post(Events.incident("A"), key: nil)
        #expect(response.status == 401 && response.headers["www-authenticate"] == "Bearer realm=\"hub\"")
        #expect(try hub.log.topics().isEmpty)
    }

    @Test func aKeyHoldsUntilItIsTakenBack() throws {
        let made = try hub.access.addKey(partner: "leeds", tier: "partner")
        #expect(try post(Events.incident("A"), key: made.key).status == 202)
        #expect(try hub.access.revokeKeys(ids: [made.kept.id]) == 1)
        #expect(try post(Events.incident("B"), key: made.key).status == 401)
        #expect(try hub.records("in.leeds.asb.incident.v1").count == 1)
    }

    @Test func theStoreDoesNotKnowAKey() throws {
        let made = try hub.access.addKey(partner: "leeds", tier: "exact")
        let file = try Data(contentsOf: URL(fileURLWithPath: hub.folder.path + "/" + AccessStore.fileName))
        let more = (try? Data(contentsOf: URL(fileURLWithPath: hub.folder.path + "/access.sqlite-wal"))) ?? Data()
        #expect(file.range(of: Data(made.key.utf8)) == nil && more.range(of: Data(made.key.utf8)) == nil)
        #expect(more.range(of: Data(made.kept.id.utf8)) != nil || file.range(of: Data(made.kept.id.utf8)) != nil)
    }

    @Test func aPartnerWritesOnlyAsItself() throws {
        let key = try hub.key("kirklees")
        let response = try post(Events.incident("A", partner: "leeds"), key: key)
        #expect(try response.receipts().map(\.reason) == ["SOURCE_MISMATCH"])
        #expect(try hub.records("in.leeds.asb.incident.v1").isEmpty)
        #expect(try hub.records("in.kirklees.asb.incident.v1").count == 1)
    }

    @Test func guessingIsSlowedDownAndLoggedWhileOthersAreServed() throws {
        let key = try hub.key("leeds")
        var statuses: [Int] = []
        for number in 0..<40 {
            statuses.append(try post(Events.incident("X"), key: "hub_\(number)").status)
        }
        #expect(statuses.prefix(20).allSatisfy { $0 == 401 } && statuses.suffix(10).allSatisfy { $0 == 429 })
        let slowed = try post(Events.incident("X"), key: "hub_x")
        #expect(slowed.status == 429 && Int(slowed.headers["retry-after"] ?? "") ?? 0 > 0)
        #expect(try post(Events.incident("A"), key: key).status == 202)
        #expect(hub.lines.all.count >= 40 && hub.lines.all.allSatisfy { $0.contains("http.refused") })
        #expect(!hub.lines.all.joined().contains("hub_3"))
    }

    @Test func oneKeyCannotTakeAll() throws {
        let slow = try HTTPFixture {
            $0.keyRate = 5
            $0.addressRate = 5
        }
        let (first, second) = (try slow.key("leeds"), try slow.key("wyp"))
        let statuses = try (0..<30).map { _ in try slow.send("GET", "/healthz", key: first).status }
        #expect(statuses.contains(429) && statuses.first == 200)
        #expect(try slow.send("GET", "/healthz", key: second).status == 200)
        #expect(try slow.send("GET", "/healthz").status == 200)
    }

    @Test(arguments: ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "GET"])
    func anotherMethodIsRefused(method: String) throws {
        let response = try hub.send(method, "/events", key: try hub.key("leeds"))
        #expect(response.status == 405 && response.headers["allow"] == "POST")
    }

    @Test func everyAnswerCarriesItsSecurityFields() throws {
        for target in ["/healthz", "/nothing", "/events"] {
            let headers = try hub.send("GET", target).headers
            #expect(headers["x-content-type-options"] == "nosniff" && headers["content-security-policy"] != nil)
            #expect(headers["cache-control"] == "no-store" && headers["server"] == nil)
        }
    }

    /// Who read what is written down, once for each reader and thing; where that fails, named partners read nothing.
    @Test func whatNamedPartnersReadIsWrittenDownOrNotRead() throws {
        let written = Mutex<[String]>([])
        let fails = Mutex(false)
        struct Full: Error {}
        let hub = try HTTPFixture { options in
            options.consultations = { list in
                if fails.withLock({ $0 }) { throw Full() }
                written.withLock { held in
                    held += list.map { "\($0.consultation.partner) \($0.consultation.what) \($0.count)" }
                }
            }
        }
        let key = try hub.key("leeds")
        for _ in 0..<3 { #expect(try hub.send("GET", "/mailbox", key: key).status == 200) }
        #expect(try hub.send("GET", "/mailbox/none-0-1", key: key).status == 404)
        #expect(try hub.send("GET", "/healthz", key: key).status == 200)
        #expect(try hub.send("GET", "/changes").status == 200)
        while written.withLock({ $0.isEmpty }) { usleep(10_000) }
        fails.withLock { $0 = true }
        var status = 200
        while status == 200 {
            status = try hub.send("GET", "/mailbox", key: key).status
            usleep(10_000)
        }
        #expect(status == 503)
        #expect(try hub.send("GET", "/changes").status == 200)
        fails.withLock { $0 = false }
        while status != 200 {
            status = try hub.send("GET", "/mailbox", key: key).status
            usleep(10_000)
        }
        hub.server.stop()
        let all = written.withLock { $0 }
        #expect(all.allSatisfy { $0.hasPrefix("leeds /mailbox ") }, "\(all)")
        #expect(all.reduce(0) { $0 + (Int($1.split(separator: " ").last ?? "") ?? 0) } >= 5)
    }
}
