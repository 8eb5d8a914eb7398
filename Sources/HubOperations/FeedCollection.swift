import HubContracts
import HubStore
import HubTransport

/// Gathers what store and log say of each feed.
struct FeedCollection {
    private var found: [String: HealthReport.Feed] = [:]
    private let now: Int64

    /// In order of partner and type.
    var feeds: [HealthReport.Feed] { found.values.sorted { ($0.partner, $0.type) < ($1.partner, $1.type) } }

    init(expected: [(partner: String, type: String)], now: Int64) {
        self.now = now
        for feed in expected {
            found[Self.key(feed.partner, feed.type)] = .init(partner: feed.partner, type: feed.type)
        }
    }

    mutating func read(_ reader: StateReader, log: HealthReport.LogView) throws {
        try readCounts(reader)
        let samples = try reader.progress()
        switch log {
        case .live(let source): try readLag(reader, source, samples)
        case .samples:
            for (place, samples) in samples {
                guard let last = samples.last else { continue }
                note(place, lag: last.high - max(1, last.nextOffset), waitingSince: nil, samples)
            }
        }
    }

    private static func key(_ partner: String, _ type: String) -> String { "\(partner) \(type)" }

    private mutating func change(_ partner: String, _ type: String, _ body: (inout HealthReport.Feed) -> Void) {
        var feed = found[Self.key(partner, type)] ?? HealthReport.Feed(partner: partner, type: type)
        body(&feed)
        found[Self.key(partner, type)] = feed
    }

    private mutating func readCounts(_ reader: StateReader) throws {
        let now = now
        for row in try reader.feeds() {
            change(try reader.name(row.partner), try reader.name(row.type)) { feed in
                feed.state = .ok
                feed.received += row.received
                feed.rejected += row.rejected
                feed.lastMessageAt = max(feed.lastMessageAt ?? 0, row.lastAt)
                feed.lastHour += Self.lastHour(row, now: now)
                feed.lately.received += row.hourReceived + row.beforeReceived
                feed.lately.rejected += row.hourRejected + row.beforeRejected
            }
        }
        let silences = Dictionary(grouping: try reader.silences()) { Pair(partner: $0.partner, type: $0.type) }
        for (pair, rows) in silences {
            let habit = FeedHabit(rows.map(\.milliseconds))
            change(try reader.name(pair.partner), try reader.name(pair.type)) { $0.habit = habit }
        }
        for row in try reader.deadLetterCounts() where row.state == "open" && !row.type.isEmpty {
            let oldest = try reader.oldestOpenDeadLetter(partner: row.partner, type: row.type)
            change(row.partner, row.type) { feed in
                feed.state = feed.state ?? .ok
                feed.openDeadLetters += row.count
                feed.oldestDeadLetterAt = oldest
            }
        }
    }

    /// Messages of the last 60 minutes: all of this hour's, and of the hour before the part that the window still covers.
    private static func lastHour(_ row: StateReader.Feed, now: Int64) -> Double {
        let hour = now / 3_600_000
        let left = 1 - Double(now % 3_600_000) / 3_600_000
        switch hour - row.hour {
        case 0: return Double(row.hourReceived) + Double(row.beforeReceived) * left
        case 1: return Double(row.hourReceived) * left
        default: return 0
        }
    }

    private mutating func readLag(
        _ reader: StateReader, _ source: any RecordSource, _ samples: [TopicPartition: [StateReader.Progress]]
    ) throws {
        let taken = Dictionary(try reader.inputs().map { ($0.partition, $0.nextOffset) }, uniquingKeysWith: max)
        var batch = RecordBatch()
        for topic in try source.topics() where TopicName.input(topic) != nil {
            for number in 0..<(try source.partitionCount(of: topic) ?? 0) {
                let place = TopicPartition(topic, number)
                let marks = try source.watermarks(of: place)
                // The first record of a partition is no message.
                let next = max(1, marks.low, taken[place] ?? 1)
                var oldest: Int64?
                if marks.high > next {
                    batch.removeAll()
                    _ = try source.read(place, from: next, recordLimit: 1, byteLimit: 1, into: &batch)
                    oldest = batch.records.first?.timestamp
                }
                note(place, lag: marks.high - next, waitingSince: oldest, samples[place] ?? [])
            }
        }
    }

    private mutating func note(
        _ place: TopicPartition, lag: Int64, waitingSince: Int64?, _ samples: [StateReader.Progress]
    ) {
        guard let (partner, type) = TopicName.input(place.topic), lag > 0 else { return }
        let now = now
        change(partner, type) { feed in
            feed.state = feed.state ?? .ok
            feed.lag += lag
            if let waitingSince { feed.waitingSince = min(feed.waitingSince ?? .max, waitingSince) }
            feed.lagState = max(feed.lagState, LagState(samples, lag: lag, now: now))
            let trend = LagTrend(samples, lag: lag)
            if trend != .steady { feed.lagTrend = trend }
        }
    }

    private struct Pair: Hashable {
        var partner: Int32
        var type: Int32
    }
}
