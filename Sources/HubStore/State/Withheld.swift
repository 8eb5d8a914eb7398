package import HubTransport

/// Where a withheld message lay whose bytes are still in the log.
package struct WithheldLetter: Sendable, Equatable {
    /// The dead letter's number in the store.
    package var number: Int64
    package var partition: TopicPartition
    package var offset: Int64
}

extension StateReader {
    /// Withheld messages whose bytes were not taken out of the log yet, and up to which dead letter was looked.
    ///
    /// - Parameter number: dead letters up to this one are known to be done.
    package func withheldLetters(after number: Int64, limit: Int) throws -> (letters: [WithheldLetter], seen: Int64) {
        let newest = try first("SELECT coalesce(max(number), 0) FROM dead_letter", { _ in }, { $0.integer(0) }) ?? 0
        guard newest > number else { return ([], number) }
        let letters = try all(
            """
            SELECT number, topic, partition, offset FROM dead_letter
            WHERE number > ?1 AND number <= ?2 AND state = 'withheld' AND acted_at IS NULL ORDER BY number LIMIT ?3
            """,
            {
                $0.bind(1, number)
                $0.bind(2, newest)
                $0.bind(3, Int64(limit))
            },
            {
                WithheldLetter(
                    number: $0.integer(0), partition: TopicPartition($0.text(1), $0.integer32(2)), offset: $0.integer(3)
                )
            })
        return (letters, letters.count < limit ? newest : letters.last?.number ?? newest)
    }
}

extension StateTransaction {
    /// Notes that a withheld message's bytes are no longer in the log.
    package func noteBytesGone(_ number: Int64) throws {
        let statement = try store.connection.prepare(
            "UPDATE dead_letter SET acted_at = ?2, actor = 'hub', note = 'bytes taken out of the log' WHERE number = ?1"
        )
        statement.bind(1, number)
        statement.bind(2, now)
        try statement.run()
    }
}
