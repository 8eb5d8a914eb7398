import Foundation
import HubTesting
import HubTransport
import Testing

@testable import HubStore

/// A store that version 0.1.0's first release wrote (40 reports of Leeds, five of them sent twice, one refused), opened by this
/// one.
@Suite struct UpgradeTests {
    private let folder: TemporaryDirectory
    private let topic = TopicPartition("in.leeds.place.concern.v1")
    private var directory: String { folder.path + "/store" }

    init() throws {
        folder = try TemporaryDirectory()
        let fixture = #filePath.replacingOccurrences(of: "UpgradeTests.swift", with: "Fixtures/store-v1")
        try FileManager.default.copyItem(atPath: fixture, toPath: directory)
    }

    @Test func aReaderSaysThatTheStoreIsEarlier() {
        let fault = #expect(throws: StoreError.self) { try StateReader(directory: directory) }
        #expect(fault?.code == .olderVersion && fault?.message.contains("hub run") == true)
    }

    @Test func everythingIsThereAfterwards() throws {
        _ = try StateStore(directory: directory, clock: ManualClock())
        let reader = try StateReader(directory: directory)
        #expect(try reader.recordsInForce() == 40)
        #expect(try reader.inputs().map(\.nextOffset) == [47])
        #expect(try reader.feeds().map(\.received) == [46])
        #expect(try reader.deadLetterCounts().map(\.count) == [1])
        #expect(try reader.deadLetters().map(\.state) == ["open"])
        let found = try reader.record(topic, subject: Array("C-7".utf8))
        #expect(found?.record.revision == 1 && found.map { String(decoding: $0.messageID, as: UTF8.self) } == "m-7")
        let log = try EmbeddedLog(directory: directory, clock: ManualClock())
        #expect(try log.watermarks(of: topic).high == 47)
        var batch = RecordBatch()
        #expect(try log.read(topic, from: 1, recordLimit: 99, byteLimit: 1 << 20, into: &batch) == 47)
        try StoreInspection.check(StateStore.fileName, in: directory)
        try StoreInspection.check(EmbeddedLog.fileName, in: directory)
    }

    @Test func theUpgradedStoreGoesOn() throws {
        let store = try StateStore(directory: directory, clock: ManualClock())
        let partner = try store.name("leeds")
        let type = try store.name("place.concern")
        try store.transaction {
            try $0.noteFeed(partner: partner, type: type, received: 2, rejected: 0, lastAt: 1_900_000_000_000)
            try $0.setDeadLetterState(
                "deadletter:in.leeds.place.concern.v1/0/41", "discarded", actor: "test", note: nil)
        }
        let reader = try StateReader(directory: directory)
        #expect(try reader.feeds().map(\.received) == [48])
        #expect(try reader.feeds().map(\.hourReceived) == [2])
        #expect(try reader.deadLetterCounts().map(\.state) == ["discarded"])
    }

    /// The way back: a copy made before the upgrade stays of its version and is what the earlier hub opens.
    @Test func aBackupBeforeTheUpgradeIsTheWayBack() throws {
        let backup = folder.path + "/backup"
        _ = try StoreBackup.make(from: directory, to: backup, withKeys: false, now: 1) { "\($0)" }
        _ = try StateStore(directory: directory, clock: ManualClock())
        let back = folder.path + "/back"
        #expect(try StoreBackup.restore(backup, to: back).manifest.records == 40)
        let state = try Connection(
            path: back + "/state.sqlite", mode: .plain, settings: ConnectionSettings(), vfs: nil)
        #expect(try state.integer("PRAGMA user_version") == 1)
        let log = try Connection(path: back + "/log.sqlite", mode: .plain, settings: ConnectionSettings(), vfs: nil)
        #expect(try log.integer("PRAGMA user_version") == 1)
    }

    @Test func aStoreOfALaterHubIsLeftAlone() throws {
        _ = try StateStore(directory: directory, clock: ManualClock())
        do {
            let state = try Connection(
                path: directory + "/state.sqlite", mode: .plain, settings: ConnectionSettings(), vfs: nil)
            try state.execute("PRAGMA user_version=999")
        }
        let fault = #expect(throws: StoreError.self) { try StateStore(directory: directory, clock: ManualClock()) }
        #expect(fault?.code == .newerVersion)
    }
}
