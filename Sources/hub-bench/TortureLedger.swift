import Foundation
import HubContracts
import HubFeeds
import HubGeography
import HubJSON
import HubKafka
import HubStore
import HubTransport

/// What was sent and acknowledged, and what must have become of it.
struct TortureLedger {
    static let topic = "in.wyp.asb.incident.v1"

    struct Verdict {
        var receipts = 0
        var repeated = 0
        var inForce = 0
        var differences: [String] = []
    }

    /// A revision of a record.
    private struct Version: Equatable {
        var revision: Int
        var area: Int?
    }

    private struct Sent {
        var subject: Int
        var version: Version
    }

    private(set) var sent = 0
    private(set) var faults = 0
    private let log: KafkaLog
    private let partitions: Int32
    private let areas: [String]
    private var random: XorShiftSource
    private var newest: [Version] = []
    /// By partition and offset, what was acknowledged there.
    private var acknowledged: [TopicPartition: [Int64: Sent]] = [:]

    init(_ log: KafkaLog, seed: UInt64) throws {
        self.log = log
        partitions = try log.partitionCount(of: Self.topic) ?? 1
        areas = Array(AreaLookup.shipped.areas(.lsoa).map(\.code).prefix(200))
        random = XorShiftSource(seed: seed)
    }

    // MARK: Sending

    /// Sends `count` messages; one that is not acknowledged is sent again until it is.
    mutating func send(_ count: Int) throws {
        var parts: [Int32: [Sent]] = [:]
        for _ in 0..<count {
            let message = draw()
            parts[place(of: message.subject), default: []].append(message)
        }
        for (partition, messages) in parts {
            let target = TopicPartition(Self.topic, partition)
            var batch = RecordBatch()
            for message in messages {
                batch.append(key: Array(Self.name(message.subject).utf8), value: text(message), timestamp: 1)
            }
            var offsets: [Int64]?
            while offsets == nil {
                do {
                    offsets = try log.appendEach(batch, to: target)
                } catch let fault as TransportError where fault.code == .unavailable || fault.code == .storage {
                    faults += 1
                }
            }
            for (message, offset) in zip(messages, offsets ?? []) {
                acknowledged[target, default: [:]][offset] = message
            }
            sent += messages.count
        }
    }

    private mutating func draw() -> Sent {
        let choice = newest.isEmpty ? 0 : random.below(10)
        let subject = choice < 5 ? newest.count : random.below(newest.count)
        switch choice {
        case 0..<5: newest.append(Version(revision: 1, area: random.below(areas.count)))
        case 5..<7: newest[subject] = Version(revision: newest[subject].revision + 1, area: random.below(areas.count))
        case 7: newest[subject] = Version(revision: newest[subject].revision + 1, area: nil)
        default: break
        }
        return Sent(subject: subject, version: newest[subject])
    }

    private static func name(_ subject: Int) -> String { "T-\(subject)" }

    private func place(of subject: Int) -> Int32 {
        Array(Self.name(subject).utf8).withUnsafeBytes { Partitioner.partition(ofKey: $0, count: partitions) }
    }

    private func text(_ message: Sent) -> [UInt8] {
        let revision = message.version.revision
        let kind = message.version.area == nil ? "withdrawal" : revision == 1 ? "report" : "correction"
        let head =
            #"{"specversion":"1.0","id":"\#(message.subject)-\#(revision)","source":"/partners/wyp","type":"asb.incident","#
            + #""subject":"\#(Self.name(message.subject))","time":"2016-08-01T07:00:00Z","revision":\#(revision),"#
            + #""kind":"\#(kind)""#
        guard let area = message.version.area else { return Array((head + "}").utf8) }
        return Array(
            (head + #","data":{"nsir_type":"noise","nsir_qualifier":"nuisance","occurred":{"precision":"month","#
                + #""from":"2016-07"},"place":{"area":{"area_kind":"lsoa","code":"\#(areas[area])","vintage":2011}}}}"#)
                .utf8)
    }

    // MARK: Judging

    /// Waits until everything is answered, then compares.
    func judge(hubs: TortureHubs, deadline: Duration) throws -> Verdict {
        var verdict = Verdict()
        let expected = try replay(&verdict)
        let end = ContinuousClock.now + deadline
        let expectedAreas = recount(expected.final)
        verdict.inForce = expectedAreas.values.reduce(0, +)
        while true {
            hubs.tend()
            var attempt = Verdict(inForce: verdict.inForce, differences: verdict.differences)
            try compareReceipts(expected.statuses, &attempt)
            try compareSummaries(expectedAreas, hubs.stores, &attempt)
            if attempt.differences.count == verdict.differences.count || ContinuousClock.now >= end { return attempt }
            usleep(1_000_000)
        }
    }

    /// Reads the topic and works out how each message must end; what was acknowledged must lie where it was said to.
    private func replay(
        _ verdict: inout Verdict
    ) throws -> (statuses: [TopicPartition: [Int64: String]], final: [String: Int?]) {
        let reader = try KafkaLog(log.options, clock: SystemClock())
        var statuses: [TopicPartition: [Int64: String]] = [:]
        var state: [String: (revision: Int, area: String?)] = [:]
        var final: [String: Int?] = [:]
        for partition in 0..<partitions {
            let place = TopicPartition(Self.topic, partition)
            let end = try reader.watermarks(of: place).high
            var next: Int64 = 1
            while next < end {
                var batch = RecordBatch()
                let after = try reader.read(place, from: next, recordLimit: 10_000, byteLimit: 8 << 20, into: &batch)
                guard after > next else { break }
                next = after
                for record in batch.records {
                    guard let value = batch.array(record.value), let event = try? JSONValue.parse(value),
                        let subject = event["subject"]?.string, let revision = event["revision"]?.int
                    else { continue }
                    if let told = acknowledged[place]?[record.offset], text(told) != value {
                        verdict.differences.append("\(place) \(record.offset): other bytes than were acknowledged")
                    }
                    let area = event["data"]?["place"]?["area"]?["code"]?.string
                    let held = state[subject]
                    let status =
                        held.map {
                            $0.revision > revision ? "stale" : $0.revision == revision ? "duplicate" : "accepted"
                        }
                        ?? "accepted"
                    statuses[place, default: [:]][record.offset] = status
                    if status == "accepted" {
                        state[subject] = (revision, area)
                        final[subject] = .some(area.flatMap { areas.firstIndex(of: $0) })
                    }
                }
            }
            for offset in (acknowledged[place] ?? [:]).keys where statuses[place]?[offset] == nil {
                verdict.differences.append("\(place) \(offset): acknowledged and not there")
            }
        }
        return (statuses, final)
    }

    private func recount(_ final: [String: Int?]) -> [String: Int] {
        var counts: [String: Int] = [:]
        for case let area?? in final.values { counts[areas[area], default: 0] += 1 }
        return counts
    }

    private func compareReceipts(_ expected: [TopicPartition: [Int64: String]], _ verdict: inout Verdict) throws {
        let reader = try KafkaLog(log.options, clock: SystemClock())
        let place = TopicPartition(TopicName.receipts(of: "wyp"))
        var found: [TopicPartition: [Int64: String]] = [:]
        var next: Int64 = 0
        while true {
            var batch = RecordBatch()
            let after = try reader.read(place, from: next, recordLimit: 10_000, byteLimit: 16 << 20, into: &batch)
            guard after > next else { break }
            next = after
            for record in batch.records {
                guard let value = batch.array(record.value), let all = try? JSONValue.parse(value) else { continue }
                for receipt in all.array ?? [] {
                    guard let topic = receipt["topic"]?.string, topic == Self.topic,
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
        }
        for (place, statuses) in expected {
            for (offset, status) in statuses where found[place]?[offset] != status {
                verdict.differences.append(
                    "\(place) \(offset): must be \(status), is \(found[place]?[offset] ?? "not answered")")
            }
        }
    }

    /// The published counts by area on the topic, and the hubs' own reconciliation.
    private func compareSummaries(
        _ expected: [String: Int], _ stores: [String], _ verdict: inout Verdict
    ) throws {
        let reader = try KafkaLog(log.options, clock: SystemClock())
        let place = TopicPartition("hotspot.asb.exact.v1")
        guard try reader.partitionCount(of: place.topic) != nil else {
            return verdict.differences.append("nothing is published")
        }
        var counts: [String: Int] = [:]
        var newest = 0
        var next = try reader.watermarks(of: place).low
        while true {
            var batch = RecordBatch()
            let after = try reader.read(place, from: next, recordLimit: 1_000, byteLimit: 16 << 20, into: &batch)
            guard after > next else { break }
            next = after
            for record in batch.records {
                guard let key = batch.array(record.key),
                    String(decoding: key, as: UTF8.self) == "asb/lsoa/month:2016-07",
                    let value = batch.array(record.value), let data = try? JSONValue.parse(value)["data"]
                else { continue }
                let revision = data["revision"]?.int ?? 0
                if revision < newest {
                    verdict.differences.append("revision \(revision) was published after \(newest)")
                }
                newest = revision
                counts = [:]
                for item in data["items"]?.array ?? [] {
                    guard let code = item["area"]?["code"]?.string, let count = item["count"]?.int, count > 0 else {
                        continue
                    }
                    counts[code] = count
                }
            }
        }
        for code in Set(counts.keys).union(expected.keys).sorted() where counts[code] != expected[code] {
            verdict.differences.append("\(code): published \(counts[code] ?? 0), the ledger has \(expected[code] ?? 0)")
        }
    }
}
