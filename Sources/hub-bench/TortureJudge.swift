import Foundation
import HubContracts
import HubFeeds
import HubGeography
import HubHotspots
import HubJSON
import HubKafka
import HubStore
import HubTransport

/// Holds what hubs answered, counted and published against the ledger.
///
/// The input topics are replayed by the rules alone, row by row: what was acknowledged must lie there, each message must
/// have the one receipt that the replay gives it, each store's counters must be the replay's, and each published figure a
/// recount of it.
struct TortureJudge {
    struct Verdict {
        var receipts = 0
        var repeated = 0
        var inForce = 0
        var documents = 0
        var differences: [String] = []
    }

    /// How everything sent must have ended.
    private struct Replay {
        var statuses: [TopicPartition: [Int64: String]] = [:]
        /// The area and month (YYYYMM) of every record in force.
        var inForce: [String: (area: String, month: Int32)] = [:]
        var endings: [Ending: Int64] = [:]
        var differences: [String] = []
    }

    let ledger: TortureLedger
    let options: KafkaOptions

    /// Waits until everything is answered and published, then says what differs.
    func judge(hubs: TortureHubs, deadline: Duration) throws -> Verdict {
        let end = ContinuousClock.now + deadline
        let replay = try TortureBench.patiently(until: end) { try self.replay() }
        while true {
            hubs.tend()
            let verdict = try TortureBench.patiently(until: end) {
                var verdict = Verdict(inForce: replay.inForce.count, differences: replay.differences)
                try compareReceipts(replay.statuses, &verdict)
                try compareCounters(replay.endings, hubs.stores, &verdict)
                try compareSummaries(replay, &verdict)
                return verdict
            }
            if verdict.differences.count == replay.differences.count || ContinuousClock.now >= end { return verdict }
            usleep(1_000_000)
        }
    }

    /// Each record of a partition, from the first after the genesis record on.
    private func records(_ place: TopicPartition, _ body: (_ offset: Int64, _ key: [UInt8], _ value: [UInt8]) -> Void)
        throws
    {
        let reader = try KafkaLog(options, clock: SystemClock())
        // Summaries may be yet to come.
        guard try reader.partitionCount(of: place.topic) != nil else { return }
        let marks = try reader.watermarks(of: place)
        try reader.eachBatch(of: place, from: max(1, marks.low), to: marks.high) { batch, _ in
            for record in batch.records {
                guard let value = batch.array(record.value) else { continue }
                body(record.offset, batch.array(record.key) ?? [], value)
            }
        }
    }

    private func replay() throws -> Replay {
        var replay = Replay()
        var revisions: [String: Int] = [:]
        for partition in 0..<ledger.partitions {
            let place = TopicPartition(TortureLedger.topic, partition)
            try records(place) { offset, _, value in
                guard let event = try? JSONValue.parse(value), let subject = event["subject"]?.string,
                    let revision = event["revision"]?.int.map({ Int($0) })
                else { return }
                if !ledger.agrees(place, offset, value) {
                    replay.differences.append("\(place) \(offset): other bytes than were acknowledged")
                }
                let held = revisions[subject]
                let status =
                    held.map { $0 > revision ? "stale" : $0 == revision ? "duplicate" : "accepted" } ?? "accepted"
                replay.statuses[place, default: [:]][offset] = status
                switch status {
                case "stale": replay.endings[.stale, default: 0] += 1
                case "duplicate": replay.endings[.duplicate, default: 0] += 1
                default:
                    if held != nil { replay.endings[.superseded, default: 0] += 1 }
                    revisions[subject] = revision
                    let data = event["data"]
                    replay.inForce[subject] = nil
                    guard let area = data?["place"]?["area"]?["code"]?.string,
                        let month = data?["occurred"]?["from"]?.string.flatMap({ LondonCalendar.month($0) })
                    else { return }
                    replay.inForce[subject] = (area, month)
                }
            }
            for offset in ledger.offsets(place) where replay.statuses[place]?[offset] == nil {
                replay.differences.append("\(place) \(offset): acknowledged and not there")
            }
        }
        replay.endings[.counted] = Int64(replay.inForce.count)
        replay.endings[.withdrawn] = Int64(revisions.count - replay.inForce.count)
        return replay
    }

    private func compareReceipts(_ expected: [TopicPartition: [Int64: String]], _ verdict: inout Verdict) throws {
        var found: [TopicPartition: [Int64: String]] = [:]
        try records(TopicPartition(TopicName.receipts(of: "wyp"))) { _, _, value in
            for receipt in (try? JSONValue.parse(value))?.array ?? [] {
                guard let topic = receipt["topic"]?.string, topic == TortureLedger.topic,
                    let partition = receipt["partition"]?.int, let offset = receipt["offset"]?.int,
                    let status = receipt["status"]?.string
                else { continue }
                let place = TopicPartition(topic, Int32(partition))
                verdict.receipts += 1
                if let former = found[place]?[Int64(offset)] {
                    verdict.repeated += 1
                    if former != status {
                        verdict.differences.append("\(place) \(offset): answered \(former) and then \(status)")
                    }
                }
                found[place, default: [:]][Int64(offset)] = status
            }
        }
        for (place, statuses) in expected {
            for (offset, status) in statuses where found[place]?[offset] != status {
                verdict.differences.append(
                    "\(place) \(offset): must be \(status), is \(found[place]?[offset] ?? "not answered")")
            }
        }
    }

    /// Every store's counters, summed over the cluster.
    private func compareCounters(_ expected: [Ending: Int64], _ stores: [String], _ verdict: inout Verdict) throws {
        for (number, store) in stores.enumerated() {
            var found: [Ending: Int64] = [:]
            for tally in try StateReader(directory: store).tallies() {
                found[tally.key.ending, default: 0] += tally.count
            }
            for ending in Ending.allCases where found[ending] ?? 0 != expected[ending] ?? 0 {
                verdict.differences.append(
                    "hub \(number) has \(found[ending] ?? 0) \(ending.name), must have \(expected[ending] ?? 0)")
            }
        }
    }

    // MARK: Summaries

    /// The last revision of each summary on its topic against a recount.
    private func compareSummaries(_ replay: Replay, _ verdict: inout Verdict) throws {
        let lookup = AreaLookup.shipped
        let months = Set(replay.inForce.values.map(\.month))
        for tier in [Tier.exact, .partner, .public] {
            let published = try published(SummaryDocument.topic(.asb, tier), &verdict)
            for window in Set(months.flatMap { Window.wholeMonthWindows(touching: $0) }) {
                for kind in [AreaKind.lsoa, .msoa, .district] where tier.shows(kind, window) {
                    let key = SummaryDocument.key(.asb, kind, window)
                    guard let document = published[key] else {
                        verdict.differences.append("\(tier.rawValue) \(key): not published")
                        continue
                    }
                    var counts: [Cell: Int64] = [:]
                    for record in replay.inForce.values where window.months.contains(record.month) {
                        let cell = Cell(code: record.area, vintage: 2011)
                        let place = cell.flatMap { cell in
                            kind.cells.flatMap { lookup.ancestor(of: cell, kind: $0) }
                        }
                        if let place { counts[place, default: 0] += 1 }
                    }
                    compare("\(tier.rawValue) \(key)", document, counts, tier, &verdict)
                }
            }
        }
    }

    private func published(_ topic: String, _ verdict: inout Verdict) throws -> [String: [UInt8]] {
        var documents: [String: [UInt8]] = [:]
        var revisions: [String: Int64] = [:]
        var parts: [PublishedSummary.Part] = []
        var faults: [String] = []
        try records(TopicPartition(topic)) { _, _, value in
            guard let part = PublishedSummary.Part(event: value) else { return }
            if parts.first?.key != part.key || parts.first?.revision != part.revision { parts = [] }
            parts.append(part)
            guard let whole = PublishedSummary(parts) else { return }
            parts = []
            if let former = revisions[whole.key], whole.revision <= former {
                faults.append("\(topic) \(whole.key): revision \(whole.revision) came after \(former)")
            }
            revisions[whole.key] = whole.revision
            documents[whole.key] = whole.json
        }
        verdict.differences += faults
        verdict.documents += documents.count
        return documents
    }

    private func compare(
        _ name: String, _ document: [UInt8], _ counts: [Cell: Int64], _ tier: Tier, _ verdict: inout Verdict
    ) {
        var rest = counts
        for item in (try? JSONValue.parse(document))?["items"]?.array ?? [] {
            guard let code = item["area"]?["code"]?.string, let vintage = item["area"]?["vintage"]?.int,
                let cell = Cell(code: code, vintage: vintage)
            else { continue }
            let truth = rest.removeValue(forKey: cell) ?? 0
            let shown = item["count"]?.int.map { Int64($0) }
            // Lower tiers: none is 0, what is not hidden is to the nearest 5.
            let isRight =
                tier == .exact
                ? shown == truth : shown.map { ($0 == 0) == (truth == 0) && abs($0 - truth) <= 2 } ?? true
            if !isRight {
                verdict.differences.append(
                    "\(name) \(code): published \(shown.map { "\($0)" } ?? "*"), the ledger has \(truth)")
            }
        }
        for (cell, truth) in rest { verdict.differences.append("\(name): \(cell) is missing, the ledger has \(truth)") }
    }
}
