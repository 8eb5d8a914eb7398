import HubTransport

extension StateReader {
    /// One revision of a published summary.
    package struct Summary: Sendable, Equatable {
        package var topic: String
        package var key: String
        package var revision: Int64
        /// Receive time of the last message included, milliseconds since 1970 UTC.
        package var asOf: Int64
        package var contentHash: [UInt8]
        package var document: [UInt8]

        package init(
            topic: String, key: String, revision: Int64, asOf: Int64, contentHash: [UInt8], document: [UInt8]
        ) {
            self.topic = topic
            self.key = key
            self.revision = revision
            self.asOf = asOf
            self.contentHash = contentHash
            self.document = document
        }
    }

    /// The newest revision of a summary, or the given one; nil if there is none.
    package func summary(topic: String, key: String, revision: Int64? = nil) throws -> Summary? {
        try first(
            """
            SELECT revision, as_of, content_hash, codec, raw_size, checksum, document FROM summary
            WHERE topic = ?1 AND key = ?2 AND revision <= ?3 ORDER BY revision DESC LIMIT 1
            """,
            {
                $0.bind(1, topic)
                $0.bind(2, key)
                $0.bind(3, revision ?? .max)
            },
            { row -> Summary? in
                guard revision == nil || row.integer(0) == revision else { return nil }
                let unpacked = RecordBlockDecoder.unpack(
                    row.blob(6), frame: row.frame(3), seed: StateSchema.summarySeed)
                guard let document = unpacked else {
                    throw StoreError(.corrupt, "\(connection.path) is damaged: a summary cannot be read")
                }
                return Summary(
                    topic: topic, key: key, revision: row.integer(0), asOf: row.integer(1),
                    contentHash: Array(row.blob(2)), document: document)
            }) ?? nil
    }

    /// The revisions of a summary, earliest first, without their documents.
    package func summaryRevisions(topic: String, key: String) throws -> [(revision: Int64, asOf: Int64)] {
        try all(
            "SELECT revision, as_of FROM summary WHERE topic = ?1 AND key = ?2 ORDER BY revision",
            {
                $0.bind(1, topic)
                $0.bind(2, key)
            },
            { ($0.integer(0), $0.integer(1)) })
    }

    /// The topics and keys that have a summary, with the newest revision of each.
    package func summaryKeys() throws -> [(topic: String, key: String, revision: Int64)] {
        try all("SELECT topic, key, max(revision) FROM summary GROUP BY topic, key ORDER BY topic, key") {
            ($0.text(0), $0.text(1), $0.integer(2))
        }
    }

    /// A revision of a summary as the list of changes has it.
    package struct SummaryChange: Sendable, Equatable {
        /// Rises with every revision of any summary.
        package var number: Int64
        package var topic: String
        package var key: String
        package var revision: Int64
        /// Receive time of the last message included, milliseconds since 1970 UTC.
        package var asOf: Int64
    }

    /// The number of the latest revision of any summary; 0 if there is none.
    package func lastSummaryNumber() throws -> Int64 {
        try first("SELECT coalesce(max(number), 0) FROM summary") { $0.integer(0) } ?? 0
    }

    /// The revisions after a number, in the order they were written, at most `limit`.
    ///
    /// - Parameter topics: only those of these.
    package func summaryChanges(after number: Int64, limit: Int, of topics: [String]) throws -> [SummaryChange] {
        let places = topics.indices.map { "?\($0 + 3)" }.joined(separator: ", ")
        return try all(
            """
            SELECT number, topic, key, revision, as_of FROM summary
            WHERE number > ?1 AND topic IN (\(places)) ORDER BY number LIMIT ?2
            """,
            {
                $0.bind(1, number)
                $0.bind(2, Int64(limit))
                for (index, topic) in topics.enumerated() { $0.bind(Int32(index + 3), topic) }
            }
        ) {
            SummaryChange(
                number: $0.integer(0), topic: $0.text(1), key: $0.text(2), revision: $0.integer(3), asOf: $0.integer(4))
        }
    }

    private static let letterColumns = """
        id, code, partner, type, topic, partition, offset, received_at, pointer, detail, state, acted_at, actor, note
        """

    /// Dead letters in the order they came, without their records.
    ///
    /// - Parameters:
    ///   - filter: only those that it describes.
    ///   - limit: at most so many, the newest; nil for all.
    package func deadLetters(_ filter: DeadLetterFilter = DeadLetterFilter(), limit: Int? = nil) throws -> [DeadLetter]
    {
        try all(
            """
            SELECT * FROM (SELECT \(StateReader.letterColumns), number FROM dead_letter
                WHERE (?1 IS NULL OR state = ?1) AND (?3 IS NULL OR code = ?3) AND (?4 IS NULL OR partner = ?4)
                    AND (?5 IS NULL OR type = ?5) AND received_at >= ?6 AND received_at < ?7
                ORDER BY number DESC LIMIT ?2) ORDER BY number
            """,
            {
                $0.bind(1, filter.state)
                $0.bind(2, limit.map(Int64.init) ?? -1)
                $0.bind(3, filter.code)
                $0.bind(4, filter.partner)
                $0.bind(5, filter.type)
                $0.bind(6, filter.since)
                $0.bind(7, filter.until)
            },
            letter)
    }

    /// Dead letters of one partner, type, code and state.
    package struct DeadLetterStat: Sendable, Equatable {
        package var partner: String
        /// Empty where it could not be read.
        package var type: String
        package var code: String
        package var state: String
        package var count: Int64
        /// Milliseconds since 1970 UTC.
        package var oldestAt: Int64
        /// Milliseconds since 1970 UTC.
        package var newestAt: Int64
    }

    /// How many dead letters there are of which kind; reads them all.
    package func deadLetterStats() throws -> [DeadLetterStat] {
        try all(
            """
            SELECT partner, coalesce(type, ''), code, state, count(*), min(received_at), max(received_at)
            FROM dead_letter GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
            """
        ) {
            DeadLetterStat(
                partner: $0.text(0), type: $0.text(1), code: $0.text(2), state: $0.text(3), count: $0.integer(4),
                oldestAt: $0.integer(5), newestAt: $0.integer(6))
        }
    }

    /// One dead letter with its record, or nil.
    package func deadLetter(id: String) throws -> DeadLetter? {
        try first(
            """
            SELECT \(StateReader.letterColumns), codec, raw_size, checksum, bytes FROM dead_letter WHERE id = ?1
            """,
            { $0.bind(1, id) },
            { row in
                var found = letter(row)
                var decoder = RecordBlockDecoder()
                let want = RecordBlockDecoder.Want(
                    baseOffset: found.offset, skipped: 0, recordLimit: .max, byteLimit: .max)
                let count = decoder.decode(
                    row.blob(17), frame: row.frame(14), seed: StateSchema.deadLetterSeed, want: want,
                    into: &found.record)
                guard count != nil else {
                    throw StoreError(.corrupt, "\(connection.path) is damaged: a dead letter cannot be read")
                }
                return found
            })
    }

    private func letter(_ row: Statement) -> DeadLetter {
        var found = DeadLetter(
            id: row.text(0), code: row.text(1), partner: row.text(2), type: row.optionalText(3), topic: row.text(4),
            partition: row.integer32(5), offset: row.integer(6), receivedAt: row.integer(7), pointer: row.text(8),
            detail: row.text(9), state: row.text(10))
        found.actedAt = row.isNull(11) ? nil : row.integer(11)
        found.actor = row.optionalText(12)
        found.note = row.optionalText(13)
        return found
    }
}
