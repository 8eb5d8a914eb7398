package import HubStore
package import HubTransport

/// What `hub status` says: whether data flows, what is wrong, since when, why, and what to do next.
///
/// Read from the store and the log alone, by indexes and counters, so that it answers as fast with a million records, and
/// with the hub stopped or its broker gone.
package struct HealthReport: Sendable {
    /// One partner's messages of one type.
    package struct Feed: Sendable, Equatable {
        package var partner: String
        package var type: String
        /// Nil for a feed that never brought a message, which is no error.
        package var state: HealthState?
        /// Receive time of the last message, epoch milliseconds.
        package var lastMessageAt: Int64?
        /// How long it is usually silent; nil while too little is known.
        package var habit: FeedHabit?
        package var received: Int64 = 0
        package var rejected: Int64 = 0
        /// Messages received in the hour before the report.
        package var lastHour: Double = 0
        /// Messages of its latest two hours with traffic, and how many of them were refused.
        package var lately: (received: Int64, rejected: Int64) = (0, 0)
        /// Messages on the input topic that were not taken yet.
        package var lag: Int64 = 0
        /// When the oldest of them came, epoch milliseconds; nil if none waits or the log cannot be asked.
        package var waitingSince: Int64?
        package var lagState = LagState.ok
        package var lagTrend = LagTrend.steady
        package var openDeadLetters: Int64 = 0
        package var oldestDeadLetterAt: Int64?

        package init(partner: String, type: String) {
            self.partner = partner
            self.type = type
        }

        package static func == (left: Feed, right: Feed) -> Bool {
            left.partner == right.partner && left.type == right.type && left.state == right.state
                && left.lastMessageAt == right.lastMessageAt && left.received == right.received
                && left.rejected == right.rejected && left.lag == right.lag && left.lagState == right.lagState
                && left.openDeadLetters == right.openDeadLetters
        }
    }

    /// Months of a series whose published summaries are older than the records.
    package struct Unpublished: Sendable, Equatable {
        package var series: UInt8
        package var months: Int
        /// When the first of them changed, epoch milliseconds.
        package var since: Int64
    }

    /// How the report looks at the log.
    package enum LogView {
        /// Asks the log itself: how far each input reaches now.
        case live(any RecordSource)
        /// Takes what the running hub last noted of it, as for a cluster, which is never asked here.
        case samples
    }

    /// What lies around the store.
    package struct Surroundings: Sendable {
        /// The store as the user named it.
        package var store: String
        package var budget = DiskBudget()
        package var disk: DiskUsage?
        package var certificates: [CertificateFile] = []
        /// How long a changed document may stay unpublished, in milliseconds.
        package var publishInterval: Int64 = 30_000

        package init(store: String) { self.store = store }
    }

    /// When it was read, epoch milliseconds.
    package let asOf: Int64
    package let surroundings: Surroundings
    package internal(set) var owner = OwnerLock.Sight()
    package internal(set) var recordsInForce: Int64 = 0
    package internal(set) var feeds: [Feed] = []
    package internal(set) var deadLetters: [StateReader.DeadLetterCount] = []
    package internal(set) var unpublished: [Unpublished] = []
    package internal(set) var outbox = StateReader.Outbox(rows: 0, oldestAt: nil)
    /// Every agreement that the hub ever knew.
    package internal(set) var agreements: [AgreementRow] = []
    /// Who owns the partitions of a cluster; empty beside the embedded log.
    package internal(set) var owners: [PartitionOwner] = []
    package internal(set) var problems: [Problem] = []

    package var state: HealthState { problems.map(\.state).max() ?? .ok }

    /// A report of a store that cannot be read.
    package init(unreadable problem: Problem, at now: Int64, surroundings: Surroundings) {
        asOf = now
        self.surroundings = surroundings
        problems = [problem]
    }

    /// - Parameters:
    ///   - reader: the store, with or without a running hub.
    ///   - log: the log with the input topics.
    ///   - expected: partners and the types they may send, as the directory lists them.
    ///   - now: epoch milliseconds.
    ///   - reviewDay: days since 1970 of an ISO 8601 date.
    package init(
        _ reader: StateReader, log: LogView, expected: [(partner: String, type: String)], surroundings: Surroundings,
        now: Int64, reviewDay: (String) -> Int32? = { _ in nil }
    ) throws {
        asOf = now
        self.surroundings = surroundings
        owner = reader.sightOfOwner()
        let conditions = try reader.snapshot {
            recordsInForce = try reader.recordsInForce()
            deadLetters = try reader.deadLetterCounts()
            outbox = try reader.outbox()
            agreements = try reader.agreements()
            owners = try reader.owners()
            unpublished = Self.unpublished(try reader.touchedMonths())
            var collected = FeedCollection(expected: expected, now: now)
            try collected.read(reader, log: log)
            feeds = collected.feeds
            return try reader.conditions()
        }
        judge(conditions)
        problems += Self.problems(of: agreements, now: now, reviewDay: reviewDay)
    }

    private static func unpublished(_ touched: [TouchedMonth]) -> [Unpublished] {
        Dictionary(grouping: touched, by: \.series).map { series, months in
            Unpublished(series: series, months: months.count, since: months.map(\.stamp).min() ?? 0)
        }
        .sorted { $0.series < $1.series }
    }
}
