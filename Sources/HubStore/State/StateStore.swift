package import HubTransport

/// The hub's state in one SQLite file, `state.sqlite`, with one writing process (see `OwnerLock`) and one thread.
///
/// Whatever a batch of messages changes, the next input offset included, goes into one transaction.
package final class StateStore {
    /// The file's name in the store directory.
    package static let fileName = StateSchema.fileName

    /// The store's identity, a UUID; names its outbox to the logs.
    package let id: String

    let connection: Connection
    let statements: StateStatements
    package let clock: any HubClock
    let encoder = RecordBlockEncoder()
    let audit: AuditWriter
    /// Where changes are noted for a cluster's changelog; nil on the embedded log.
    package var journal: ChangeJournal?
    private var names: [String: Int32] = [:]
    private var sources: [TopicPartition: SourceID] = [:]
    private var reusedTransaction: StateTransaction?

    /// Opens the store in `directory`, made if it is not there, and brings it to this version.
    ///
    /// Takes no lock.
    ///
    /// - Throws: `StoreError`.
    package init(directory: String, clock: any HubClock, options: StoreOptions = StoreOptions()) throws {
        try StoreDirectory.make(directory)
        let settings = ConnectionSettings(
            pageSize: 4096, cacheKibibytes: options.cacheKibibytes, checkpointPages: 16_384,
            busyMilliseconds: options.busyMilliseconds)
        connection = try Connection(
            path: directory + "/" + StateSchema.fileName, mode: .create, settings: settings, vfs: options.vfs)
        try StateSchema.migrations.run(on: connection)
        statements = try StateStatements(connection)
        self.clock = clock
        id = try StateStore.identity(on: connection, clock: clock, makeUUID: options.makeUUID)
        audit = try AuditWriter(
            connection, origin: id, keyPath: options.auditKeyPath ?? directory + "/" + AuditWriter.keyFileName)
    }

    private static func identity(
        on connection: Connection, clock: any HubClock, makeUUID: () -> String
    ) throws -> String {
        try connection.writing {
            let found = try connection.prepare("SELECT id FROM store")
            if try found.step() {
                defer { found.reset() }
                return found.text(0)
            }
            let made = makeUUID()
            let insert = try connection.prepare("INSERT INTO store (id, created_at) VALUES (?1, ?2)")
            insert.bind(1, made)
            insert.bind(2, clock.now())
            try insert.run()
            return made
        }
    }

    /// A reader of the same process may outlive this connection, and readers never checkpoint: so it is done here.
    deinit { connection.checkpoint() }

    /// The number of a partner's or type's name, given on first use; works within a transaction and outside.
    package func name(_ string: String) throws -> Int32 {
        if let known = names[string] { return known }
        let find = statements.findName
        find.bind(1, string)
        if try find.step() {
            let found = find.integer32(0)
            find.reset()
            names[string] = found
            return found
        }
        statements.addName.bind(1, string)
        guard try statements.addName.step() else { throw StoreError(.corrupt, "\(connection.path) takes no name") }
        let made = statements.addName.integer32(0)
        try statements.addName.run()
        names[string] = made
        return made
    }

    /// The number of an input, given on first use; works within a transaction and outside.
    package func source(_ partition: TopicPartition) throws -> SourceID {
        if let known = sources[partition] { return known }
        let find = statements.findSource
        find.bind(1, partition.topic)
        find.bind(2, partition.partition)
        if try find.step() {
            let found = SourceID(rawValue: find.integer32(0))
            find.reset()
            journal?.name(found, partition)
            sources[partition] = found
            return found
        }
        let add = statements.addSource
        add.bind(1, partition.topic)
        add.bind(2, partition.partition)
        guard try add.step() else { throw StoreError(.corrupt, "\(connection.path) takes no source") }
        let made = SourceID(rawValue: add.integer32(0))
        try add.run()
        journal?.name(made, partition)
        sources[partition] = made
        return made
    }

    /// The offset to read next from an input; 0 if nothing was read yet.
    package func nextOffset(_ source: SourceID) throws -> Int64 {
        let statement = statements.nextOffset
        statement.bind(1, source.rawValue)
        defer { statement.reset() }
        return try statement.step() ? statement.integer(0) : 0
    }

    /// Runs `body` as one transaction: all of it is durable on return, or nothing is changed.
    package func transaction(_ body: (StateTransaction) throws -> Void) throws {
        let transaction = reusedTransaction ?? StateTransaction(self)
        reusedTransaction = transaction
        do {
            try connection.writing {
                try body(transaction)
                try transaction.flush()
            }
        } catch {
            transaction.discard()
            journal?.damage()
            // They may have been given within the transaction that is gone.
            names.removeAll()
            sources.removeAll()
            throw error
        }
    }
}
