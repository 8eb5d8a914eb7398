import HubContracts
import HubStore
import HubTesting
import HubTransport
import Testing

@testable import hub

/// What the configuration no longer keeps is let go, and the audit log says so; what was not taken stays.
@Suite struct RetentionTests {
    private let folder = try! TemporaryDirectory()
    private let clock = ManualClock()
    private let topic = TopicPartition("in.wyp.asb.incident.v1")
    private static let day: Int64 = 86_400_000

    @Test func oldRecordsGoAndWhatWasNotTakenStays() throws {
        let log = try EmbeddedLog(directory: folder.path, clock: clock)
        let store = try StateStore(directory: folder.path, clock: clock)
        for name in [topic.topic, "receipt.wyp.v1", "hotspot.asb.exact.v1"] { try log.createTopic(name, partitions: 1) }
        for _ in 0..<6 {
            var batch = RecordBatch()
            batch.append(key: nil, value: [1], timestamp: clock.now())
            for place in [topic, TopicPartition("receipt.wyp.v1"), TopicPartition("hotspot.asb.exact.v1")] {
                try log.append(batch, to: place)
            }
            clock.advance(by: 10 * Self.day)
        }
        let source = try store.source(topic)
        try store.transaction { transaction in
            try transaction.setNextOffset(source, 2, lastTimestamp: 1)
            var record = RecordBatch()
            record.append(key: nil, value: Array("secret".utf8), timestamp: 1)
            try transaction.addDeadLetter(
                DeadLetter(
                    id: "old", code: "NOT_JSON", partner: "wyp", type: nil, topic: topic.topic, partition: 0, offset: 1,
                    receivedAt: clock.now() - 91 * Self.day, pointer: "", detail: "broken", record: record))
        }
        var retention = Retention(Configuration())
        let reader = try StateReader(directory: folder.path)
        try retention.look(at: log, store, reader, now: clock.now())
        // The messages at 1 to 3 are older than 31 days; only the first was taken.
        #expect(try log.watermarks(of: topic) == Watermarks(low: 2, high: 7))
        #expect(try log.watermarks(of: TopicPartition("receipt.wyp.v1")).low == 0)
        #expect(try log.watermarks(of: TopicPartition("hotspot.asb.exact.v1")).low == 0)
        let letter = try #require(try reader.deadLetter(id: "old"))
        #expect(letter.state == "erased" && letter.record.isEmpty)
        var entries: [String] = []
        try reader.auditEntries { entries.append(String(decoding: $0, as: UTF8.self)) }
        #expect(entries.filter { $0.contains(#""act":"retention""#) }.count == 2, "\(entries)")

        try store.transaction { try $0.setNextOffset(source, 7, lastTimestamp: 1) }
        try retention.look(at: log, store, reader, now: clock.now() + 60_000)
        #expect(try log.watermarks(of: topic).low == 2)
        try retention.look(at: log, store, reader, now: clock.now() + 3_600_000)
        #expect(try log.watermarks(of: topic).low == 3)
    }
}
