import Foundation
import HubTesting
import HubTransport
import Testing

@testable import HubStore

@Suite struct StoreBackupTests {
    private let folder: TemporaryDirectory
    private let clock = ManualClock()
    private let topic = TopicPartition("in.wyp.asb.incident.v1")
    private var directory: String { folder.path + "/store" }
    private var backup: String { folder.path + "/backup" }

    init() throws { folder = try TemporaryDirectory() }

    private func batch(_ value: UInt8) -> RecordBatch {
        var batch = RecordBatch()
        batch.append(key: nil, value: [value], timestamp: 1)
        return batch
    }

    private func make(withKeys: Bool = false) throws -> BackupManifest {
        try StoreBackup.make(from: directory, to: backup, withKeys: withKeys, now: 7) { "\($0)" }
    }

    /// A store that has taken `taken` of three messages and sent one answer of two.
    private func fill(taken: Int64 = 2) throws -> (StateStore, EmbeddedLog) {
        let log = try EmbeddedLog(directory: directory, clock: clock)
        let store = try StateStore(directory: directory, clock: clock)
        try log.createTopic(topic.topic, partitions: 1)
        for value: UInt8 in 1...3 { try log.append(batch(value), to: topic) }
        let source = try store.source(topic)
        try store.transaction { transaction in
            try transaction.setNextOffset(source, taken + 1, lastTimestamp: 1)
            try transaction.enqueue(batch(11), to: TopicPartition("receipt.wyp.v1"))
        }
        var pump = OutboxPump()
        #expect(try pump.pump(store, sink: log) == 1)
        try store.transaction { try $0.enqueue(batch(12), to: TopicPartition("receipt.wyp.v1")) }
        return (store, log)
    }

    private func receipts(_ directory: String) throws -> [[UInt8]?] {
        let log = try EmbeddedLog(directory: directory, clock: clock)
        var found = RecordBatch()
        _ = try log.read(TopicPartition("receipt.wyp.v1"), from: 1, recordLimit: 99, byteLimit: 999, into: &found)
        return found.records.map { found.array($0.value) }
    }

    @Test func aCopyOfAnOpenStoreComesBackWhole() throws {
        let open = try fill()
        let manifest = try make()
        #expect(manifest.madeAt == 7 && Set(manifest.parts.map(\.name)) == ["log.sqlite", "state.sqlite"])
        #expect(try StoreBackup.verify(backup) == manifest)
        let restored = folder.path + "/restored"
        #expect(try StoreBackup.restore(backup, to: restored).manifest == manifest)
        let reader = try StateReader(directory: restored)
        #expect(try reader.inputs().map(\.nextOffset) == [3])
        #expect(try reader.storeID() == open.0.id)
        withExtendedLifetime(open) {}
    }

    @Test func batchesMadeAfterTheCopyOfTheStateAreNotTakenForRepeats() throws {
        let (store, log) = try fill()
        // The log is copied after the state: by then it has the second batch too, which the copied state still holds.
        let state = folder.path + "/early"
        try FileManager.default.createDirectory(atPath: state, withIntermediateDirectories: true)
        try StateReader(directory: directory).connection.copy(to: state + "/state.sqlite")
        var pump = OutboxPump()
        try store.transaction { try $0.enqueue(batch(13), to: TopicPartition("receipt.wyp.v1")) }
        while try pump.pump(store, sink: log) > 0 {}
        _ = try make()
        try FileManager.default.removeItem(atPath: backup + "/state.sqlite")
        try FileManager.default.moveItem(atPath: state + "/state.sqlite", toPath: backup + "/state.sqlite")
        let parts = try BackupFiles.parts(of: backup)
        let manifest = BackupManifest(store: store.id, madeAt: 7, records: 0, parts: parts)
        try FileManager.default.removeItem(atPath: backup + "/backup.json")
        try BackupFiles.write(manifest.json { "\($0)" }, to: backup + "/backup.json")

        let restored = folder.path + "/restored"
        _ = try StoreBackup.restore(backup, to: restored)
        let again = try StateStore(directory: restored, clock: clock)
        let sink = try EmbeddedLog(directory: restored, clock: clock)
        try again.transaction { try $0.enqueue(batch(14), to: TopicPartition("receipt.wyp.v1")) }
        var other = OutboxPump()
        while try other.pump(again, sink: sink) > 0 {}
        #expect(try receipts(restored) == [[11], [12], [13], [14]])
    }

    /// An older state put beside the log as it is: what the state does from then on is not taken for a repeat.
    @Test func anOlderStateBesideANewerLogNumbersBeyondIt() throws {
        let (store, log) = try fill()
        let early = folder.path + "/early.sqlite"
        try StateReader(directory: directory).connection.copy(to: early)
        var pump = OutboxPump()
        for value: UInt8 in 13...20 {
            try store.transaction { try $0.enqueue(batch(value), to: TopicPartition("receipt.wyp.v1")) }
        }
        while try pump.pump(store, sink: log) > 0 {}
        let other = folder.path + "/other"
        try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: early, toPath: other + "/state.sqlite")
        let old = try StateStore(directory: other, clock: clock)
        try old.numberOutbox(beyond: log.lastSequence(ofProducer: old.id))
        try old.transaction { try $0.enqueue(batch(99), to: TopicPartition("receipt.wyp.v1")) }
        var again = OutboxPump()
        while try again.pump(old, sink: log) > 0 {}
        #expect(try receipts(directory).last == [99])
        // A state that is ahead of its log stays as it is.
        try old.numberOutbox(beyond: 1)
        try old.transaction { try $0.enqueue(batch(100), to: TopicPartition("receipt.wyp.v1")) }
        while try again.pump(old, sink: log) > 0 {}
        #expect(try receipts(directory).last == [100])
    }

    @Test func keysStayBehindUnlessAskedFor() throws {
        _ = try fill()
        #expect(FileManager.default.fileExists(atPath: directory + "/audit.key"))
        #expect(try make().parts.contains { $0.name == "audit.key" } == false)
        try BackupFiles.remove(backup)
        #expect(try make(withKeys: true).parts.contains { $0.name == "audit.key" })
    }

    @Test func whatIsThereIsNotOverwritten() throws {
        _ = try fill()
        _ = try make()
        #expect(throws: StoreError.self) { try make() }
        #expect(throws: StoreError.self) { try StoreBackup.restore(backup, to: directory) }
        #expect(throws: StoreError.self) { try StoreBackup.verify(folder.path) }
    }

    @Test(arguments: ["state.sqlite", "log.sqlite"])
    func aChangedFileIsFound(name: String) throws {
        _ = try fill()
        _ = try make()
        let path = URL(fileURLWithPath: backup + "/" + name)
        var bytes = try Data(contentsOf: path)
        bytes[bytes.count / 2] ^= 1
        try bytes.write(to: path)
        let fault = #expect(throws: StoreError.self) {
            try StoreBackup.restore(backup, to: folder.path + "/restored")
        }
        #expect(fault?.code == .corrupt && fault?.message.contains(name) == true)
        #expect(!FileManager.default.fileExists(atPath: folder.path + "/restored"))
    }

    @Test func anOffsetBeyondTheLogIsFound() throws {
        _ = try fill(taken: 9)
        let fault = #expect(throws: StoreError.self) { try make() }
        #expect(fault?.code == .corrupt)
        #expect(!FileManager.default.fileExists(atPath: backup))
    }
}
