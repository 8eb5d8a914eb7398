import HubFeeds
import HubGeography
import HubJSON
import HubStore
import HubTesting
import HubTransport
import Testing

/// A publisher that takes over from another with nothing but what is on the topics.
struct TakeoverTests {
    private typealias Fixture = PublisherTests.Fixture

    /// The same records to several stores.
    private func fill(_ fixtures: [Fixture], _ months: ClosedRange<Int>, seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let areas = AreaLookup.shipped.areas(.lsoa).map(\.cell)
        let hexagon = try #require(HexagonGrid().cell(easting: 430_000, northing: 433_500))
        for month in months {
            for _ in 0..<60 {
                let place = Int.random(in: 0..<10, using: &random)
                let cell = place == 9 ? hexagon : areas[Int.random(in: 0..<40, using: &random)]
                let count = Int64.random(in: 1...12, using: &random)
                let series: UInt8 = Bool.random(using: &random) ? 1 : 2
                for fixture in fixtures {
                    try fixture.add(
                        cell, "2016-0\(month)-01", count, series: series, at: "2016-10-0\(month)T10:00:00Z")
                }
            }
        }
    }

    /// What a hub does that takes publishing over: all documents and the state of releases, from the topics.
    private func takeOver(_ from: Fixture, _ to: Fixture) throws {
        for topic in try from.log.topics() where topic.hasPrefix("hotspot.") {
            var parts: [PublishedSummary.Part] = []
            var latest: [String: Int64] = [:]
            for record in try values(from, topic) {
                guard let part = PublishedSummary.Part(event: record) else { continue }
                parts.append(part)
                guard let whole = PublishedSummary(parts) else { continue }
                parts = []
                latest[whole.key] = whole.revision
                try to.store.adopt([
                    StateReader.Summary(
                        topic: topic, key: whole.key, revision: whole.revision, asOf: whole.asOf,
                        contentHash: whole.contentHash, document: whole.json)
                ])
            }
            #expect(parts.isEmpty)
            try to.store.dropUnpublished(of: topic, latest: latest)
        }
        var batch = RecordBatch()
        _ = try from.log.read(
            TopicPartition(ReleaseLog.topic), from: 1, recordLimit: 100_000, byteLimit: 1 << 28, into: &batch)
        try ReleaseLog.adopt(batch, to.store, to.reader)
        to.publisher.forget()
    }

    private func values(_ fixture: Fixture, _ topic: String) throws -> [[UInt8]] {
        var batch = RecordBatch()
        let place = TopicPartition(topic)
        let end = try fixture.log.watermarks(of: place).high
        var next: Int64 = 1
        while next < end {
            next = try fixture.log.read(place, from: next, recordLimit: 1_000, byteLimit: 1 << 26, into: &batch)
        }
        return batch.records.compactMap { batch.array($0.value) }
    }

    @Test func goesOnAsTheOtherWouldHave() throws {
        let (first, second, witness) = (try Fixture(), try Fixture(), try Fixture())
        for fixture in [first, second, witness] { fixture.publisher = Publisher(sharesRelease: true) }
        try fill([first, second, witness], 4...7, seed: 7)
        _ = try first.publish()
        _ = try witness.publish()
        // Small figures of months that are out come and go, so that earlier revisions bind later ones.
        try fill([first, second, witness], 5...5, seed: 8)
        _ = try first.publish()
        _ = try witness.publish()

        // The second hub once published something that never left it.
        try second.store.adopt([
            StateReader.Summary(
                topic: "hotspot.asb.exact.v1", key: "asb/lsoa/month:2016-04", revision: 9, asOf: 1,
                contentHash: [1], document: Array("{}".utf8))
        ])
        try takeOver(first, second)
        for topic in try first.log.topics() where topic.hasPrefix("hotspot.") {
            for value in try values(first, topic) {
                let event = try JSONValue.parse(value)
                guard let data = event["data"], let key = event["subject"]?.string, !key.contains("part-") else {
                    continue
                }
                let revision = data["revision"]?.int.map { Int64($0) }
                let mine = try first.reader.summary(topic: topic, key: key, revision: revision)
                let taken = try second.reader.summary(topic: topic, key: key, revision: revision)
                #expect(mine == taken, "\(topic) \(key)")
            }
        }
        // All months are touched there, and nothing is published anew.
        let report = try second.publish()
        #expect(report.published == 0 && report.months > 0 && report.unchanged > 40)
        // What comes next is what the first would have published, to the byte: what was hidden stays so.
        try fill([second, witness], 6...6, seed: 9)
        #expect(try second.publish().published > 0)
        _ = try witness.publish()
        for topic in try second.log.topics() where topic.hasPrefix("hotspot.") {
            let published = try values(second, topic)
            #expect(try values(witness, topic).suffix(published.count).elementsEqual(published), "\(topic)")
        }
        // Its own changes of the releases' state are on the topic as well.
        #expect(try !values(second, ReleaseLog.topic).isEmpty)
    }
}
