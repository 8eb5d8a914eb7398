package import HubTransport

extension StateReader {
    /// What was received from one partner of one type.
    package struct Feed: Sendable, Equatable {
        /// The partner's interned name.
        package var partner: Int32
        /// The type's interned name.
        package var type: Int32
        package var received: Int64
        package var rejected: Int64
        /// Receive time of the last message, milliseconds since 1970 UTC.
        package var lastAt: Int64
        /// The newest hour with traffic, in hours since 1970 UTC.
        package var hour: Int64 = 0
        package var hourReceived: Int64 = 0
        package var hourRejected: Int64 = 0
        /// In the hour before it.
        package var beforeReceived: Int64 = 0
        package var beforeRejected: Int64 = 0
    }

    /// Every feed that ever brought a message.
    package func feeds() throws -> [Feed] {
        try all(
            """
            SELECT partner, type, received, rejected, last_at, hour, hour_received, hour_rejected, before_received,
                before_rejected FROM feed ORDER BY partner, type
            """
        ) {
            Feed(
                partner: $0.integer32(0), type: $0.integer32(1), received: $0.integer(2), rejected: $0.integer(3),
                lastAt: $0.integer(4), hour: $0.integer(5), hourReceived: $0.integer(6), hourRejected: $0.integer(7),
                beforeReceived: $0.integer(8), beforeRejected: $0.integer(9))
        }
    }

    /// The latest silences (at most 32) of each feed that were longer than a minute, in milliseconds.
    package func silences() throws -> [(partner: Int32, type: Int32, milliseconds: Int64)] {
        try all("SELECT partner, type, milliseconds FROM feed_gap ORDER BY partner, type, ended_at") {
            ($0.integer32(0), $0.integer32(1), $0.integer(2))
        }
    }

    /// How far an input was taken and how far it reached, at one time.
    package struct Progress: Sendable, Equatable {
        /// Milliseconds since 1970 UTC.
        package var at: Int64
        package var nextOffset: Int64
        package var high: Int64

        package init(at: Int64, nextOffset: Int64, high: Int64) {
            self.at = at
            self.nextOffset = nextOffset
            self.high = high
        }
    }

    /// The latest samples (at most ten) of each input, earliest first.
    package func progress() throws -> [TopicPartition: [Progress]] {
        let rows = try all(
            """
            SELECT topic, partition, at, progress.next_offset, high FROM progress JOIN source ON source.id = source
            ORDER BY source, at
            """
        ) {
            (
                TopicPartition($0.text(0), $0.integer32(1)),
                Progress(at: $0.integer(2), nextOffset: $0.integer(3), high: $0.integer(4))
            )
        }
        return Dictionary(grouping: rows, by: \.0).mapValues { $0.map(\.1) }
    }

    /// What waits to be sent.
    package struct Outbox: Sendable, Equatable {
        /// Rows, each of many records.
        package var rows: Int64
        /// When the oldest was put in, milliseconds since 1970 UTC; nil if it is empty.
        package var oldestAt: Int64?

        package init(rows: Int64, oldestAt: Int64?) {
            self.rows = rows
            self.oldestAt = oldestAt
        }
    }

    /// The state of the outbox, told from its two ends: rows leave in order.
    package func outbox() throws -> Outbox {
        let ends = try first("SELECT sequence, created_at FROM outbox ORDER BY sequence LIMIT 1") {
            (first: $0.integer(0), at: $0.integer(1))
        }
        guard let ends else { return Outbox(rows: 0, oldestAt: nil) }
        let last = try first("SELECT max(sequence) FROM outbox") { $0.integer(0) } ?? ends.first
        return Outbox(rows: last - ends.first + 1, oldestAt: ends.at)
    }

    /// Dead letters by partner, type, reason code and state.
    package struct DeadLetterCount: Sendable, Equatable {
        package var partner: String
        /// Empty where it is not known.
        package var type: String
        package var code: String
        package var state: String
        package var count: Int64
    }

    /// The counters of dead letters; their number grows with feeds and codes, not with letters.
    package func deadLetterCounts() throws -> [DeadLetterCount] {
        try all(
            """
            SELECT partner, type, code, state, count FROM dead_letter_count WHERE count > 0
            ORDER BY partner, type, code, state
            """
        ) {
            DeadLetterCount(
                partner: $0.text(0), type: $0.text(1), code: $0.text(2), state: $0.text(3), count: $0.integer(4))
        }
    }

    /// When the oldest open dead letter of a feed came, milliseconds since 1970 UTC; nil if there is none.
    package func oldestOpenDeadLetter(partner: String, type: String) throws -> Int64? {
        try first(
            """
            SELECT received_at FROM dead_letter INDEXED BY dead_letter_by_state
            WHERE state = 'open' AND partner = ?1 AND type IS ?2 ORDER BY received_at LIMIT 1
            """,
            {
                $0.bind(1, partner)
                $0.bind(2, type.isEmpty ? nil : type)
            },
            { $0.integer(0) })
    }

    /// Dead letters that came before a time and still have their bytes, at most 10,000; milliseconds since 1970 UTC.
    package func deadLetterIDs(receivedBefore time: Int64) throws -> [String] {
        try all(
            """
            SELECT id FROM dead_letter WHERE state NOT IN ('erased', 'withheld') AND received_at < ?1 LIMIT 10000
            """, { $0.bind(1, time) }, { $0.text(0) })
    }

    /// Who owns the partitions of a cluster, in their order; empty beside the embedded log.
    package func owners() throws -> [PartitionOwner] {
        try all(
            """
            SELECT partition, store, epoch, since, heard_at, store = (SELECT id FROM store) FROM owner ORDER BY partition
            """
        ) {
            PartitionOwner(
                partition: $0.integer32(0), store: $0.text(1), epoch: $0.integer(2), since: $0.integer(3),
                heardAt: $0.integer(4), isOwn: $0.integer(5) != 0)
        }
    }

    /// What the running hub noted not to be well, the oldest first.
    package func conditions() throws -> [Condition] {
        try all("SELECT name, severity, since, what, why, next FROM condition ORDER BY since, name") {
            Condition(
                name: $0.text(0), severity: $0.integer32(1), since: $0.integer(2), what: $0.text(3), why: $0.text(4),
                next: $0.text(5))
        }
    }

    /// How the store is owned, now or last.
    package func sightOfOwner() -> OwnerLock.Sight { OwnerLock.look(directory: directory) }
}
