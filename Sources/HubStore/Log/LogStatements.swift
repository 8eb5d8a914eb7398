/// The log's tables and its prepared statements.
///
/// A block's row number is `topic << 44 | base offset`, so that the table itself is ordered by topic and offset.
struct LogStatements {
    static let migrations = Migrations(
        applicationID: 0x6875_624c, kind: "log",
        steps: [
            """
            CREATE TABLE topic (
                id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, uuid TEXT NOT NULL, created_at INTEGER NOT NULL,
                low INTEGER NOT NULL, high INTEGER NOT NULL) STRICT;
            CREATE TABLE block (
                id INTEGER PRIMARY KEY, count INTEGER NOT NULL, first_timestamp INTEGER NOT NULL, codec INTEGER NOT NULL,
                raw_size INTEGER NOT NULL, checksum INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
            CREATE TABLE producer (
                name TEXT PRIMARY KEY, sequence INTEGER NOT NULL) STRICT, WITHOUT ROWID;
            """,
            """
            -- What is left of a partner's quota.
            CREATE TABLE intake (
                partner TEXT PRIMARY KEY, level INTEGER NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
            """,
        ])

    static let offsetBits: Int64 = 44
    static let maximumOffset: Int64 = 1 << 44 - 1

    static func blockID(_ topic: Int64, _ offset: Int64) -> Int64 { topic << offsetBits | offset }

    let topics: Statement
    let topicID: Statement
    let marks: Statement
    let insertTopic: Statement
    let setHigh: Statement
    let setLow: Statement
    let insertBlock: Statement
    let blocks: Statement
    let deleteBlocks: Statement
    let sequence: Statement
    let setSequence: Statement
    let intake: Statement
    let setIntake: Statement

    init(_ connection: Connection) throws {
        topics = try connection.prepare("SELECT name FROM topic ORDER BY name")
        topicID = try connection.prepare("SELECT id FROM topic WHERE name = ?1")
        marks = try connection.prepare("SELECT low, high FROM topic WHERE id = ?1")
        insertTopic = try connection.prepare(
            "INSERT INTO topic (name, uuid, created_at, low, high) VALUES (?1, ?2, ?3, 0, 0) RETURNING id")
        setHigh = try connection.prepare("UPDATE topic SET high = ?2 WHERE id = ?1")
        setLow = try connection.prepare("UPDATE topic SET low = ?2 WHERE id = ?1")
        insertBlock = try connection.prepare(
            """
            INSERT INTO block (id, count, first_timestamp, codec, raw_size, checksum, bytes)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """)
        // From the block that holds the offset on, to the topic's end.
        blocks = try connection.prepare(
            """
            SELECT id, count, codec, raw_size, checksum, bytes FROM block
            WHERE id >= (SELECT max(id) FROM block WHERE id <= ?1) AND id < ?2 ORDER BY id
            """)
        deleteBlocks = try connection.prepare("DELETE FROM block WHERE id >= ?1 AND id + count <= ?2 AND id < ?2")
        intake = try connection.prepare("SELECT level, at FROM intake WHERE partner = ?1")
        setIntake = try connection.prepare("REPLACE INTO intake (partner, level, at) VALUES (?1, ?2, ?3)")
        sequence = try connection.prepare("SELECT sequence FROM producer WHERE name = ?1")
        setSequence = try connection.prepare(
            """
            INSERT INTO producer (name, sequence) VALUES (?1, ?2)
            ON CONFLICT (name) DO UPDATE SET sequence = excluded.sequence
            """)
    }
}
