import HubContracts
import HubGateway
import HubJSON
import HubStore
import HubTransport
import Testing

@Suite struct RelayTests {
    private static let leeds = #"{"area":{"area_kind":"lsoa","code":"E01011698","vintage":2011}}"#
    private static let bradford = #"{"area":{"area_kind":"lsoa","code":"E01010568","vintage":2011}}"#

    @Test func aRecipientGetsTheListedFieldsUnderTheMessagesOwnId() throws {
        let hub = try GatewayFixture(agreements: AgreementText.document(AgreementText()))
        try hub.publish(
            GatewayFixture.event(extra: #","traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01""#))
        let copies = try hub.copies(for: "leeds")
        #expect(copies.map(\.key) == ["wyp/A-1"])
        let event = try #require(copies.first?.event)
        #expect(event["id"]?.string == "id-A-1-1" && event["source"]?.string == "/partners/wyp")
        #expect(event["subject"]?.string == "A-1" && event["revision"]?.int == 1 && event["kind"]?.string == "report")
        #expect(event["agreement"]?.string == "A-1" && event["sensitivity"]?.string == "pseudonymous")
        #expect(event["traceparent"]?.string?.hasPrefix("00-4bf9") == true)
        #expect(
            event["data"] == [
                "nsir_type": "noise", "place": ["area": ["area_kind": "lsoa", "code": "E01010568", "vintage": 2011]],
            ])
        #expect(try hub.copies(for: "kirklees").isEmpty)
        #expect(try hub.endings() == ["counted": 1])
    }

    @Test func withoutAnAgreementAMessageIsAcceptedAndNotPassedOn() throws {
        let hub = try GatewayFixture()
        try hub.publish(GatewayFixture.event())
        #expect(try hub.receipts().first?["status"]?.string == "accepted")
        #expect(try hub.log.topics().filter { $0.hasPrefix("out.") }.isEmpty)
    }

    @Test func whatIsNotAcceptedIsNotPassedOn() throws {
        let hub = try GatewayFixture(agreements: AgreementText.document(AgreementText(fields: [""])))
        try hub.publish(
            GatewayFixture.event(), GatewayFixture.event(), GatewayFixture.event(place: nil),
            GatewayFixture.event(kind: "test"), "not json", GatewayFixture.event(extra: #","sensitivity":"patient""#))
        #expect(try hub.copies(for: "leeds").count == 1)
        try hub.publish(
            GatewayFixture.event(revision: 2, kind: "correction", place: nil), GatewayFixture.event(revision: 1))
        #expect(try hub.copies(for: "leeds").map { $0.event["revision"]?.int } == [1, 2])
    }

    @Test func aWithdrawalReachesThoseWhoHoldTheRecordAndNobodyElse() throws {
        let hub = try GatewayFixture(
            agreements: AgreementText.document(
                AgreementText(), AgreementText(id: "A-2", to: "bradford", areas: ["E08000032"]),
                AgreementText(id: "A-3", to: "vrp", areas: ["E08000035"])))
        try hub.publish(GatewayFixture.event(), GatewayFixture.event(revision: 2, kind: "withdrawal"))
        for recipient in ["leeds", "bradford"] {
            let copies = try hub.copies(for: recipient)
            #expect(copies.map { $0.event["kind"]?.string } == ["report", "withdrawal"])
            #expect(copies.last?.event["data"] == nil && copies.last?.event["revision"]?.int == 2)
        }
        #expect(try hub.copies(for: "vrp").isEmpty)
        // Reinstated and withdrawn again: told once more.
        try hub.publish(GatewayFixture.event(revision: 3), GatewayFixture.event(revision: 4, kind: "withdrawal"))
        #expect(try hub.copies(for: "leeds").count == 4)
    }

    @Test func aRecordThatLeavesTheAreaIsWithdrawnThere() throws {
        let hub = try GatewayFixture(
            agreements: AgreementText.document(
                AgreementText(areas: ["E08000035"]), AgreementText(id: "A-2", to: "bradford", areas: ["E08000032"])))
        try hub.publish(GatewayFixture.event(place: Self.leeds))
        try hub.publish(GatewayFixture.event(revision: 2, kind: "correction", place: Self.bradford))
        #expect(try hub.copies(for: "leeds").map { $0.event["kind"]?.string } == ["report", "withdrawal"])
        #expect(try hub.copies(for: "bradford").map { $0.event["kind"]?.string } == ["correction"])
        try hub.publish(GatewayFixture.event(revision: 3, kind: "correction", extra: #","sensitivity":"personal""#))
        #expect(try hub.copies(for: "bradford").map { $0.event["kind"]?.string } == ["correction", "withdrawal"])
    }

    @Test func anAgreementEndsOnTheMinute() throws {
        let hub = try GatewayFixture(
            agreements: AgreementText.document(AgreementText(validTo: "2026-08-01T00:00:00Z")))
        hub.clock.set(1_785_542_340_000)  // 2026-07-31T23:59:00Z
        try hub.publish(GatewayFixture.event())
        #expect(try hub.copies(for: "leeds").count == 1)
        hub.clock.set(1_785_542_400_000)
        try hub.publish(GatewayFixture.event(subject: "A-2"), key: "A-2")
        try hub.publish(GatewayFixture.event(revision: 2, kind: "withdrawal"))
        #expect(try hub.copies(for: "leeds").count == 1)
        #expect(try hub.receipts().allSatisfy { $0["status"]?.string == "accepted" })
    }

    @Test func aNamedAgreementMustBeTheSendersAndInForce() throws {
        let hub = try GatewayFixture(
            agreements: AgreementText.document(
                AgreementText(), AgreementText(id: "A-2", to: "kirklees"),
                AgreementText(id: "A-3", from: "leeds", to: "wyp"),
                AgreementText(id: "OLD", to: "vrp", validTo: "2021-01-01T00:00:00Z")))
        for name in ["OLD", "A-3", "NONE"] {
            try hub.publish(GatewayFixture.event(extra: #","agreement":"\#(name)""#))
        }
        #expect(
            try hub.receipts().allSatisfy {
                $0["status"]?.string == "withheld" && $0["reason"]?.string == "AGREEMENT_NOT_IN_FORCE"
                    && $0["pointer"]?.string == "/agreement" && $0["detail"]?.string?.contains("s.121") == true
            })
        #expect(try hub.endings() == ["withheld": 3])
        try hub.publish(GatewayFixture.event(extra: #","agreement":"A-2""#))
        #expect(try hub.copies(for: "kirklees").count == 1)
        #expect(try hub.copies(for: "leeds").isEmpty)
    }

    @Test func aRevocationTakesEffectOnTheNextMessage() throws {
        let contracts = try GatewayFixture.contracts.get()
        let changes = Changes()
        let hub = try GatewayFixture(agreements: AgreementText.document(AgreementText())) { changes.take() }
        try hub.publish(GatewayFixture.event())
        #expect(try hub.copies(for: "leeds").count == 1)
        changes.next = try contracts.readAgreements(Array(AgreementText.document([]).utf8))
        try hub.publish(GatewayFixture.event(subject: "A-2"), key: "A-2")
        #expect(try hub.copies(for: "leeds").count == 1)
        let rows = try StateReader(directory: hub.directory).agreements()
        #expect(rows.map(\.relayed) == [1] && rows.first?.revokedAt == hub.clock.now())
        changes.next = try contracts.readAgreements(Array(AgreementText.document(AgreementText()).utf8))
        try hub.publish(GatewayFixture.event(subject: "A-3"), key: "A-3")
        #expect(try hub.copies(for: "leeds").map(\.key) == ["wyp/A-1", "wyp/A-3"])
        #expect(try StateReader(directory: hub.directory).agreements().first?.revokedAt == nil)
    }

    @Test func everyDisclosureIsLoggedByAgreement() throws {
        let hub = try GatewayFixture(
            agreements: AgreementText.document(AgreementText(), AgreementText(id: "A-2", version: 3, to: "kirklees")))
        try hub.publish(
            GatewayFixture.event(), GatewayFixture.event(), GatewayFixture.event(revision: 2, kind: "correction"))
        _ = try hub.copies(for: "leeds")
        var entries: [JSONValue] = []
        try StateReader(directory: hub.directory).auditEntries { entries.append(try JSONValue.parse($0)) }
        #expect(entries.map { $0["category"]?.string } == ["disclosure", "disclosure", "collection", "alteration"])
        #expect(entries.map { $0["recipient"]?.string } == ["leeds", "kirklees", nil, nil])
        #expect(entries.map { $0["count"]?.int } == [2, 2, 3, 1])
        #expect(entries[1]["agreement"]?.string == "A-2" && entries[1]["version"]?.int == 3)
        #expect(entries[0]["first_offset"]?.int == 1 && entries[0]["last_offset"]?.int == 3)
        #expect(entries[0]["digest"]?.string?.count == 64 && entries[0]["digest"] == entries[1]["digest"])
    }

    private final class Changes {
        var next: Agreements?

        func take() -> Agreements? {
            defer { next = nil }
            return next
        }
    }
}
