import Glibc
package import HubTransport

/// Reads a store beside the process that writes it, or when none does; for one thread.
///
/// Every question is answered by an index or from counters, so that the time does not grow with the records.
package final class StateReader {
    let connection: Connection
    let directory: String
    private var names: [Int32: String] = [:]

    /// Opens the store in `directory`, which must be there and of this version.
    ///
    /// - Throws: `StoreError` with `notAStore`, `newerVersion` or a fault of the file.
    package init(directory: String, options: StoreOptions = StoreOptions()) throws {
        let path = directory + "/" + StateSchema.fileName
        guard access(path, F_OK) == 0 else { throw StoreError(.notAStore, "there is no store in \(directory)") }
        let settings = ConnectionSettings(cacheKibibytes: 4096, busyMilliseconds: options.busyMilliseconds)
        connection = try Connection(path: path, mode: .read, settings: settings, vfs: options.vfs)
        try StateSchema.migrations.check(connection)
        self.directory = directory
    }

    /// Runs `body` over one unchanging view of the store.
    package func snapshot<Result>(_ body: () throws -> Result) throws -> Result {
        try connection.execute("BEGIN")
        defer { connection.rollBack() }
        return try body()
    }

    /// The store's identity.
    package func storeID() throws -> String {
        try first("SELECT id FROM store") { $0.text(0) } ?? ""
    }

    /// When the store was made, milliseconds since 1970 UTC.
    package func createdAt() throws -> Int64 {
        try first("SELECT created_at FROM store") { $0.integer(0) } ?? 0
    }

    /// The process that runs the hub on this store, or nil if none does.
    package func owner() -> Int32? { OwnerLock.holder(directory: directory) }

    /// The name that was given a number by `StateStore.name`; empty if none was.
    package func name(_ id: Int32) throws -> String {
        if let known = names[id] { return known }
        let found = try first("SELECT text FROM name WHERE id = ?1", { $0.bind(1, id) }) { $0.text(0) }
        if let found { names[id] = found }
        return found ?? ""
    }

    /// The number of a name, or nil if it has none.
    package func number(ofName name: String) throws -> Int32? {
        try first("SELECT id FROM name WHERE text = ?1", { $0.bind(1, name) }) { $0.integer32(0) }
    }

    /// How far each input was read.
    package struct Input: Sendable, Equatable {
        package var partition: TopicPartition
        package var nextOffset: Int64
        /// Of the newest record read, milliseconds since 1970 UTC.
        package var lastTimestamp: Int64
    }

    /// Every input that was ever read, in the order of their names.
    package func inputs() throws -> [Input] {
        try all("SELECT topic, partition, next_offset, last_timestamp FROM source ORDER BY topic, partition") {
            Input(
                partition: TopicPartition($0.text(0), $0.integer32(1)), nextOffset: $0.integer(2),
                lastTimestamp: $0.integer(3))
        }
    }

    /// The partitions of a cluster whose state is whole in this store.
    package func heldPartitions() throws -> Set<Int32> {
        Set(try all("SELECT partition FROM held") { $0.integer32(0) })
    }

    /// Messages taken and messages ended of the partitions that this store holds; of all inputs on an embedded store.
    package func heldCounts() throws -> (received: Int64, ended: Int64) {
        let held = "(partition IN (SELECT partition FROM held) OR NOT EXISTS (SELECT 1 FROM held))"
        let received = try first("SELECT coalesce(sum(received), 0) FROM source WHERE \(held)") { $0.integer(0) }
        let ended = try first("SELECT coalesce(sum(count), 0) FROM tally WHERE \(held)") { $0.integer(0) }
        return (received ?? 0, ended ?? 0)
    }

    /// The stored revision of one record, with the id of the message it came in.
    package func record(
        _ partition: TopicPartition, subject: [UInt8]
    ) throws -> (record: StoredRecord, messageID: [UInt8])? {
        let sql = """
            SELECT revision, ending, hash_high, hash_low, measure, day, period, area, hexagon, offset, message_id
            FROM record WHERE source = (SELECT id FROM source WHERE topic = ?1 AND partition = ?2) AND subject = ?3
            """
        let statement = try connection.prepare(sql)
        statement.bind(1, partition.topic)
        statement.bind(2, partition.partition)
        return try subject.withUnsafeBytes { bytes in
            statement.bind(3, unowned: bytes)
            defer { statement.reset() }
            guard try statement.step(), let record = StoredRecord(statement) else { return nil }
            return (record, Array(statement.blob(10)))
        }
    }

    /// The first row of a question.
    func first<Row>(
        _ sql: String, _ bind: (Statement) -> Void = { _ in }, _ make: (Statement) throws -> Row
    ) throws -> Row? {
        let statement = try connection.prepare(sql)
        bind(statement)
        defer { statement.reset() }
        return try statement.step() ? make(statement) : nil
    }

    /// All rows of a question.
    func all<Row>(
        _ sql: String, _ bind: (Statement) -> Void = { _ in }, _ make: (Statement) throws -> Row
    ) throws -> [Row] {
        let statement = try connection.prepare(sql)
        bind(statement)
        var rows: [Row] = []
        while try statement.step() { rows.append(try make(statement)) }
        return rows
    }
}
