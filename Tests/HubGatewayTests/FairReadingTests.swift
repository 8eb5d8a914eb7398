import HubContracts
import HubStore
import HubTesting
import HubTransport
import Testing

@testable import HubGateway

/// A partner with many messages of many types must not keep the others waiting.
@Suite struct FairReadingTests {
    @Test func partnersTakeTurnsHoweverManyTypesTheySend() throws {
        let fixture = try GatewayFixture()
        for type in ["asb.incident", "asb.power.used", "hotspot.patrol", "knife.offence", "place.concern"] {
            let topic = TopicPartition("in.bradford.\(type).v1")
            try fixture.log.createTopic(topic.topic, partitions: 1)
            try fixture.publish([[UInt8]](repeating: Array("{".utf8), count: 50), key: "A", to: topic)
        }
        try fixture.publish("{")
        var options = GatewayOptions()
        options.batchRecords = 20
        options.transactionRecords = 40
        let gateway = Gateway(
            contracts: try Contracts.shipped(), store: fixture.store, source: fixture.log, options: options)
        // One transaction: by then the partner with one message has had its turn beside the one with 250.
        var asked = 0
        let report = try gateway.processAvailable {
            asked += 1
            return asked > 1
        }
        #expect(report.transactions == 1 && report.messages < 100, "\(report)")
        #expect(try fixture.store.nextOffset(fixture.store.source(GatewayFixture.topic)) == 2)
    }
}
