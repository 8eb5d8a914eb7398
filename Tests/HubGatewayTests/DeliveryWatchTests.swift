import HubContracts
import HubGateway
import HubJSON
import HubTransport
import Testing

@Suite struct DeliveryWatchTests {
    @Test func aCopyThatNobodyCollectsIsToldToItsSenderOnce() throws {
        let hub = try GatewayFixture(
            agreements: AgreementText.document(AgreementText(), AgreementText(id: "A-2", to: "vrp")))
        try hub.publish(GatewayFixture.event())
        #expect(try hub.copies(for: "leeds").count == 1)
        let watch = DeliveryWatch()
        func look() throws -> Int {
            // The partnership has collected its copy, Leeds has not.
            try watch.look(hub.store, log: hub.log) { recipient, _, _ in recipient == "vrp" }
        }
        hub.clock.advance(by: DeliveryWatch.patience - 1)
        #expect(try look() == 0)
        hub.clock.advance(by: 1)
        #expect(try look() == 1)
        #expect(try look() == 0)
        let reports = try hub.copies(for: "wyp", type: "nondelivery")
        #expect(reports.map(\.key) == ["wyp/A-1"])
        let data = try #require(reports.first?.event)
        #expect(data["recipient"]?.string == "leeds" && data["message_id"]?.string == "id-A-1-1")
        #expect(data["topic"]?.string == "out.leeds.asb.incident.v1" && data["agreement"]?.string == "A-1")
        #expect(data["subject"]?.string == "A-1" && data["expired_at"]?.string != data["available_since"]?.string)
        // Reports are not waited for in their turn.
        hub.clock.advance(by: DeliveryWatch.patience)
        #expect(try look() == 0)
    }
}
