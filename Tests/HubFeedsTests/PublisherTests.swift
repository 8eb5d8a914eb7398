import HubFeeds
import HubGeography
import HubHotspots
import HubJSON
import HubStore
import HubTesting
import HubTransport
import Testing

struct PublisherTests {
    /// A store in a folder of its own, with a publisher and a log to send to.
    final class Fixture {
        let folder: TemporaryDirectory
        let store: StateStore
        let reader: StateReader
        let log = InMemoryLog()
        var pump = OutboxPump()
        var publisher = Publisher()
        private var offset: Int64 = 0

        init() throws {
            folder = try TemporaryDirectory()
            store = try StateStore(directory: folder.path, clock: ManualClock())
            reader = try StateReader(directory: folder.path)
        }

        /// What the gateway does for records of one cell, day and partner.
        func add(
            _ cell: Cell, _ date: String, _ count: Int64, precision: UInt8 = 2, series: UInt8 = 1,
            partner: String = "wyp", type: String = "asb.incident", at: String = "2016-09-10T10:00:00Z"
        ) throws {
            let day = try #require(LondonCalendar.day(date))
            let month = LondonCalendar.month(ofDay: day)
            let received = try #require(LondonCalendar.instant(at))
            let source = try store.source(TopicPartition("in.\(partner).\(type).v1", 0))
            let names = (try store.name(partner), try store.name(type))
            offset += 1
            try store.transaction { transaction in
                transaction.addBin(
                    BinKey(partition: 0, series: series, precision: precision, day: day, cell: cell.rawValue),
                    BinValue(count: count))
                transaction.addTally(
                    TallyKey(partition: 0, partner: names.0, type: names.1, period: month, ending: .counted), count)
                transaction.touch(series: series, month: month)
                try transaction.setNextOffset(source, offset, lastTimestamp: received)
                try transaction.noteFeed(partner: names.0, type: names.1, received: 1, rejected: 0, lastAt: received)
            }
        }

        /// Publishes and returns the records that arrived since `from` on a topic, genesis left out.
        func publish() throws -> Publisher.Report {
            let report = try publisher.publish(store, reader)
            while try pump.pump(store, sink: log) > 0 {}
            return report
        }

        func records(_ topic: String, from: Int64 = 1) throws -> [(key: String, value: JSONValue?)] {
            var batch = RecordBatch()
            var next = from
            while true {
                let read = try log.read(
                    TopicPartition(topic, 0), from: next, recordLimit: 1000, byteLimit: 1 << 26, into: &batch)
                if read == next { break }
                next = read
            }
            return try batch.records.map { record in
                (
                    String(decoding: batch.array(record.key) ?? [], as: UTF8.self),
                    try batch.array(record.value).map { try JSONValue.parse($0) }
                )
            }
        }
    }

    static let topic = "hotspot.asb.exact.v1"

    @Test func touchedWindowsArePublishedOnce() throws {
        let fixture = try Fixture()
        try fixture.add(SummaryTests.cell("E01010568"), "2016-07-01", 5)
        let report = try fixture.publish()
        // Month, quarter and four years, each for LSOA, MSOA, district and hexagon, exact and for partners; for the public the
        // years by MSOA and district.
        #expect(
            report
                == {
                    var it = Publisher.Report(); it.published = 56; it.months = 1; return it
                }())
        let records = try fixture.records(Self.topic)
        let keys = Set(records.map(\.key))
        #expect(records.count == 24 && keys.count == 24)
        #expect(keys.contains("asb/lsoa/month:2016-07"))
        #expect(keys.contains("asb/hex/year:2017-Q2"))
        let event = try #require(records.first { $0.key == "asb/district/month:2016-07" }?.value)
        #expect(event["specversion"]?.string == "1.0")
        #expect(event["type"]?.string == "hotspot.summary")
        #expect(event["source"]?.string == "/hub")
        #expect(event["subject"]?.string == "asb/district/month:2016-07")
        #expect(event["data"]?["revision"]?.int == 1)
        #expect(event["data"]?["as_of"]?.string == "2016-09-10T10:00:00.000Z")
        #expect(event["data"]?["completeness"]?["whole"]?.bool == true)
        #expect(event["data"]?["items"]?[0]?["count"]?.int == 5)
        let quarter = try #require(records.first { $0.key == "asb/district/quarter:2016-Q3" }?.value)
        #expect(quarter["data"]?["completeness"]?["whole"]?.bool == false)
        #expect(try fixture.reader.touchedMonths().isEmpty)
        // Nothing touched: nothing done.
        #expect(try fixture.publish() == Publisher.Report())
    }

    @Test func onlyChangedContentGetsANewRevision() throws {
        let fixture = try Fixture()
        try fixture.add(SummaryTests.cell("E01010568"), "2016-07-01", 5)
        _ = try fixture.publish()
        // A month touched without a change, after a restart, later.
        try fixture.add(SummaryTests.cell("E01010568"), "2016-07-01", 0, at: "2016-09-11T10:00:00Z")
        fixture.publisher = Publisher()
        let same = try fixture.publish()
        #expect(same.published == 0 && same.unchanged == 24)
        try fixture.add(SummaryTests.cell("E01010568"), "2016-07-01", 1, at: "2016-09-12T10:00:00Z")
        let changed = try fixture.publish()
        // Hexagon documents too: the record without a point stands in their totals.
        #expect(changed.published == 24)
        let last = try #require(try fixture.records(Self.topic).last { $0.key == "asb/lsoa/month:2016-07" }?.value)
        #expect(last["data"]?["revision"]?.int == 2)
        #expect(last["kind"]?.string == "correction")
        #expect(last["data"]?["as_of"]?.string == "2016-09-12T10:00:00.000Z")
        // The earlier revision stays readable.
        let first = try #require(
            try fixture.reader.summary(topic: Self.topic, key: "asb/lsoa/month:2016-07", revision: 1))
        #expect(try JSONValue.parse(first.document)["items"]?[0]?["count"]?.int == 5)
    }

    @Test func rollingWindowsEndOnTheDayBeforeTheLastMessage() throws {
        let fixture = try Fixture()
        try fixture.add(SummaryTests.cell("E01010568"), "2016-09-08", 2, precision: 1)
        _ = try fixture.publish()
        let keys = try Set(fixture.records(Self.topic).map(\.key))
        #expect(keys.contains("asb/lsoa/rolling:28@2016-09-09"))
        #expect(keys.contains("asb/msoa/rolling:365@2016-09-09"))
        #expect(
            Publisher.windows(
                touching: [201607], reported: [201607], asOf: LondonCalendar.instant("2026-01-01T00:00:00Z") ?? 0
            ).count == 6)
        #expect(Publisher.windows(touching: [], reported: [], asOf: 0).isEmpty)
    }

    /// A rolling window is revised on its topic only while it ends on the latest complete day; asked for later it still
    /// holds what came since.
    @Test func anEarlierRollingWindowIsNotStale() throws {
        let fixture = try Fixture()
        let feed = HotspotFeed(fixture.reader)
        let window = try #require(Window("rolling:28@2016-09-09"))
        func found() throws -> (counted: Int64, revision: Int64, isPublished: Bool)? {
            guard case .found(let document, let isPublished) = try feed.summary(.asb, .lsoa, window) else { return nil }
            return (document.totals.counted, document.revision, isPublished)
        }
        try fixture.add(SummaryTests.cell("E01010568"), "2016-09-08", 2, precision: 1)
        _ = try fixture.publish()
        #expect(try #require(try found()) == (2, 1, true))
        try fixture.add(SummaryTests.cell("E01010568"), "2016-10-01", 1, precision: 1, at: "2016-10-02T10:00:00Z")
        _ = try fixture.publish()
        #expect(try #require(try found()) == (2, 1, true))
        try fixture.add(SummaryTests.cell("E01010568"), "2016-09-07", 3, precision: 1, at: "2016-10-02T11:00:00Z")
        _ = try fixture.publish()
        #expect(try #require(try found()) == (5, 2, false))
    }

    @Test func faultsOfTheStoreLeaveTheWorkToBeDone() throws {
        let fixture = try Fixture()
        try fixture.add(SummaryTests.cell("E01010568"), "2016-07-01", 5)
        fixture.log.failAppend()
        #expect(throws: TransportError.self) { try fixture.publish() }
        // Published in the store, waiting in the outbox: it goes out with the next pump, once.
        _ = try fixture.publish()
        #expect(try fixture.records(Self.topic).count == 24)
    }

    @Test func feedsGiveWhatWasPublished() throws {
        let fixture = try Fixture()
        let feed = HotspotFeed(fixture.reader)
        guard case .nothing(let message) = try feed.summary(.asb, .lsoa, nil) else {
            Issue.record("found something")
            return
        }
        #expect(message == "nothing has been published yet for asb by lsoa")
        try fixture.add(SummaryTests.cell("E01010568"), "2016-07-01", 5)
        try fixture.add(SummaryTests.cell("E01010568"), "2016-09-01", 7)
        let hexagon = try #require(HexagonGrid().cell(easting: 430_000, northing: 433_500))
        try fixture.add(hexagon, "2016-07-01", 5)
        _ = try fixture.publish()
        for kind in SummaryBuilder().kinds {
            // September is not over on the 10th, so July is the latest whole month.
            guard case .found(let document, let isPublished) = try feed.summary(.asb, kind, nil) else {
                Issue.record("found nothing")
                continue
            }
            #expect(isPublished)
            #expect(document.window.label == "month:2016-07")
            let stored = try #require(try fixture.reader.summary(topic: Self.topic, key: document.key))
            // Read back and written again, the bytes are those that were published.
            #expect(SummaryJSON.write(document) == stored.document)
        }
        // A window that is on no topic is worked out.
        let other = try #require(Window("rolling:91@2016-09-05"))
        guard case .nothing = try feed.summary(.asb, .lsoa, other) else {
            Issue.record("month bins were counted")
            return
        }
        try fixture.add(SummaryTests.cell("E01010568"), "2016-09-02", 3, precision: 1)
        guard case .found(let rolling, let isPublished) = try feed.summary(.asb, .lsoa, other) else {
            Issue.record("found nothing")
            return
        }
        #expect(!isPublished)
        #expect(rolling.totals.counted == 3)
        #expect(rolling.asOf == LondonCalendar.instant("2016-09-10T10:00:00Z"))
        guard case .unavailable = try feed.summary(.asb, .lsoa, other, tier: .public),
            case .unavailable = try feed.summary(.asb, .ward, other)
        else {
            Issue.record("not refused")
            return
        }
    }

    @Test func partsThatAreNoMoreGetTombstones() throws {
        let tally = try SummaryTests.tally("month:2016-07", SummaryTests.rows())
        let document = try #require(SummaryBuilder().document(.asb, .lsoa, tally))
        var batch = RecordBatch()
        let parts = SummaryEvent.append(document, limit: 100_000, to: &batch)
        #expect(parts > 2)
        #expect(batch.count == parts)
        var smaller = RecordBatch()
        #expect(SummaryEvent.append(document, former: parts, to: &smaller) == 1)
        #expect(smaller.count == parts)
        #expect(smaller.records.dropFirst().allSatisfy { $0.value.isAbsent })
        let keys = [batch, smaller].map { batch in
            batch.records.map { String(decoding: batch.array($0.key) ?? [], as: UTF8.self) }
        }
        #expect(keys[0] == keys[1])
        #expect(keys[0][0] == "asb/lsoa/month:2016-07" && keys[0][1] == "asb/lsoa/month:2016-07/part-2")
    }
}
