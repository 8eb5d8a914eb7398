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

    private static let letterColumns =
        "id, code, partner, type, topic, partition, offset, received_at, pointer, detail, state"

    /// Dead letters in the order they came, without their records.
    ///
    /// - Parameters:
    ///   - state: only these, for example `open`; nil for all.
    ///   - limit: at most so many, the newest; nil for all.
    package func deadLetters(state: String? = nil, limit: Int? = nil) throws -> [DeadLetter] {
        try all(
            """
            SELECT * FROM (SELECT \(StateReader.letterColumns), number FROM dead_letter
                WHERE ?1 IS NULL OR state = ?1 ORDER BY number DESC LIMIT ?2) ORDER BY number
            """,
            {
                $0.bind(1, state)
                $0.bind(2, limit.map(Int64.init) ?? -1)
            },
            letter)
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
                    row.blob(14), frame: row.frame(11), seed: StateSchema.deadLetterSeed, want: want,
                    into: &found.record)
                guard count != nil else {
                    throw StoreError(.corrupt, "\(connection.path) is damaged: a dead letter cannot be read")
                }
                return found
            })
    }

    private func letter(_ row: Statement) -> DeadLetter {
        DeadLetter(
            id: row.text(0), code: row.text(1), partner: row.text(2), type: row.optionalText(3), topic: row.text(4),
            partition: row.integer32(5), offset: row.integer(6), receivedAt: row.integer(7), pointer: row.text(8),
            detail: row.text(9), state: row.text(10))
    }
}
