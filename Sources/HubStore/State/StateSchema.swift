/// The tables of `state.sqlite`.
///
/// Times are milliseconds since 1970 UTC.
enum StateSchema {
    static let fileName = "state.sqlite"

    static let migrations = Migrations(
        applicationID: 0x6875_6253, kind: "store",
        steps: [
            """
            CREATE TABLE store (
                id TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
            CREATE TABLE name (
                id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;
            CREATE TABLE source (
                id INTEGER PRIMARY KEY, topic TEXT NOT NULL, partition INTEGER NOT NULL, next_offset INTEGER NOT NULL,
                last_timestamp INTEGER NOT NULL, UNIQUE (topic, partition)) STRICT;
            -- measure: series | precision << 8 | day or night << 16 | repeated << 24
            CREATE TABLE record (
                source INTEGER NOT NULL, subject BLOB NOT NULL, revision INTEGER NOT NULL, ending INTEGER NOT NULL,
                hash_high INTEGER NOT NULL, hash_low INTEGER NOT NULL, measure INTEGER NOT NULL, day INTEGER NOT NULL,
                period INTEGER NOT NULL, area INTEGER NOT NULL, hexagon INTEGER NOT NULL, offset INTEGER NOT NULL,
                message_id BLOB NOT NULL, PRIMARY KEY (source, subject)) STRICT, WITHOUT ROWID;
            CREATE TABLE bin (
                series INTEGER NOT NULL, precision INTEGER NOT NULL, day INTEGER NOT NULL, cell INTEGER NOT NULL,
                partition INTEGER NOT NULL, count INTEGER NOT NULL, by_day INTEGER NOT NULL, by_night INTEGER NOT NULL,
                repeated INTEGER NOT NULL,
                PRIMARY KEY (series, precision, day, cell, partition)) STRICT, WITHOUT ROWID;
            CREATE TABLE tally (
                partner INTEGER NOT NULL, type INTEGER NOT NULL, period INTEGER NOT NULL, ending INTEGER NOT NULL,
                partition INTEGER NOT NULL, count INTEGER NOT NULL,
                PRIMARY KEY (partner, type, period, ending, partition)) STRICT, WITHOUT ROWID;
            CREATE TABLE touched (
                series INTEGER NOT NULL, month INTEGER NOT NULL, stamp INTEGER NOT NULL,
                PRIMARY KEY (series, month)) STRICT, WITHOUT ROWID;
            -- AUTOINCREMENT: a sequence is never given twice, so that a log can tell a repeat.
            CREATE TABLE outbox (
                sequence INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, partition INTEGER NOT NULL,
                count INTEGER NOT NULL, created_at INTEGER NOT NULL, codec INTEGER NOT NULL, raw_size INTEGER NOT NULL,
                checksum INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
            CREATE TABLE dead_letter (
                number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, code TEXT NOT NULL, partner TEXT NOT NULL, type TEXT,
                topic TEXT NOT NULL, partition INTEGER NOT NULL, offset INTEGER NOT NULL, received_at INTEGER NOT NULL,
                pointer TEXT NOT NULL, detail TEXT NOT NULL, state TEXT NOT NULL, codec INTEGER NOT NULL,
                raw_size INTEGER NOT NULL, checksum INTEGER NOT NULL, bytes BLOB NOT NULL) STRICT;
            CREATE INDEX dead_letter_by_state ON dead_letter (state, partner, received_at);
            CREATE TABLE feed (
                partner INTEGER NOT NULL, type INTEGER NOT NULL, received INTEGER NOT NULL, rejected INTEGER NOT NULL,
                last_at INTEGER NOT NULL, PRIMARY KEY (partner, type)) STRICT, WITHOUT ROWID;
            CREATE TABLE summary (
                number INTEGER PRIMARY KEY, topic TEXT NOT NULL, key TEXT NOT NULL, revision INTEGER NOT NULL,
                as_of INTEGER NOT NULL, content_hash BLOB NOT NULL, codec INTEGER NOT NULL, raw_size INTEGER NOT NULL,
                checksum INTEGER NOT NULL, document BLOB NOT NULL, UNIQUE (topic, key, revision)) STRICT;
            """,
            """
            -- The tamper-evident log: each entry as it was hashed, and the head of the tree over them, signed.
            CREATE TABLE audit_entry (
                number INTEGER PRIMARY KEY, entry BLOB NOT NULL) STRICT;
            CREATE TABLE audit_head (
                id INTEGER PRIMARY KEY CHECK (id = 1), size INTEGER NOT NULL, edge BLOB NOT NULL, root BLOB NOT NULL,
                time TEXT NOT NULL, public_key BLOB NOT NULL, signature BLOB NOT NULL) STRICT;
            -- Which agreements the hub knows, and what became of them; times of the hub, not of the document.
            CREATE TABLE agreement (
                id TEXT NOT NULL, version INTEGER NOT NULL, sender TEXT NOT NULL, recipient TEXT NOT NULL,
                starts_at INTEGER NOT NULL, ends_at INTEGER NOT NULL, review_due TEXT NOT NULL,
                known_since INTEGER NOT NULL, revoked_at INTEGER, relayed INTEGER NOT NULL, last_at INTEGER,
                PRIMARY KEY (id, version)) STRICT, WITHOUT ROWID;
            -- Who holds which revision of a record, so that a withdrawal reaches all of them and nobody else.
            CREATE TABLE relayed (
                source INTEGER NOT NULL, subject BLOB NOT NULL, recipient INTEGER NOT NULL, revision INTEGER NOT NULL,
                agreement INTEGER NOT NULL, version INTEGER NOT NULL, at INTEGER NOT NULL,
                PRIMARY KEY (source, subject, recipient)) STRICT, WITHOUT ROWID;
            -- Up to where copies on an out.* topic were looked at for non-delivery.
            CREATE TABLE delivery_watch (
                topic TEXT NOT NULL, partition INTEGER NOT NULL, next_offset INTEGER NOT NULL,
                PRIMARY KEY (topic, partition)) STRICT, WITHOUT ROWID;
            ALTER TABLE dead_letter ADD COLUMN acted_at INTEGER;
            ALTER TABLE dead_letter ADD COLUMN actor TEXT;
            ALTER TABLE dead_letter ADD COLUMN note TEXT;
            """,
            healthTables,
            clusterTables,
            identityColumns,
        ])

    /// What `hub status` reads; every table is bounded by feeds, inputs and reason codes, never by messages.
    private static let healthTables = """
        -- The newest hour with traffic (hours since 1970 UTC), its counts, and those of the hour before it.
        ALTER TABLE feed ADD COLUMN hour INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE feed ADD COLUMN hour_received INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE feed ADD COLUMN hour_rejected INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE feed ADD COLUMN before_received INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE feed ADD COLUMN before_rejected INTEGER NOT NULL DEFAULT 0;
        -- The latest silences of a feed that were longer than a minute.
        CREATE TABLE feed_gap (
            partner INTEGER NOT NULL, type INTEGER NOT NULL, ended_at INTEGER NOT NULL, milliseconds INTEGER NOT NULL,
            PRIMARY KEY (partner, type, ended_at)) STRICT, WITHOUT ROWID;
        -- How far an input was taken and how far it reached, now and then.
        CREATE TABLE progress (
            source INTEGER NOT NULL, at INTEGER NOT NULL, next_offset INTEGER NOT NULL, high INTEGER NOT NULL,
            PRIMARY KEY (source, at)) STRICT, WITHOUT ROWID;
        -- What the running hub found not to be well.
        CREATE TABLE condition (
            name TEXT PRIMARY KEY, severity INTEGER NOT NULL, since INTEGER NOT NULL, what TEXT NOT NULL,
            why TEXT NOT NULL, next TEXT NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE dead_letter_count (
            partner TEXT NOT NULL, type TEXT NOT NULL, code TEXT NOT NULL, state TEXT NOT NULL, count INTEGER NOT NULL,
            PRIMARY KEY (partner, type, code, state)) STRICT, WITHOUT ROWID;
        INSERT INTO dead_letter_count
            SELECT partner, coalesce(type, ''), code, state, count(*) FROM dead_letter GROUP BY 1, 2, 3, 4;
        CREATE TRIGGER dead_letter_added AFTER INSERT ON dead_letter BEGIN
            INSERT INTO dead_letter_count VALUES (new.partner, coalesce(new.type, ''), new.code, new.state, 1)
                ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        CREATE TRIGGER dead_letter_removed AFTER DELETE ON dead_letter BEGIN
            UPDATE dead_letter_count SET count = count - 1 WHERE partner = old.partner
                AND type = coalesce(old.type, '') AND code = old.code AND state = old.state;
        END;
        CREATE TRIGGER dead_letter_moved AFTER UPDATE OF state ON dead_letter BEGIN
            UPDATE dead_letter_count SET count = count - 1 WHERE partner = old.partner
                AND type = coalesce(old.type, '') AND code = old.code AND state = old.state;
            INSERT INTO dead_letter_count VALUES (new.partner, coalesce(new.type, ''), new.code, new.state, 1)
                ON CONFLICT DO UPDATE SET count = count + 1;
        END;
        DROP INDEX dead_letter_by_state;
        CREATE INDEX dead_letter_by_state ON dead_letter (state, partner, type, received_at);
        """

    /// What a hub that shares a cluster's partitions with others needs.
    private static let clusterTables = """
        -- Messages taken from an input in all; before this step each input was a log without gaps.
        ALTER TABLE source ADD COLUMN received INTEGER NOT NULL DEFAULT 0;
        UPDATE source SET received = max(next_offset - 1, 0);
        -- The partitions of a cluster whose state is whole in this store.
        CREATE TABLE held (partition INTEGER PRIMARY KEY) STRICT;
        """

    /// Where messages came from, so that another cluster or another topic of the same name is noticed; and whose they are.
    private static let identityColumns = """
        ALTER TABLE store ADD COLUMN cluster TEXT;
        ALTER TABLE source ADD COLUMN genesis TEXT;
        -- Who owns each partition of the cluster, as last heard.
        CREATE TABLE owner (
            partition INTEGER PRIMARY KEY, store TEXT NOT NULL, epoch INTEGER NOT NULL, since INTEGER NOT NULL,
            heard_at INTEGER NOT NULL) STRICT;
        """

    /// Where a block belongs, mixed into its checksum.
    static func seed(outbox sequence: Int64) -> UInt64 { UInt64(bitPattern: sequence) ^ 0x6f75_7462_6f78 }

    static let deadLetterSeed: UInt64 = 0x6465_6164
    static let summarySeed: UInt64 = 0x7375_6d6d
}
