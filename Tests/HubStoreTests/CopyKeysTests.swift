import Foundation
import HubAssurance
import HubTesting
import HubTransport
import Testing

@testable import HubStore

/// Copies for other partners in the log: sealed for their agreement, opened for their recipient, ended with their key.
@Suite struct CopyKeysTests {
    private let folder: TemporaryDirectory
    private let keys: CopyKeys
    private static let day: Int64 = 86_400_000
    /// A Monday, as weeks go in keys from Thursday to Wednesday since 1970.
    private static let start: Int64 = 1_785_000_000_000

    init() throws {
        folder = try TemporaryDirectory()
        keys = CopyKeys(directory: folder.path)
    }

    private func bytes<Result>(_ text: String, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try Array(text.utf8).withUnsafeBytes(body)
    }

    private func seal(
        _ event: String, agreement: String = "A-1", days: Int = 30, at instant: Int64 = start
    ) throws -> (value: [UInt8], keyID: String) {
        try bytes(event) { event in
            try bytes("wyp/R-1") { try keys.seal(event, key: $0, agreement: agreement, days: days, at: instant) }
        }
    }

    private func batch(_ sealed: (value: [UInt8], keyID: String), key: String = "wyp/R-1") -> RecordBatch {
        var batch = RecordBatch()
        batch.append(
            key: Array(key.utf8), value: sealed.value,
            headers: [("content-type", Array("x".utf8)), ("hub-sealed", Array(sealed.keyID.utf8))], timestamp: 5,
            offset: 7)
        return batch
    }

    @Test func aCopyIsReadWithItsKeyAndNoLongerAfterIt() throws {
        let sealed = try seal("the event")
        #expect(Data(sealed.value).range(of: Data("event".utf8)) == nil)
        var all = batch(sealed)
        all.append(key: [1], value: Array("plain".utf8), timestamp: 6, offset: 8)
        let open = try keys.opened(all)
        #expect(open.records.map { open.array($0.value) } == [Array("the event".utf8), Array("plain".utf8)])
        #expect(open.records.map(\.offset) == [7, 8] && open.records[0].timestamp == 5)
        #expect(open.headers.map { open.array($0.name) } == [Array("content-type".utf8)])

        // Another process shreds it; this one has read the key before.
        try CopyKeys(directory: folder.path).shred([sealed.keyID])
        let left = try keys.opened(all)
        #expect(left.records.map { left.array($0.value) } == [Array("plain".utf8)])
        let file = try String(contentsOfFile: folder.path + "/agreement.keys", encoding: .utf8)
        #expect(!file.contains(sealed.keyID))
    }

    @Test func aKeyIsForOneAgreementAndOneWeek() throws {
        let first = try seal("a").keyID
        #expect(try seal("b").keyID == first)
        #expect(try seal("b", agreement: "A-2").keyID != first)
        #expect(try seal("b", days: 31).keyID != first)
        #expect(try seal("b", at: Self.start + 7 * Self.day).keyID != first)
        // Asked again for the first, the same key serves, also after a restart.
        #expect(try seal("c").keyID == first)
        #expect(try CopyKeys(directory: folder.path).opened(batch(seal("d"))).count == 1)
    }

    /// After a restore without keys the same week gets another key; what was sealed before is ended, not damaged.
    @Test func aKeyMadeAnewIsNotTakenForTheLostOne() throws {
        let before = try seal("before")
        try FileManager.default.removeItem(atPath: folder.path + "/agreement.keys")
        let after = try seal("after")
        #expect(after.keyID != before.keyID)
        #expect(try keys.opened(batch(before)).isEmpty)
        #expect(try keys.opened(batch(after)).count == 1)
    }

    @Test func keysAreDueWhenTheLastCopyOfTheirWeekMayGo() throws {
        let sealed = try seal("a", days: 30)
        #expect(try keys.due(at: Self.start + 30 * Self.day).isEmpty)
        #expect(try keys.due(at: Self.start + 38 * Self.day) == [sealed.keyID])
        let longer = try seal("a", days: 300)
        #expect(try keys.due(at: Self.start + 38 * Self.day) == [sealed.keyID])
        try keys.shred([sealed.keyID])
        #expect(try keys.due(at: Self.start + 38 * Self.day).isEmpty)
        #expect(try keys.opened(batch(longer)).count == 1)
    }

    @Test func whatWasChangedOrMovedDoesNotOpen() throws {
        let sealed = try seal("the event")
        let fault = #expect(throws: StoreError.self) { try keys.opened(batch(sealed, key: "wyp/R-2")) }
        #expect(fault?.code == .corrupt)
        for place in sealed.value.indices {
            var changed = sealed
            changed.value[place] ^= 1
            #expect(throws: StoreError.self) { try keys.opened(batch(changed)) }
        }
    }

    @Test func anExposedKeyFileStopsEverything() throws {
        _ = try seal("a")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o644], ofItemAtPath: folder.path + "/agreement.keys")
        let fault = #expect(throws: StoreError.self) { try CopyKeys(directory: folder.path).due(at: 0) }
        #expect(fault?.code == .auditKey && fault?.message.contains("chmod 600") == true)
    }

    /// Single records are taken out of the log; all others stay as they are.
    @Test func singleRecordsAreBlanked() throws {
        let log = try EmbeddedLog(directory: folder.path, clock: ManualClock())
        let topic = TopicPartition("in.wyp.asb.incident.v1")
        try log.createTopic(topic.topic, partitions: 1)
        for part in 0..<4 {
            var batch = RecordBatch()
            for number in 0..<10 {
                batch.append(key: Array("K\(part)".utf8), value: Array("secret-\(part)-\(number)".utf8), timestamp: 9)
            }
            try log.append(batch, to: topic)
        }
        func values() throws -> [String?] {
            var found = RecordBatch()
            _ = try log.read(topic, from: 1, recordLimit: 100, byteLimit: 1 << 20, into: &found)
            #expect(found.records.map(\.offset) == Array(1...40) && found.records.allSatisfy { $0.timestamp == 9 })
            return found.records.map { found.array($0.value).map { String(decoding: $0, as: UTF8.self) } }
        }
        let before = try values()
        try log.blank([1, 3, 3, 12, 40, 999], in: topic)
        let after = try values()
        for (place, value) in before.enumerated() {
            #expect(after[place] == ([0, 2, 11, 39].contains(place) ? nil : value))
        }
        try log.append(RecordBatch(), to: topic)
    }
}
