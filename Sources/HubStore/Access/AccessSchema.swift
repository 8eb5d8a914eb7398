/// The tables of `access.sqlite`: who may come in over HTTP, and what they have taken from their mailbox.
///
/// A file of its own, so that a key or an acknowledgement never waits for a large transaction of the state. Times are
/// milliseconds since 1970 UTC.
enum AccessSchema {
    static let migrations = Migrations(
        applicationID: 0x6875_6241, kind: "list of keys",
        steps: [
            """
            CREATE TABLE api_key (
                id TEXT PRIMARY KEY, digest TEXT NOT NULL UNIQUE, partner TEXT NOT NULL, tier TEXT NOT NULL,
                created_at INTEGER NOT NULL, revoked_at INTEGER) STRICT, WITHOUT ROWID;
            -- Everything below the floor is acknowledged; above it, what stands in mailbox_taken.
            CREATE TABLE mailbox_floor (
                partner TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL, floor INTEGER NOT NULL,
                PRIMARY KEY (partner, topic, partition)) STRICT, WITHOUT ROWID;
            CREATE TABLE mailbox_taken (
                partner TEXT NOT NULL, topic TEXT NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL,
                PRIMARY KEY (partner, topic, partition, offset)) STRICT, WITHOUT ROWID;
            """
        ])
}
