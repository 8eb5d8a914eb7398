package import HubTransport

/// What can be done to the state within one transaction; given by `StateStore.transaction`, not to be kept.
package final class StateTransaction {
    unowned let store: StateStore
    let statements: StateStatements
    private var bins: [BinKey: BinValue] = [:]
    private var tallies: [TallyKey: Int64] = [:]
    private var touched: Set<TouchedMonth> = []

    init(_ store: StateStore) {
        self.store = store
        statements = store.statements
    }

    // MARK: Records

    /// The highest accepted revision of a record, or nil.
    package func record(_ source: SourceID, subject: UnsafeRawBufferPointer) throws -> StoredRecord? {
        let statement = statements.findRecord
        statement.bind(1, source.rawValue)
        statement.bind(2, unowned: subject)
        guard try statement.step() else { return nil }
        defer { statement.reset() }
        guard let record = StoredRecord(statement) else {
            throw StoreError(.corrupt, "\(store.connection.path) is damaged: a record has an unknown ending")
        }
        return record
    }

    /// Stores a record's first revision, in one search of the table.
    ///
    /// Fastest in the order of (source, subject), as is `put`.
    ///
    /// - Returns: false, and nothing is changed, where the record holds a revision already.
    package func add(
        _ source: SourceID, subject: UnsafeRawBufferPointer, messageID: UnsafeRawBufferPointer, _ record: StoredRecord
    ) throws -> Bool {
        try store.write(statements.addRecord, source, subject: subject, messageID: messageID, record)
        guard store.connection.changes == 1 else { return false }
        store.journal?.note(source, subject: subject, messageID: messageID, record)
        return true
    }

    /// Stores a record's revision in place of any it had.
    package func put(
        _ source: SourceID, subject: UnsafeRawBufferPointer, messageID: UnsafeRawBufferPointer, _ record: StoredRecord
    ) throws {
        try store.write(statements.putRecord, source, subject: subject, messageID: messageID, record)
        store.journal?.note(source, subject: subject, messageID: messageID, record)
    }

    // MARK: Counts

    /// Adds to a bin; collected and written at the end of the transaction.
    package func addBin(_ key: BinKey, _ change: BinValue) { bins[key, default: BinValue()] += change }

    /// Adds to a reconciliation counter; collected and written at the end of the transaction.
    package func addTally(_ key: TallyKey, _ change: Int64) { tallies[key, default: 0] &+= change }

    /// Notes that summaries that cover `month` (YYYYMM) of `series` are to be published again.
    package func touch(series: UInt8, month: Int32) {
        touched.insert(TouchedMonth(series: series, month: month, stamp: 0))
    }

    /// Strikes months off the list that were published; one touched again since it was read stays.
    package func clearTouched(_ months: [TouchedMonth]) throws {
        for month in months {
            statements.clearTouched.bind(1, Int32(month.series))
            statements.clearTouched.bind(2, month.month)
            statements.clearTouched.bind(3, month.stamp)
            try statements.clearTouched.run()
        }
    }

    // MARK: Going out

    /// Puts records into the outbox, to be sent in this order.
    package func enqueue(_ batch: RecordBatch, to partition: TopicPartition) throws {
        guard !batch.isEmpty else { return }
        let records = batch.records
        let headers = batch.headers
        let now = store.clock.now()
        _ = try statements.nextSequence.step()
        var sequence = statements.nextSequence.integer(0)
        statements.nextSequence.reset()
        let statement = statements.addOutbox
        var index = 0
        while index < records.count {
            let count = RecordBlockEncoder.stretch(of: records, from: index, headers: headers)
            try store.encoder.encode(
                index..<(index + count), of: batch, seed: StateSchema.seed(outbox: sequence)
            ) { frame, bytes in
                statement.bind(1, sequence)
                statement.bind(2, partition.topic)
                statement.bind(3, partition.partition)
                statement.bind(4, Int64(count))
                statement.bind(5, now)
                statement.bind(frame, bytes, from: 6)
                try statement.run()
            }
            index += count
            sequence += 1
        }
    }

    /// Keeps a message that could not be accepted; one with the same id is already kept.
    package func addDeadLetter(_ letter: DeadLetter) throws {
        let statement = statements.addDeadLetter
        statement.bind(1, letter.id)
        statement.bind(2, letter.code)
        statement.bind(3, letter.partner)
        statement.bind(4, letter.type)
        statement.bind(5, letter.topic)
        statement.bind(6, letter.partition)
        statement.bind(7, letter.offset)
        statement.bind(8, letter.receivedAt)
        statement.bind(9, letter.pointer)
        statement.bind(10, letter.detail)
        statement.bind(11, letter.state)
        try store.encoder.encode(
            0..<letter.record.count, of: letter.record, seed: StateSchema.deadLetterSeed
        ) { frame, bytes in
            statement.bind(frame, bytes, from: 12)
            try statement.run()
        }
    }

    /// Sets what became of a dead letter, who saw to it and why.
    ///
    /// - Returns: whether it was in one of the states `from`; if not, nothing is changed.
    @discardableResult
    package func setDeadLetterState(
        _ id: String, _ state: String, actor: String, note: String?, from states: [String] = ["open"]
    ) throws -> Bool {
        let statement = statements.setDeadLetterState
        for former in states {
            statement.bind(1, id)
            statement.bind(2, state)
            statement.bind(3, now)
            statement.bind(4, actor)
            statement.bind(5, note)
            statement.bind(6, former)
            var isChanged = false
            while try statement.step() { isChanged = true }
            if isChanged { return true }
        }
        return false
    }

    /// Keeps one revision of a published summary; earlier revisions stay.
    ///
    /// - Parameter asOf: receive time of the last message included, milliseconds since 1970 UTC.
    package func putSummary(
        topic: String, key: String, revision: Int64, asOf: Int64, contentHash: [UInt8], document: [UInt8]
    ) throws {
        let statement = statements.putSummary
        statement.bind(1, topic)
        statement.bind(2, key)
        statement.bind(3, revision)
        statement.bind(4, asOf)
        try contentHash.withUnsafeBytes { hash in
            statement.bind(5, unowned: hash)
            try document.withUnsafeBytes { document in
                try store.encoder.pack(document, seed: StateSchema.summarySeed) { frame, bytes in
                    statement.bind(frame, bytes, from: 6)
                    try statement.run()
                }
            }
        }
    }

    /// Removes the revisions of a document before one, where only the newest is wanted.
    package func removeSummaries(topic: String, key: String, before revision: Int64) throws {
        let statement = statements.removeSummaries
        statement.bind(1, topic)
        statement.bind(2, key)
        statement.bind(3, revision)
        try statement.run()
    }

    // MARK: Progress

    /// Sets where to read an input next.
    ///
    /// - Parameters:
    ///   - lastTimestamp: of the newest record read, milliseconds since 1970 UTC.
    ///   - received: messages among what was read since the last call.
    package func setNextOffset(_ source: SourceID, _ next: Int64, lastTimestamp: Int64, received: Int64 = 0) throws {
        statements.setNextOffset.bind(1, source.rawValue)
        statements.setNextOffset.bind(2, next)
        statements.setNextOffset.bind(3, lastTimestamp)
        statements.setNextOffset.bind(4, received)
        try statements.setNextOffset.run()
    }

    /// Notes an act in the audit log; it is durable with this transaction or not at all.
    package func audit(_ entry: AuditEntry) { store.audit.add(entry) }

    // MARK: The end of the transaction

    /// Writes what was collected, in the order of the tables.
    func flush() throws {
        try store.audit.flush(at: store.clock.now())
        store.journal?.note(bins: bins.keys, tallies: tallies.keys)
        for key in bins.keys.sorted() {
            guard let change = bins[key], !change.isZero else { continue }
            try add(change, to: key)
        }
        for key in tallies.keys.sorted() {
            guard let change = tallies[key], change != 0 else { continue }
            try add(change, to: key)
        }
        if !touched.isEmpty {
            _ = try statements.nextStamp.step()
            let stamp = max(statements.nextStamp.integer(0), store.clock.now())
            statements.nextStamp.reset()
            for month in touched {
                statements.touch.bind(1, Int32(month.series))
                statements.touch.bind(2, month.month)
                statements.touch.bind(3, stamp)
                try statements.touch.run()
            }
        }
        discard()
    }

    /// Forgets what was collected.
    func discard() {
        bins.removeAll(keepingCapacity: true)
        tallies.removeAll(keepingCapacity: true)
        touched.removeAll(keepingCapacity: true)
        store.audit.discard()
    }

    private func add(_ change: BinValue, to key: BinKey) throws {
        func bindKey(_ statement: Statement) {
            statement.bind(1, Int32(key.series))
            statement.bind(2, Int32(key.precision))
            statement.bind(3, key.day)
            statement.bind(4, key.cell)
            statement.bind(5, key.partition)
        }
        bindKey(statements.addBin)
        statements.addBin.bind(6, change.count)
        statements.addBin.bind(7, change.day)
        statements.addBin.bind(8, change.night)
        statements.addBin.bind(9, change.repeated)
        try statements.addBin.run()
        guard change.mayEmpty else { return }
        bindKey(statements.dropEmptyBin)
        try statements.dropEmptyBin.run()
    }

    private func add(_ change: Int64, to key: TallyKey) throws {
        func bindKey(_ statement: Statement) {
            statement.bind(1, key.partner)
            statement.bind(2, key.type)
            statement.bind(3, key.period)
            statement.bind(4, Int32(key.ending.rawValue))
            statement.bind(5, key.partition)
        }
        bindKey(statements.addTally)
        statements.addTally.bind(6, change)
        try statements.addTally.run()
        guard change < 0 else { return }
        bindKey(statements.dropEmptyTally)
        try statements.dropEmptyTally.run()
    }
}

extension StoredRecord {
    /// Reads the first ten columns of a row of `record` after its key; nil if the ending is unknown.
    init?(_ row: Statement) {
        guard let ending = Ending(rawValue: UInt8(truncatingIfNeeded: row.integer(1))) else { return nil }
        var contribution = Contribution(
            area: row.integer(7), hexagon: row.integer(8), day: row.integer32(5), period: row.integer32(6))
        contribution.setMeasure(row.integer(4))
        self.init(
            revision: row.integer32(0), ending: ending, hashHigh: UInt64(bitPattern: row.integer(2)),
            hashLow: UInt64(bitPattern: row.integer(3)), contribution: contribution, offset: row.integer(9))
    }
}

extension Statement {
    /// Binds the four columns of a block: codec, raw size, checksum, bytes (not copied).
    func bind(_ frame: RecordBlock.Frame, _ bytes: UnsafeRawBufferPointer, from index: Int32) {
        bind(index, frame.codec)
        bind(index + 1, frame.rawSize)
        bind(index + 2, frame.checksum)
        bind(index + 3, unowned: bytes)
    }

    /// The frame of a block whose codec, raw size and checksum begin at `column`.
    func frame(_ column: Int32) -> RecordBlock.Frame {
        RecordBlock.Frame(codec: integer32(column), rawSize: integer32(column + 1), checksum: integer(column + 2))
    }
}
