import HubGateway
import HubJSON
import HubTransport
import Testing

@testable import HubStore

@Suite struct RolledBackBatchTests {
    /// A fault of the store amid a batch leaves nothing behind for the next attempt of the same gateway.
    @Test func theNextAttemptAnswersAndLogsEachMessageOnce() throws {
        let hub = try GatewayFixture()
        try hub.publish(GatewayFixture.event())
        #expect(try hub.receipts().count == 1)
        try hub.publish(GatewayFixture.event(revision: 2, kind: "correction"), "not json")
        try hub.store.connection.execute(
            "CREATE TEMP TRIGGER fault BEFORE INSERT ON main.dead_letter BEGIN SELECT raise(ABORT, 'fault'); END")
        #expect(throws: StoreError.self) { try hub.gateway.processAvailable() }
        try hub.store.connection.execute("DROP TRIGGER temp.fault")

        let receipts = try hub.receipts()
        #expect(receipts.compactMap { $0["offset"]?.int } == [1, 2, 3])
        #expect(receipts.compactMap { $0["status"]?.string } == ["accepted", "accepted", "rejected"])
        #expect(try hub.endings() == ["counted": 1, "superseded": 1, "rejected": 1])
        var altered: [Int] = []
        try StateReader(directory: hub.directory).auditEntries { bytes in
            let entry = try JSONValue.parse(bytes)
            if entry["category"]?.string == "alteration" { altered.append(entry["count"]?.int ?? 0) }
        }
        #expect(altered == [1])
    }
}
