import Foundation
import HubGeography
import HubKafka
import HubTransport

/// What was sent and acknowledged in a torture run, kept apart from everything the hubs keep.
struct TortureLedger {
    static let topic = "in.wyp.asb.incident.v1"

    /// A revision of a record.
    private struct Version: Equatable {
        var revision: Int
        /// Nil is a withdrawal.
        var area: Int?
        /// Of 2016.
        var month = 7
    }

    private struct Sent {
        var subject: Int
        var version: Version
    }

    private(set) var sent = 0
    private(set) var faults = 0
    let partitions: Int32
    private let log: KafkaLog
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

    /// First reports, corrections that move records between areas and months, withdrawals, repeats, and late revisions.
    private mutating func draw() -> Sent {
        let choice = newest.isEmpty ? 0 : random.below(10)
        let subject = choice < 5 ? newest.count : random.below(newest.count)
        switch choice {
        case 0..<5: newest.append(version(1))
        case 5..<7: newest[subject] = version(newest[subject].revision + 1)
        case 7: newest[subject] = Version(revision: newest[subject].revision + 1, area: nil)
        case 8 where newest[subject].revision > 1:
            return Sent(subject: subject, version: version(newest[subject].revision - 1))
        default: break
        }
        return Sent(subject: subject, version: newest[subject])
    }

    private mutating func version(_ revision: Int) -> Version {
        Version(revision: revision, area: random.below(areas.count), month: 5 + random.below(3))
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
                + #""from":"2016-0\#(message.version.month)"},"place":{"area":{"area_kind":"lsoa","code":"\#(areas[area])","vintage":2011}}}}"#)
                .utf8)
    }

    // MARK: Asking

    /// Whether what lies at an offset is what was acknowledged there; nothing is known of what was sent without an answer.
    func agrees(_ place: TopicPartition, _ offset: Int64, _ value: [UInt8]) -> Bool {
        acknowledged[place]?[offset].map { text($0) == value } ?? true
    }

    /// The offsets of a partition that were acknowledged.
    func offsets(_ place: TopicPartition) -> [Int64] { (acknowledged[place] ?? [:]).keys.sorted() }
}
