import Foundation
import HubTesting
import HubTransport
import Testing

@testable import HubStore

@Suite struct EmbeddedLogTests {
    @Test(arguments: TransportConformance.all) func conforms(_ check: TransportConformance) throws {
        let directory = try TemporaryDirectory()
        try check.run { try EmbeddedLog(directory: directory.path + "/made/for it", clock: ManualClock()) }
    }

    @Test func takesOnePartitionOnly() throws {
        let directory = try TemporaryDirectory()
        let log = try EmbeddedLog(directory: directory.path, clock: ManualClock())
        let fault = #expect(throws: TransportError.self) { try log.createTopic("a", partitions: 2) }
        #expect(fault?.code == .partitionMismatch)
    }

    @Test func forgetsWholeBlocks() throws {
        let directory = try TemporaryDirectory()
        let log = try EmbeddedLog(directory: directory.path, clock: ManualClock())
        let target = TopicPartition("a")
        try log.createTopic("a", partitions: 1)
        try log.createTopic("b", partitions: 1)
        for byte: UInt8 in 1...5 { try log.append(TransportConformance.one(byte), to: target) }
        try log.deleteRecords(before: 3, of: target)
        #expect(try log.connection.integer("SELECT count(*) FROM block") == 4)
        #expect(try log.watermarks(of: target) == Watermarks(low: 3, high: 6))
        #expect(try TransportConformance.drain(log, target, from: 3).count == 3)
        let fault = #expect(throws: TransportError.self) { try TransportConformance.drain(log, target, from: 2) }
        #expect(fault?.code == .offsetOutOfRange)
        try log.deleteRecords(before: 100, of: target)
        #expect(try log.watermarks(of: target) == Watermarks(low: 6, high: 6))
        #expect(try TransportConformance.drain(log, target, from: 6).isEmpty)
        #expect(try log.append(TransportConformance.one(9), to: target) == 6)
        #expect(try TransportConformance.drain(log, TopicPartition("b"), from: 0).count == 1)
    }

    @Test func damageIsAnError() throws {
        let directory = try TemporaryDirectory()
        let log = try EmbeddedLog(directory: directory.path, clock: ManualClock())
        try log.createTopic("a", partitions: 1)
        try log.append(TransportConformance.one(1), to: TopicPartition("a"))
        for change in [
            "UPDATE block SET checksum = checksum + 1", "UPDATE block SET checksum = checksum - 1, count = 0",
            "UPDATE block SET count = 5, bytes = zeroblob(3)", "UPDATE block SET raw_size = -1",
            "UPDATE block SET id = id + 7", "DELETE FROM block",
        ] {
            try log.connection.execute(change)
            let fault = #expect(throws: TransportError.self, "\(change)") {
                try TransportConformance.drain(log, TopicPartition("a"), from: 1)
            }
            #expect(fault?.code == .corrupt)
        }
    }

    /// Numbers that no checksum covers are believed only within the log's bounds.
    @Test(arguments: [
        "UPDATE block SET count = 9223372036854775807", "UPDATE topic SET high = 9223372036854775807",
        "UPDATE topic SET high = -9223372036854775808", "UPDATE topic SET low = -9223372036854775808",
    ])
    func damagedNumbersAreAnError(change: String) throws {
        let directory = try TemporaryDirectory()
        let log = try EmbeddedLog(directory: directory.path, clock: ManualClock())
        try log.createTopic("a", partitions: 1)
        try log.append(TransportConformance.one(1), to: TopicPartition("a"))
        try log.connection.execute(change)
        let fault = #expect(throws: TransportError.self) {
            _ = try TransportConformance.drain(log, TopicPartition("a"), from: 0)
            try log.append(TransportConformance.one(1), to: TopicPartition("a"))
        }
        #expect(fault?.code == .corrupt)
    }

    /// What the log takes must fit again, whole, into a dead letter.
    @Test func aRecordTooLargeToBeAnsweredIsNotTaken() throws {
        let directory = try TemporaryDirectory()
        let log = try EmbeddedLog(directory: directory.path, clock: ManualClock())
        try log.createTopic("a", partitions: 1)
        var batch = RecordBatch()
        batch.append(key: nil, value: [UInt8](repeating: 0, count: EmbeddedLog.maximumRecordSize + 1), timestamp: 0)
        #expect(throws: TransportError.self) { try log.append(batch, to: TopicPartition("a")) }
        #expect(try log.watermarks(of: TopicPartition("a")).high == 1)
        batch.removeAll()
        batch.append(key: nil, value: [UInt8](repeating: 0, count: EmbeddedLog.maximumRecordSize), timestamp: 0)
        #expect(try log.append(batch, to: TopicPartition("a")) == 1)
        let store = try StateStore(directory: directory.path, clock: ManualClock())
        var letter = RecordBatch()
        letter.append(
            key: nil, value: batch.array(batch.records[0].value),
            headers: [("ce_detail", [UInt8](repeating: 0, count: 1 << 20))], timestamp: 0)
        try store.transaction { try $0.enqueue(letter, to: TopicPartition("b")) }
    }

    @Test func refusesForeignFiles() throws {
        let directory = try TemporaryDirectory()
        do {
            let log = try EmbeddedLog(directory: directory.path, clock: ManualClock())
            try log.connection.execute("PRAGMA user_version=99")
        }
        let newer = #expect(throws: StoreError.self) {
            try EmbeddedLog(directory: directory.path, clock: ManualClock())
        }
        #expect(newer?.code == .newerVersion)
        let other = try TemporaryDirectory()
        try Data.write("this is not a database, only some text that is long enough", to: other.path + "/log.sqlite")
        let foreign = #expect(throws: StoreError.self) { try EmbeddedLog(directory: other.path, clock: ManualClock()) }
        #expect(foreign?.code == .notAStore)
    }
}

extension Data {
    static func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
}
