package import HubTransport

extension StateTransaction {
    /// Takes a record out of the state: its row, what it adds to the counts, and who holds a copy of it.
    ///
    /// The message stays accounted for as superseded, so that received is still the sum of the endings.
    ///
    /// - Returns: whether there was one.
    package func eraseRecord(
        _ source: SourceID, partition: TopicPartition, partner: Int32, type: Int32, subject: [UInt8]
    ) throws -> Bool {
        try subject.withUnsafeBytes { subject in
            guard let held = try record(source, subject: subject) else { return false }
            let contribution = held.contribution
            func tally(_ ending: Ending, _ change: Int64) {
                addTally(
                    TallyKey(
                        partition: partition.partition, partner: partner, type: type, period: contribution.period,
                        ending: ending), change)
            }
            tally(held.ending, -1)
            tally(.superseded, 1)
            add(contribution, partition: partition.partition, sign: -1)
            for sql in [
                "DELETE FROM record WHERE source = ?1 AND subject = ?2",
                "DELETE FROM relayed WHERE source = ?1 AND subject = ?2",
            ] {
                let statement = try store.connection.prepare(sql)
                statement.bind(1, source.rawValue)
                statement.bind(2, unowned: subject)
                try statement.run()
            }
            return true
        }
    }

    /// Adds (or, with -1, takes away) what a record contributes to the bins of its area and its hexagon.
    package func add(_ contribution: Contribution, partition: Int32, sign: Int64) {
        guard contribution.series != 0, contribution.precision != 0 else { return }
        let value = BinValue(
            count: sign, day: contribution.dayNight == 1 ? sign : 0, night: contribution.dayNight == 2 ? sign : 0,
            repeated: contribution.repeated ? sign : 0)
        for cell in [contribution.area, contribution.hexagon] where cell != 0 {
            addBin(
                BinKey(
                    partition: partition, series: contribution.series, precision: contribution.precision,
                    day: contribution.day, cell: cell), value)
        }
        touch(series: contribution.series, month: contribution.period)
    }

    /// Takes the bytes out of a dead letter; that there was one, and why, stays.
    package func eraseDeadLetter(_ id: String) throws {
        let statement = try store.connection.prepare(
            """
            UPDATE dead_letter SET state = 'erased', codec = ?2, raw_size = ?3, checksum = ?4, bytes = ?5 WHERE id = ?1
            """)
        statement.bind(1, id)
        try store.encoder.encode(0..<0, of: RecordBatch(), seed: StateSchema.deadLetterSeed) { frame, bytes in
            statement.bind(frame, bytes, from: 2)
            try statement.run()
        }
    }
}

extension StateStore {
    /// Has what is deleted from now on overwritten with zeros in the file.
    package func overwriteDeleted() throws { try connection.execute("PRAGMA secure_delete=ON") }

    /// Moves the write-ahead log into the file and empties it, so that no earlier page is left in it.
    package func emptyWriteAheadLog() throws { try connection.emptyWriteAheadLog() }
}

extension Connection {
    /// - Throws: `StoreError` with `busy` where a reader still holds an earlier view.
    func emptyWriteAheadLog() throws {
        let statement = try prepare("PRAGMA wal_checkpoint(TRUNCATE)")
        guard try statement.step() else { return }
        defer { statement.reset() }
        if statement.integer(0) != 0 {
            throw StoreError(.busy, "\(path) is being read by another process, which keeps an earlier view of it")
        }
    }
}
