package import HubTransport

/// API keys and mailbox acknowledgements in `access.sqlite`; any number of processes at once, one thread a store.
package final class AccessStore {
    /// The file's name in the store directory.
    package static let fileName = "access.sqlite"

    private let connection: Connection
    private let clock: any HubClock
    private let findKey: Statement
    private let floors: Statement
    private let taken: Statement

    /// Opens the file in `directory`; makes both if they are not there.
    ///
    /// - Throws: `StoreError`.
    package init(directory: String, clock: any HubClock, options: StoreOptions = StoreOptions()) throws {
        try StoreDirectory.make(directory)
        let settings = ConnectionSettings(cacheKibibytes: 1024, busyMilliseconds: options.busyMilliseconds)
        connection = try Connection(
            path: directory + "/" + AccessStore.fileName, mode: .create, settings: settings, vfs: options.vfs)
        try AccessSchema.migrations.run(on: connection)
        self.clock = clock
        findKey = try connection.prepare(
            "SELECT id, partner, tier, created_at, revoked_at FROM api_key WHERE digest = ?1 AND revoked_at IS NULL")
        floors = try connection.prepare(
            "SELECT floor FROM mailbox_floor WHERE partner = ?1 AND topic = ?2 AND partition = ?3")
        taken = try connection.prepare(
            """
            SELECT offset FROM mailbox_taken WHERE partner = ?1 AND topic = ?2 AND partition = ?3 AND offset >= ?4
            ORDER BY offset
            """)
    }

    // MARK: Keys

    /// Makes a key for a partner and tier.
    ///
    /// - Returns: the key, which is shown now and never again, and what is kept of it.
    package func addKey(partner: String, tier: String) throws -> (key: String, kept: AccessKey) {
        var generator = SystemRandomNumberGenerator()
        let key = AccessKey.make(using: &generator)
        let kept = AccessKey(
            id: String(RandomUUID.make().prefix(8)), partner: partner, tier: tier, createdAt: clock.now())
        let insert = try connection.prepare(
            "INSERT INTO api_key (id, digest, partner, tier, created_at) VALUES (?1, ?2, ?3, ?4, ?5)")
        insert.bind(1, kept.id)
        insert.bind(2, AccessKey.digest(of: key))
        insert.bind(3, kept.partner)
        insert.bind(4, kept.tier)
        insert.bind(5, kept.createdAt)
        try connection.writing { try insert.run() }
        return (key, kept)
    }

    /// The key in force that a text is, or nil.
    package func key(_ text: String) throws -> AccessKey? {
        findKey.bind(1, AccessKey.digest(of: text))
        defer { findKey.reset() }
        return try findKey.step() ? Self.key(findKey) : nil
    }

    /// All keys, the earliest first, those taken back included.
    package func keys(partner: String? = nil) throws -> [AccessKey] {
        let statement = try connection.prepare(
            """
            SELECT id, partner, tier, created_at, revoked_at FROM api_key WHERE ?1 IS NULL OR partner = ?1
            ORDER BY created_at, id
            """)
        statement.bind(1, partner)
        var found: [AccessKey] = []
        while try statement.step() { found.append(Self.key(statement)) }
        return found
    }

    /// Takes keys back, at once for every process.
    ///
    /// - Returns: how many held until now.
    package func revokeKeys(ids: [String]) throws -> Int {
        let statement = try connection.prepare(
            "UPDATE api_key SET revoked_at = ?2 WHERE id = ?1 AND revoked_at IS NULL RETURNING id")
        return try connection.writing {
            var count = 0
            for id in ids {
                statement.bind(1, id)
                statement.bind(2, clock.now())
                while try statement.step() { count += 1 }
            }
            return count
        }
    }

    private static func key(_ row: Statement) -> AccessKey {
        AccessKey(
            id: row.text(0), partner: row.text(1), tier: row.text(2), createdAt: row.integer(3),
            revokedAt: row.isNull(4) ? nil : row.integer(4))
    }

    // MARK: Mailboxes

    /// What a partner has acknowledged of a topic's partition: everything below `floor`, and the offsets in `above`.
    package struct Acknowledged: Sendable, Equatable {
        /// Everything below is acknowledged.
        package var floor: Int64 = 0
        /// Acknowledged offsets from the floor on.
        package var above: Set<Int64> = []

        /// Nothing acknowledged.
        package init() {}

        /// Whether an offset is acknowledged.
        package func contains(_ offset: Int64) -> Bool { offset < floor || above.contains(offset) }
    }

    /// What a partner has acknowledged.
    package func acknowledged(by partner: String, _ partition: TopicPartition) throws -> Acknowledged {
        var found = Acknowledged()
        bind(floors, partner, partition)
        if try floors.step() { found.floor = floors.integer(0) }
        floors.reset()
        bind(taken, partner, partition)
        taken.bind(4, found.floor)
        while try taken.step() { found.above.insert(taken.integer(0)) }
        return found
    }

    /// Acknowledges one record.
    ///
    /// - Parameter first: the lowest offset there is, so that the floor can rise from it.
    package func acknowledge(_ offset: Int64, by partner: String, _ partition: TopicPartition, first: Int64) throws {
        try connection.writing {
            var state = try acknowledged(by: partner, partition)
            guard !state.contains(offset) else { return }
            state.above.insert(offset)
            var floor = max(state.floor, first)
            while state.above.contains(floor) { floor += 1 }
            if floor > state.floor {
                let raise = try connection.prepare(
                    """
                    INSERT INTO mailbox_floor (partner, topic, partition, floor) VALUES (?1, ?2, ?3, ?4)
                    ON CONFLICT (partner, topic, partition) DO UPDATE SET floor = excluded.floor
                    """)
                bind(raise, partner, partition)
                raise.bind(4, floor)
                try raise.run()
                let clear = try connection.prepare(
                    "DELETE FROM mailbox_taken WHERE partner = ?1 AND topic = ?2 AND partition = ?3 AND offset < ?4")
                bind(clear, partner, partition)
                clear.bind(4, floor)
                try clear.run()
            }
            guard offset >= floor else { return }
            let add = try connection.prepare(
                "INSERT INTO mailbox_taken (partner, topic, partition, offset) VALUES (?1, ?2, ?3, ?4)")
            bind(add, partner, partition)
            add.bind(4, offset)
            try add.run()
        }
    }

    private func bind(_ statement: Statement, _ partner: String, _ partition: TopicPartition) {
        statement.bind(1, partner)
        statement.bind(2, partition.topic)
        statement.bind(3, partition.partition)
    }
}
