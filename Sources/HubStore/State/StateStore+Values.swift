import HubTransport

/// Single values by their keys, full and not as changes.
extension StateStore {
    /// A bin's value; zero where there is none.
    func bin(_ key: BinKey) throws -> BinValue {
        let statement = statements.findBin
        bind(key, to: statement)
        defer { statement.reset() }
        guard try statement.step() else { return BinValue() }
        return BinValue(
            count: statement.integer(0), day: statement.integer(1), night: statement.integer(2),
            repeated: statement.integer(3))
    }

    /// A counter's value; zero where there is none.
    func count(of key: TallyKey) throws -> Int64 {
        let statement = statements.findTally
        bind(key, to: statement)
        defer { statement.reset() }
        return try statement.step() ? statement.integer(0) : 0
    }

    /// Sets a bin; nothing is kept of one that is zero.
    func set(_ key: BinKey, _ value: BinValue) throws {
        let statement = value.isZero ? statements.removeBin : statements.setBin
        bind(key, to: statement)
        if !value.isZero {
            statement.bind(6, value.count)
            statement.bind(7, value.day)
            statement.bind(8, value.night)
            statement.bind(9, value.repeated)
        }
        try statement.run()
    }

    /// Sets a counter; nothing is kept of one that is zero.
    func set(_ key: TallyKey, _ count: Int64) throws {
        let statement = count == 0 ? statements.removeTally : statements.setTally
        bind(key, to: statement)
        if count != 0 { statement.bind(6, count) }
        try statement.run()
    }

    /// Stores a record's revision by one of the statements that take all its columns.
    func write(
        _ statement: Statement, _ source: SourceID, subject: UnsafeRawBufferPointer, messageID: UnsafeRawBufferPointer,
        _ record: StoredRecord
    ) throws {
        statement.bind(1, source.rawValue)
        statement.bind(2, unowned: subject)
        statement.bind(3, record.revision)
        statement.bind(4, Int32(record.ending.rawValue))
        statement.bind(5, Int64(bitPattern: record.hashHigh))
        statement.bind(6, Int64(bitPattern: record.hashLow))
        statement.bind(7, record.contribution.measure)
        statement.bind(8, record.contribution.day)
        statement.bind(9, record.contribution.period)
        statement.bind(10, record.contribution.area)
        statement.bind(11, record.contribution.hexagon)
        statement.bind(12, record.offset)
        statement.bind(13, unowned: messageID)
        try statement.run()
    }

    /// The name that was given a number by `name`.
    func nameText(_ id: Int32) throws -> String {
        let statement = statements.nameText
        statement.bind(1, id)
        defer { statement.reset() }
        return try statement.step() ? statement.text(0) : ""
    }

    private func bind(_ key: BinKey, to statement: Statement) {
        statement.bind(1, Int32(key.series))
        statement.bind(2, Int32(key.precision))
        statement.bind(3, key.day)
        statement.bind(4, key.cell)
        statement.bind(5, key.partition)
    }

    private func bind(_ key: TallyKey, to statement: Statement) {
        statement.bind(1, key.partner)
        statement.bind(2, key.type)
        statement.bind(3, key.period)
        statement.bind(4, Int32(key.ending.rawValue))
        statement.bind(5, key.partition)
    }
}
