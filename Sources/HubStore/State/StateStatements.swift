/// The prepared statements of the writing connection.
struct StateStatements {
    let findName: Statement
    let addName: Statement
    let findSource: Statement
    let addSource: Statement
    let nextOffset: Statement
    let setNextOffset: Statement
    let findRecord: Statement
    let addRecord: Statement
    let putRecord: Statement
    let addBin: Statement
    let dropEmptyBin: Statement
    let addTally: Statement
    let dropEmptyTally: Statement
    let nextStamp: Statement
    let touch: Statement
    let clearTouched: Statement
    let nextSequence: Statement
    let addOutbox: Statement
    let outbox: Statement
    let firstOutbox: Statement
    let clearOutbox: Statement
    let addDeadLetter: Statement
    let setDeadLetterState: Statement
    let noteFeed: Statement
    let noteGap: Statement
    let dropOldGaps: Statement
    let noteProgress: Statement
    let dropOldProgress: Statement
    let setCondition: Statement
    let clearCondition: Statement
    let putSummary: Statement
    let putRelayed: Statement
    let removeRelayed: Statement
    let noteAgreement: Statement
    let knownAgreements: Statement
    let revokeAgreement: Statement
    let findDeliveryWatch: Statement
    let putDeliveryWatch: Statement
    let removeSummaries: Statement
    let findBin: Statement
    let setBin: Statement
    let removeBin: Statement
    let findTally: Statement
    let setTally: Statement
    let removeTally: Statement
    let nameText: Statement

    init(_ connection: Connection) throws {
        findName = try connection.prepare("SELECT id FROM name WHERE text = ?1")
        addName = try connection.prepare("INSERT INTO name (text) VALUES (?1) RETURNING id")
        findSource = try connection.prepare("SELECT id FROM source WHERE topic = ?1 AND partition = ?2")
        addSource = try connection.prepare(
            """
            INSERT INTO source (topic, partition, next_offset, last_timestamp) VALUES (?1, ?2, 0, 0) RETURNING id
            """)
        nextOffset = try connection.prepare("SELECT next_offset FROM source WHERE id = ?1")
        setNextOffset = try connection.prepare(
            """
            UPDATE source SET next_offset = ?2, last_timestamp = max(last_timestamp, ?3), received = received + ?4
            WHERE id = ?1
            """)
        findRecord = try connection.prepare(
            """
            SELECT revision, ending, hash_high, hash_low, measure, day, period, area, hexagon, offset FROM record
            WHERE source = ?1 AND subject = ?2
            """)
        let recordValues = """
             INTO record (source, subject, revision, ending, hash_high, hash_low, measure, day, period, area, hexagon,
                offset, message_id)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
            """
        addRecord = try connection.prepare("INSERT" + recordValues + " ON CONFLICT DO NOTHING")
        putRecord = try connection.prepare("REPLACE" + recordValues)
        addBin = try connection.prepare(
            """
            INSERT INTO bin (series, precision, day, cell, partition, count, by_day, by_night, repeated)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            ON CONFLICT DO UPDATE SET count = count + excluded.count, by_day = by_day + excluded.by_day,
                by_night = by_night + excluded.by_night, repeated = repeated + excluded.repeated
            """)
        dropEmptyBin = try connection.prepare(
            """
            DELETE FROM bin WHERE series = ?1 AND precision = ?2 AND day = ?3 AND cell = ?4 AND partition = ?5
                AND count = 0 AND by_day = 0 AND by_night = 0 AND repeated = 0
            """)
        addTally = try connection.prepare(
            """
            INSERT INTO tally (partner, type, period, ending, partition, count) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT DO UPDATE SET count = count + excluded.count
            """)
        dropEmptyTally = try connection.prepare(
            """
            DELETE FROM tally WHERE partner = ?1 AND type = ?2 AND period = ?3 AND ending = ?4 AND partition = ?5
                AND count = 0
            """)
        nextStamp = try connection.prepare("SELECT coalesce(max(stamp), 0) + 1 FROM touched")
        touch = try connection.prepare(
            """
            INSERT INTO touched (series, month, stamp) VALUES (?1, ?2, ?3)
            ON CONFLICT DO UPDATE SET stamp = excluded.stamp
            """)
        clearTouched = try connection.prepare("DELETE FROM touched WHERE series = ?1 AND month = ?2 AND stamp <= ?3")
        nextSequence = try connection.prepare(
            "SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), 0) + 1")
        addOutbox = try connection.prepare(
            """
            INSERT INTO outbox (sequence, topic, partition, count, created_at, codec, raw_size, checksum, bytes)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """)
        outbox = try connection.prepare(
            """
            SELECT sequence, topic, partition, count, codec, raw_size, checksum, bytes FROM outbox
            WHERE sequence > ?1 ORDER BY sequence
            """)
        firstOutbox = try connection.prepare("SELECT min(sequence) FROM outbox")
        clearOutbox = try connection.prepare("DELETE FROM outbox WHERE sequence <= ?1")
        addDeadLetter = try connection.prepare(
            """
            INSERT INTO dead_letter (id, code, partner, type, topic, partition, offset, received_at, pointer, detail,
                state, codec, raw_size, checksum, bytes)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
            ON CONFLICT (id) DO NOTHING
            """)
        setDeadLetterState = try connection.prepare(
            """
            UPDATE dead_letter SET state = ?2, acted_at = ?3, actor = ?4, note = ?5 WHERE id = ?1 AND state = ?6
            RETURNING number
            """)
        noteGap = try connection.prepare(
            """
            INSERT OR IGNORE INTO feed_gap (partner, type, ended_at, milliseconds)
            SELECT partner, type, ?3, ?3 - last_at FROM feed WHERE partner = ?1 AND type = ?2 AND ?3 - last_at > 60000
            """)
        dropOldGaps = try connection.prepare(
            """
            DELETE FROM feed_gap WHERE partner = ?1 AND type = ?2 AND ended_at <=
                (SELECT ended_at FROM feed_gap WHERE partner = ?1 AND type = ?2 ORDER BY ended_at DESC LIMIT 1 OFFSET 32)
            """)
        noteFeed = try connection.prepare(
            """
            INSERT INTO feed (partner, type, received, rejected, last_at, hour, hour_received, hour_rejected)
            VALUES (?1, ?2, ?3, ?4, ?5, ?5 / 3600000, ?3, ?4)
            ON CONFLICT DO UPDATE SET received = received + excluded.received, rejected = rejected + excluded.rejected,
                last_at = max(last_at, excluded.last_at),
                before_received = CASE excluded.hour - hour WHEN 1 THEN hour_received ELSE
                    iif(excluded.hour > hour, 0, before_received) END,
                before_rejected = CASE excluded.hour - hour WHEN 1 THEN hour_rejected ELSE
                    iif(excluded.hour > hour, 0, before_rejected) END,
                hour_received = excluded.hour_received + iif(excluded.hour > hour, 0, hour_received),
                hour_rejected = excluded.hour_rejected + iif(excluded.hour > hour, 0, hour_rejected),
                hour = max(hour, excluded.hour)
            """)
        noteProgress = try connection.prepare(
            "REPLACE INTO progress (source, at, next_offset, high) VALUES (?1, ?2, ?3, ?4)")
        dropOldProgress = try connection.prepare(
            """
            DELETE FROM progress WHERE source = ?1 AND at <=
                (SELECT at FROM progress WHERE source = ?1 ORDER BY at DESC LIMIT 1 OFFSET 10)
            """)
        setCondition = try connection.prepare(
            """
            INSERT INTO condition (name, severity, since, what, why, next) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
            ON CONFLICT DO UPDATE SET severity = excluded.severity, what = excluded.what, why = excluded.why,
                next = excluded.next
            """)
        clearCondition = try connection.prepare("DELETE FROM condition WHERE name = ?1")
        removeSummaries = try connection.prepare("DELETE FROM summary WHERE topic = ?1 AND key = ?2 AND revision < ?3")
        let bin = "WHERE series = ?1 AND precision = ?2 AND day = ?3 AND cell = ?4 AND partition = ?5"
        findBin = try connection.prepare("SELECT count, by_day, by_night, repeated FROM bin \(bin)")
        setBin = try connection.prepare("REPLACE INTO bin VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
        removeBin = try connection.prepare("DELETE FROM bin \(bin)")
        let tally = "WHERE partner = ?1 AND type = ?2 AND period = ?3 AND ending = ?4 AND partition = ?5"
        findTally = try connection.prepare("SELECT count FROM tally \(tally)")
        setTally = try connection.prepare("REPLACE INTO tally VALUES (?1, ?2, ?3, ?4, ?5, ?6)")
        removeTally = try connection.prepare("DELETE FROM tally \(tally)")
        nameText = try connection.prepare("SELECT text FROM name WHERE id = ?1")
        putSummary = try connection.prepare(
            """
            INSERT INTO summary (topic, key, revision, as_of, content_hash, codec, raw_size, checksum, document)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """)
        findDeliveryWatch = try connection.prepare(
            "SELECT next_offset FROM delivery_watch WHERE topic = ?1 AND partition = ?2")
        putDeliveryWatch = try connection.prepare(
            "REPLACE INTO delivery_watch (topic, partition, next_offset) VALUES (?1, ?2, ?3)")
        putRelayed = try connection.prepare(
            """
            REPLACE INTO relayed (source, subject, recipient, revision, agreement, version, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """)
        removeRelayed = try connection.prepare(
            "DELETE FROM relayed WHERE source = ?1 AND subject = ?2 AND recipient = ?3 RETURNING revision")
        noteAgreement = try connection.prepare(
            """
            INSERT INTO agreement (id, version, sender, recipient, starts_at, ends_at, review_due, known_since, relayed,
                last_at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, iif(?9 > 0, ?8, NULL))
            ON CONFLICT DO UPDATE SET sender = excluded.sender, recipient = excluded.recipient,
                starts_at = excluded.starts_at, ends_at = excluded.ends_at, review_due = excluded.review_due,
                revoked_at = NULL, relayed = relayed + excluded.relayed, last_at = coalesce(excluded.last_at, last_at)
            """)
        knownAgreements = try connection.prepare(
            """
            SELECT id, version, sender, recipient, starts_at, ends_at, review_due FROM agreement
            WHERE revoked_at IS NULL
            """)
        revokeAgreement = try connection.prepare(
            "UPDATE agreement SET revoked_at = ?3 WHERE id = ?1 AND version = ?2 AND ends_at > ?3")
    }
}
