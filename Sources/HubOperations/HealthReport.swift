import HubContracts
package import HubStore
package import HubTransport

/// What `hub status` says: whether data flows, what is wrong, since when, why, and what to do next.
///
/// Read from the store and the log alone, by indexes and counters, so that it answers as fast with a million records, and
/// with the hub stopped.
package struct HealthReport: Sendable {
    /// One partner's messages of one type.
    package struct Feed: Sendable, Equatable {
        package var partner: String
        package var type: String
        /// Nil for a feed that never brought a message, which is no error.
        package var state: HealthState?
        /// Receive time of the last message, epoch milliseconds.
        package var lastMessageAt: Int64?
        package var received: Int64 = 0
        package var rejected: Int64 = 0
        /// Messages on the input topic that were not taken yet.
        package var lag: Int64 = 0
        package var openDeadLetters: Int64 = 0
        package var oldestDeadLetterAt: Int64?
    }

    /// When it was read, epoch milliseconds.
    package let asOf: Int64
    /// The process that runs the hub on the store, if one does.
    package private(set) var owner: Int32?
    package private(set) var recordsInForce: Int64 = 0
    package private(set) var feeds: [Feed] = []
    package private(set) var problems: [Problem] = []

    package var state: HealthState { problems.map(\.state).max() ?? .ok }

    /// A report of a store that cannot be read.
    package init(unreadable problem: Problem, at now: Int64) {
        asOf = now
        problems = [problem]
    }

    /// - Parameters:
    ///   - reader: the store, with or without a running hub.
    ///   - source: the log with the input topics.
    ///   - expected: partners and the types they may send, as the directory lists them.
    ///   - now: epoch milliseconds.
    package init(
        _ reader: StateReader, source: any RecordSource, expected: [(partner: String, type: String)], now: Int64
    )
        throws
    {
        asOf = now
        owner = reader.owner()
        recordsInForce = try reader.recordsInForce()
        feeds = try Self.feeds(reader, source, expected)
        judgeOwner(feeds.compactMap(\.lastMessageAt).max())
        judgeFeeds()
        judgeOutbox(try reader.outbox())
        judgePublishing(try reader.touchedMonths().count)
    }

    private static func feeds(
        _ reader: StateReader, _ source: any RecordSource, _ expected: [(partner: String, type: String)]
    ) throws -> [Feed] {
        var found: [String: Feed] = [:]
        for feed in expected { found["\(feed.partner) \(feed.type)"] = Feed(partner: feed.partner, type: feed.type) }
        for row in try reader.feeds() {
            let partner = try reader.name(row.partner)
            let type = try reader.name(row.type)
            var feed = found["\(partner) \(type)"] ?? Feed(partner: partner, type: type)
            feed.state = .ok
            feed.received += row.received
            feed.rejected += row.rejected
            feed.lastMessageAt = max(feed.lastMessageAt ?? 0, row.lastAt)
            found["\(partner) \(type)"] = feed
        }
        let taken = Dictionary(try reader.inputs().map { ($0.partition, $0.nextOffset) }, uniquingKeysWith: max)
        for topic in try source.topics() {
            guard let (partner, type) = TopicName.input(topic) else { continue }
            for number in 0..<(try source.partitionCount(of: topic) ?? 0) {
                let place = TopicPartition(topic, number)
                let high = try source.watermarks(of: place).high
                // The first record of a partition is no message.
                let lag = max(0, high - max(1, taken[place] ?? 1))
                guard lag > 0 else { continue }
                var feed = found["\(partner) \(type)"] ?? Feed(partner: partner, type: type)
                feed.state = feed.state ?? .ok
                feed.lag += lag
                found["\(partner) \(type)"] = feed
            }
        }
        return found.values.sorted { ($0.partner, $0.type) < ($1.partner, $1.type) }
    }

    private mutating func judgeOwner(_ lastInput: Int64?) {
        guard owner == nil else { return }
        let waiting = feeds.reduce(Int64(0)) { $0 + $1.lag }
        problems.append(
            Problem(
                .warning, what: "no hub is running on this store", since: lastInput,
                why: waiting > 0
                    ? "\(waiting) messages wait on the input topics and nobody takes them"
                    : "nothing new will be taken, answered or published",
                next: "hub run --store DIR, with this store's folder"))
    }

    /// A running hub takes messages within a second; more than this many waiting means that it does not keep up.
    private static let tolerableLag: Int64 = 100_000

    private mutating func judgeFeeds() {
        for index in feeds.indices {
            let feed = feeds[index]
            if owner != nil, feed.lag > Self.tolerableLag {
                feeds[index].state = .warning
                problems.append(
                    Problem(
                        .warning, what: "\(feed.type) of \(feed.partner) is behind", since: feed.lastMessageAt,
                        why: "\(feed.lag) messages are not taken yet",
                        next: "hub status --watch, to see whether it shrinks"))
            }
            if feed.rejected > 0, feed.rejected * 10 >= feed.received {
                feeds[index].state = .warning
                problems.append(
                    Problem(
                        .warning, what: "much of \(feed.type) of \(feed.partner) is refused", since: feed.lastMessageAt,
                        why: "\(feed.rejected) of \(feed.received) messages were refused", next: "hub deadletters list")
                )
            }
        }
    }

    /// Outgoing records leave within moments; older ones mean that the log does not take them.
    private static let tolerableOutboxAge: Int64 = 60_000

    private mutating func judgeOutbox(_ outbox: StateReader.Outbox) {
        guard let oldest = outbox.oldestAt, asOf - oldest > Self.tolerableOutboxAge || owner == nil else { return }
        problems.append(
            Problem(
                .warning, what: "receipts or summaries are not sent yet", since: oldest,
                why: "\(outbox.rows) batches lie in the outbox",
                next: owner == nil ? "hub run" : "look at the hub's messages"))
    }

    private mutating func judgePublishing(_ touched: Int) {
        guard touched > 0, owner == nil else { return }
        problems.append(
            Problem(
                .warning, what: "published hotspots are older than the records", since: nil,
                why: "\(touched) months changed after the last publication", next: "hub run"))
    }
}
