extension StateStore {
    /// Has new outgoing rows numbered beyond `sequence`, the last one that the log holds of this store.
    ///
    /// A state that is older than its log, as after a restore of one of the two, would else give numbers again that the log
    /// takes for repeats, and what they stand for would be dropped.
    ///
    /// - Throws: `StoreError`.
    package func numberOutbox(beyond sequence: Int64) throws {
        guard try connection.lastOutboxSequence() < sequence else { return }
        try connection.writing { try connection.raiseOutboxSequence(to: sequence) }
    }
}

extension Connection {
    /// The highest number that an outgoing row was ever given here; 0 for none.
    fileprivate func lastOutboxSequence() throws -> Int64 {
        try integer("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'outbox'")
    }

    /// Within a transaction.
    func raiseOutboxSequence(to sequence: Int64) throws {
        try execute("UPDATE sqlite_sequence SET seq = max(seq, \(sequence)) WHERE name = 'outbox'")
        try execute(
            """
            INSERT INTO sqlite_sequence (name, seq) SELECT 'outbox', \(sequence)
            WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'outbox')
            """)
    }
}
