import HubTesting
import HubTransport
import Testing

@testable import HubStore

@Suite struct StateStoreTests {
    private let directory: TemporaryDirectory
    private let store: StateStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try StateStore(directory: directory.path, clock: ManualClock())
    }

    private func record(_ revision: Int32) -> StoredRecord {
        StoredRecord(
            revision: revision, ending: .counted, hashHigh: .max, hashLow: 1 << 63,
            contribution: Contribution(
                series: 255, area: .min, hexagon: .max, day: -5, precision: 2, dayNight: 2, repeated: true,
                period: 202_607), offset: 1 << 40)
    }

    @Test func aRecordIsAddedOnlyOnce() throws {
        let source = try store.source(TopicPartition("in.wyp.asb.incident.v1", 3))
        let subject: [UInt8] = [1]
        try store.transaction { transaction in
            try subject.withUnsafeBytes { subject in
                let isFirst = try transaction.add(source, subject: subject, messageID: subject, record(1))
                let isAgain = try transaction.add(source, subject: subject, messageID: subject, record(2))
                let held = try transaction.record(source, subject: subject)
                #expect(isFirst && !isAgain && held == record(1))
            }
        }
    }

    @Test func recordsComeBack() throws {
        let source = try store.source(TopicPartition("in.wyp.asb.incident.v1", 3))
        #expect(try store.source(TopicPartition("in.wyp.asb.incident.v1", 4)) != source)
        let subject: [UInt8] = [0, 1, 255]
        for revision: Int32 in [1, 2] {
            try store.transaction { transaction in
                try subject.withUnsafeBytes { subject in
                    try transaction.put(source, subject: subject, messageID: subject, record(revision))
                }
                try transaction.setNextOffset(source, Int64(revision) + 1, lastTimestamp: 9)
            }
        }
        try store.transaction { transaction in
            let found = try subject.withUnsafeBytes { try transaction.record(source, subject: $0) }
            let none = try [UInt8]().withUnsafeBytes { try transaction.record(source, subject: $0) }
            #expect(found == record(2))
            #expect(none == nil)
        }
        #expect(try store.nextOffset(source) == 3)
        let reader = try StateReader(directory: directory.path)
        let found = try reader.record(TopicPartition("in.wyp.asb.incident.v1", 3), subject: subject)
        #expect(found?.record == record(2))
        #expect(found?.messageID == subject)
        #expect(try reader.inputs().map(\.nextOffset) == [3, 0])
    }

    @Test func aFailedTransactionLeavesNothing() throws {
        struct Stop: Error {}
        #expect(throws: Stop.self) {
            try store.transaction { transaction in
                _ = try store.name("asb.incident")
                transaction.addBin(BinKey(partition: 0, series: 1, precision: 1, day: 1, cell: 1), BinValue(count: 1))
                transaction.touch(series: 1, month: 202_607)
                throw Stop()
            }
        }
        try store.transaction { _ in }
        let reader = try StateReader(directory: directory.path)
        #expect(try reader.number(ofName: "asb.incident") == nil)
        #expect(try reader.touchedMonths().isEmpty)
        #expect(try reader.dayRange(series: 1) == nil)
        // The number that was rolled back is not remembered.
        let number = try store.name("knife.offence")
        #expect(try reader.name(number) == "knife.offence")
        #expect(try reader.number(ofName: "asb.incident") == nil)
    }

    @Test func binsAreSumsAndEmptyOnesGo() throws {
        let key = BinKey(partition: 2, series: 7, precision: 1, day: 20_000, cell: -4)
        let month = BinKey(partition: 2, series: 7, precision: 2, day: 19_990, cell: 4)
        func change(_ count: Int64) throws {
            try store.transaction { transaction in
                transaction.addBin(key, BinValue(count: count, day: count))
                transaction.addBin(key, BinValue(count: count, night: count, repeated: count))
                transaction.addBin(month, BinValue(count: 1))
                transaction.addBin(month, BinValue(count: -1))
            }
        }
        func read() throws -> [BinKey: BinValue] {
            var found: [BinKey: BinValue] = [:]
            try StateReader(directory: directory.path).bins(series: 7, fromDay: 20_000, toDay: 20_000) {
                found[$0] = $1
            }
            return found
        }
        try change(3)
        #expect(try read() == [key: BinValue(count: 6, day: 3, night: 3, repeated: 3)])
        #expect(try StateReader(directory: directory.path).dayRange(series: 7) == 20_000...20_000)
        try change(-1)
        #expect(try read() == [key: BinValue(count: 4, day: 2, night: 2, repeated: 2)])
        try change(-2)
        #expect(try read() == [:])
    }

    @Test func talliesAddUp() throws {
        let partner = try store.name("wyp")
        let type = try store.name("asb.incident")
        let keys = [Ending.counted, .rejected].map {
            TallyKey(partition: 0, partner: partner, type: type, period: 202_607, ending: $0)
        }
        try store.transaction { transaction in
            transaction.addTally(keys[0], 5)
            transaction.addTally(keys[1], 1)
            try transaction.noteFeed(partner: partner, type: type, received: 6, rejected: 1, lastAt: 50)
        }
        try store.transaction { transaction in
            transaction.addTally(keys[0], 2)
            transaction.addTally(keys[1], -1)
            try transaction.noteFeed(partner: partner, type: type, received: 1, rejected: 0, lastAt: 40)
        }
        let reader = try StateReader(directory: directory.path)
        let tallies = try reader.tallies()
        #expect(tallies.map(\.key) == [keys[0]] && tallies.map(\.count) == [7])
        #expect(try reader.recordsInForce() == 7)
        #expect(
            try reader.feeds() == [
                StateReader.Feed(
                    partner: partner, type: type, received: 7, rejected: 1, lastAt: 50, hourReceived: 7, hourRejected: 1
                )
            ]
        )
    }

    @Test func aMonthTouchedAgainStaysOnTheList() throws {
        try store.transaction { $0.touch(series: 1, month: 202_607) }
        let reader = try StateReader(directory: directory.path)
        let listed = try reader.touchedMonths()
        try store.transaction { $0.touch(series: 1, month: 202_607) }
        try store.transaction { try $0.clearTouched(listed) }
        let again = try reader.touchedMonths()
        #expect(again.map(\.month) == [202_607])
        try store.transaction { try $0.clearTouched(again) }
        #expect(try reader.touchedMonths().isEmpty)
    }

    @Test func deadLettersKeepTheirBytes() throws {
        var record = RecordBatch()
        record.append(key: nil, value: [0xff, 0], headers: [("h", nil), ("h", [1])], timestamp: 5, offset: 12)
        let letter = DeadLetter(
            id: "a-1", code: "NOT_JSON", partner: "wyp", type: nil, topic: "in", partition: 0, offset: 12,
            receivedAt: 99, pointer: "/data", detail: "broken", record: record)
        try store.transaction { transaction in
            try transaction.addDeadLetter(letter)
            try transaction.addDeadLetter(letter)
            var other = letter
            other.id = "a-2"
            other.receivedAt = 98
            other.record = RecordBatch()
            try transaction.addDeadLetter(other)
        }
        let reader = try StateReader(directory: directory.path)
        #expect(try reader.deadLetters().map(\.id) == ["a-1", "a-2"])
        #expect(try reader.deadLetters(limit: 1).map(\.id) == ["a-2"])
        #expect(try reader.deadLetterCounts().map(\.count) == [2])
        #expect(try reader.oldestOpenDeadLetter(partner: "wyp", type: "") == 98)
        let found = try #require(try reader.deadLetter(id: "a-1"))
        #expect(found.type == nil && found.record.records[0].offset == 12)
        #expect(found.record.array(found.record.records[0].value) == [0xff, 0])
        #expect(found.record.array(found.record.headers[0].value) == nil)
        try store.transaction { try $0.setDeadLetterState("a-1", "discarded", actor: "test", note: nil) }
        #expect(try reader.deadLetters(DeadLetterFilter(state: "open")).map(\.id) == ["a-2"])
        #expect(try reader.deadLetterCounts().map(\.state) == ["discarded", "open"])
        #expect(try reader.deadLetterCounts().map(\.count) == [1, 1])
        #expect(try reader.deadLetter(id: "none") == nil)
    }

    @Test func summariesKeepEarlierRevisions() throws {
        for revision: Int64 in 1...3 {
            try store.transaction {
                try $0.putSummary(
                    topic: "t", key: "k", revision: revision, asOf: revision * 10, contentHash: [UInt8(revision)],
                    document: Array("document \(revision)".utf8))
            }
        }
        let reader = try StateReader(directory: directory.path)
        #expect(try reader.summary(topic: "t", key: "k")?.revision == 3)
        #expect(try reader.summary(topic: "t", key: "k", revision: 2)?.document == Array("document 2".utf8))
        #expect(try reader.summary(topic: "t", key: "k", revision: 4) == nil)
        #expect(try reader.summaryRevisions(topic: "t", key: "k").map(\.asOf) == [10, 20, 30])
        #expect(try reader.summaryKeys().map(\.revision) == [3])
    }

    @Test func refusesWhatIsNoStore() throws {
        let empty = try TemporaryDirectory()
        let none = #expect(throws: StoreError.self) { try StateReader(directory: empty.path) }
        #expect(none?.code == .notAStore)
        try store.connection.execute("PRAGMA user_version=99")
        let reader = #expect(throws: StoreError.self) { try StateReader(directory: directory.path) }
        #expect(reader?.code == .newerVersion)
        let writer = #expect(throws: StoreError.self) {
            try StateStore(directory: directory.path, clock: ManualClock())
        }
        #expect(writer?.code == .newerVersion)
    }

    @Test func aStoreKeepsItsIdentity() throws {
        let again = try StateStore(directory: directory.path, clock: ManualClock())
        #expect(again.id == store.id)
        #expect(try StateReader(directory: directory.path).storeID() == store.id)
    }

    @Test func theLockNamesItsHolder() throws {
        #expect(OwnerLock.holder(directory: directory.path) == nil)
        do {
            let lock = try OwnerLock(directory: directory.path)
            let fault = #expect(throws: StoreError.self) { try OwnerLock(directory: directory.path) }
            #expect(fault?.code == .owned)
            let holder = try #require(OwnerLock.holder(directory: directory.path))
            #expect(fault?.message.contains("process \(holder)") == true)
            withExtendedLifetime(lock) {}
        }
        #expect(OwnerLock.holder(directory: directory.path) == nil)
        _ = try OwnerLock(directory: directory.path)
    }
}
