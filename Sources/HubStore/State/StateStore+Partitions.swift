package import HubTransport

/// Partitions as they come and go between the hubs of a cluster; none of this concerns an embedded store.
extension StateStore {
    /// The partitions whose state is whole in this store.
    package func heldPartitions() throws -> Set<Int32> {
        var found: Set<Int32> = []
        let statement = try connection.prepare("SELECT partition FROM held")
        while try statement.step() { found.insert(statement.integer32(0)) }
        return found
    }

    /// Forgets all that is kept of a partition, and what waits to be sent where `withOutbox`.
    package func drop(_ partition: Int32, withOutbox: Bool) throws {
        try connection.writing {
            for sql in [
                "DELETE FROM held WHERE partition = ?1",
                "DELETE FROM record WHERE source IN (SELECT id FROM source WHERE partition = ?1)",
                "DELETE FROM bin WHERE partition = ?1", "DELETE FROM tally WHERE partition = ?1",
                "UPDATE source SET next_offset = 0, last_timestamp = 0, received = 0, genesis = NULL WHERE partition = ?1",
            ] {
                let statement = try connection.prepare(sql)
                statement.bind(1, partition)
                try statement.run()
            }
            if withOutbox { try connection.execute("DELETE FROM outbox") }
        }
    }

    /// Takes in records of a partition of `hub.state.v1`, later ones over earlier ones.
    ///
    /// - Returns: the last mark among them.
    package func restore(_ batch: RecordBatch) throws -> OwnerMark? {
        var mark: OwnerMark?
        try connection.writing {
            try batch.bytes.withUnsafeBytes { bytes in
                for record in batch.records where !record.key.isAbsent && !record.value.isAbsent {
                    let key = UnsafeRawBufferPointer(rebasing: bytes[record.key.range])
                    if key.elementsEqual(OwnerMark.key) {
                        mark = batch.array(record.value).flatMap { OwnerMark($0) } ?? mark
                    } else {
                        try restore(key, UnsafeRawBufferPointer(rebasing: bytes[record.value.range]))
                    }
                }
            }
        }
        return mark
    }

    private func restore(_ key: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer) throws {
        let slash = UInt8(ascii: "/")
        guard let (record, messageID) = ChangeRecord.state(value), let first = key.firstIndex(of: slash),
            let second = key[(first + 1)...].firstIndex(of: slash),
            let number = Int32(String(decoding: key[(first + 1)..<second], as: UTF8.self))
        else { return }
        let place = TopicPartition(String(decoding: key[..<first], as: UTF8.self), number)
        let subject = UnsafeRawBufferPointer(rebasing: key[(second + 1)...])
        try write(statements.putRecord, try source(place), subject: subject, messageID: messageID, record)
    }

    /// Ends a restoring: the bins are the sum of the records, the offsets are the mark's.
    package func finishRestoring(_ partition: Int32, _ mark: OwnerMark?) throws {
        try connection.writing {
            let sum = try connection.prepare(
                """
                INSERT INTO bin (series, precision, day, cell, partition, count, by_day, by_night, repeated)
                SELECT measure & 255, measure >> 8 & 255, day, cell, ?1, count(*), sum((measure >> 16 & 255) = 1),
                    sum((measure >> 16 & 255) = 2), sum(measure >> 24 & 1)
                FROM (SELECT measure, day, area AS cell, source FROM record
                    UNION ALL SELECT measure, day, hexagon, source FROM record)
                WHERE cell != 0 AND measure & 255 != 0 AND measure >> 8 & 255 != 0
                    AND source IN (SELECT id FROM source WHERE partition = ?1)
                GROUP BY 1, 2, 3, 4
                """)
            sum.bind(1, partition)
            try sum.run()
            let set = try connection.prepare(
                "UPDATE source SET next_offset = ?2, last_timestamp = ?3, received = ?4, genesis = ?5 WHERE id = ?1")
            for input in mark?.inputs ?? [] {
                set.bind(1, try source(TopicPartition(input.topic, partition)).rawValue)
                set.bind(2, input.nextOffset)
                set.bind(3, input.lastTimestamp)
                set.bind(4, input.received)
                set.bind(5, input.genesis)
                try set.run()
            }
            let hold = try connection.prepare("INSERT OR IGNORE INTO held (partition) VALUES (?1)")
            hold.bind(1, partition)
            try hold.run()
        }
    }

    /// Notes in the journal every count that a partition of `hub.bins.v1` has, so that those that have fallen to zero since
    /// are taken back there as well; nothing else knows of them after a crash.
    package func renote(counts batch: RecordBatch, of partition: Int32, in journal: ChangeJournal) throws {
        var bins: [BinKey] = []
        var tallies: [TallyKey] = []
        try batch.bytes.withUnsafeBytes { bytes in
            for record in batch.records where !record.key.isAbsent && !record.value.isAbsent {
                let key = UnsafeRawBufferPointer(rebasing: bytes[record.key.range])
                let value = UnsafeRawBufferPointer(rebasing: bytes[record.value.range])
                switch ChangeRecord.count(key: key, value: value, partition: partition) {
                case .bin(let key, _): bins.append(key)
                case .tally(let period, let ending, let partner, let type, _):
                    tallies.append(
                        TallyKey(
                            partition: partition, partner: try name(partner), type: try name(type), period: period,
                            ending: ending))
                case nil: continue
                }
            }
        }
        journal.note(bins: bins, tallies: tallies)
    }

    /// Takes in records of a partition of `hub.bins.v1`: the counts of another owner, or the counters of one restored.
    ///
    /// - Parameter talliesOnly: for a partition whose bins are summed from its records.
    package func follow(_ batch: RecordBatch, partition: Int32, talliesOnly: Bool = false) throws {
        try transaction { transaction in
            try batch.bytes.withUnsafeBytes { bytes in
                for record in batch.records where !record.key.isAbsent {
                    let key = UnsafeRawBufferPointer(rebasing: bytes[record.key.range])
                    if key.elementsEqual(OwnerMark.key) {
                        guard let mark = batch.array(record.value).flatMap({ OwnerMark($0) }), !talliesOnly else {
                            continue
                        }
                        try noteOwner(of: partition, store: mark.store, epoch: mark.epoch, at: record.timestamp)
                        continue
                    }
                    let value =
                        record.value.isAbsent ? nil : UnsafeRawBufferPointer(rebasing: bytes[record.value.range])
                    switch ChangeRecord.count(key: key, value: value, partition: partition) {
                    case .bin(let key, let value):
                        if talliesOnly { continue }
                        try set(key, value)
                        transaction.touch(series: key.series, month: Self.month(ofDay: key.day))
                    case .tally(let period, let ending, let partner, let type, let count):
                        let key = TallyKey(
                            partition: partition, partner: try name(partner), type: try name(type), period: period,
                            ending: ending)
                        try set(key, count)
                    case nil: continue
                    }
                }
            }
        }
    }

    /// Keeps revisions of summaries that another hub published, each over whatever was kept of it or of later ones.
    package func adopt(_ summaries: [StateReader.Summary]) throws {
        let known = try connection.prepare(
            "SELECT content_hash FROM summary WHERE topic = ?1 AND key = ?2 AND revision = ?3")
        func isKnown(_ summary: StateReader.Summary) throws -> Bool {
            known.bind(1, summary.topic)
            known.bind(2, summary.key)
            known.bind(3, summary.revision)
            defer { known.reset() }
            return try known.step() && known.blob(0).elementsEqual(summary.contentHash)
        }
        guard try !summaries.allSatisfy(isKnown) else { return }
        try transaction { transaction in
            for summary in summaries where try !isKnown(summary) {
                try removeSummaries(of: summary.topic, summary.key, from: summary.revision)
                try transaction.putSummary(
                    topic: summary.topic, key: summary.key, revision: summary.revision, asOf: summary.asOf,
                    contentHash: summary.contentHash, document: summary.document)
            }
        }
    }

    /// Drops revisions of a topic's summaries that were never published: those after the last one there.
    ///
    /// - Parameter latest: the revision that is published, by key.
    package func dropUnpublished(of topic: String, latest: [String: Int64]) throws {
        let keys = try connection.prepare("SELECT key, max(revision) FROM summary WHERE topic = ?1 GROUP BY key")
        keys.bind(1, topic)
        var gone: [(key: String, from: Int64)] = []
        while try keys.step() {
            let (key, last) = (keys.text(0), latest[keys.text(0)] ?? 0)
            if keys.integer(1) > last { gone.append((key, last + 1)) }
        }
        guard !gone.isEmpty else { return }
        try connection.writing { for entry in gone { try removeSummaries(of: topic, entry.key, from: entry.from) } }
    }

    private func removeSummaries(of topic: String, _ key: String, from revision: Int64) throws {
        let remove = try connection.prepare("DELETE FROM summary WHERE topic = ?1 AND key = ?2 AND revision >= ?3")
        remove.bind(1, topic)
        remove.bind(2, key)
        remove.bind(3, revision)
        try remove.run()
    }

    /// Marks every month that has counts as touched, so that all summaries are looked at again.
    package func touchAll() throws {
        let days = try connection.prepare("SELECT DISTINCT series, day FROM bin")
        var found: [(series: UInt8, day: Int32)] = []
        while try days.step() { found.append((UInt8(truncatingIfNeeded: days.integer(0)), days.integer32(1))) }
        try transaction { transaction in
            for entry in found { transaction.touch(series: entry.series, month: Self.month(ofDay: entry.day)) }
        }
    }

    /// Drops what waits to be sent to some topics.
    ///
    /// - Returns: whether there was anything.
    package func dropOutgoing(where isDropped: (String) -> Bool) throws -> Bool {
        let rows = try connection.prepare("SELECT DISTINCT topic FROM outbox")
        var topics: [String] = []
        while try rows.step() { topics.append(rows.text(0)) }
        topics = topics.filter(isDropped)
        guard !topics.isEmpty else { return false }
        try connection.writing {
            let drop = try connection.prepare("DELETE FROM outbox WHERE topic = ?1")
            for topic in topics {
                drop.bind(1, topic)
                try drop.run()
            }
        }
        return true
    }

    /// Whether anything lies in the outbox.
    package func hasOutgoing() throws -> Bool {
        let statement = statements.firstOutbox
        defer { statement.reset() }
        return try statement.step() && !statement.isNull(0)
    }

    /// What the flush of a partition includes now.
    package func mark(of partition: Int32, epoch: Int64) throws -> OwnerMark {
        let statement = try connection.prepare(
            """
            SELECT topic, next_offset, last_timestamp, received, genesis FROM source
            WHERE partition = ?1 AND next_offset > 0 ORDER BY topic
            """)
        statement.bind(1, partition)
        var inputs: [OwnerMark.Input] = []
        while try statement.step() {
            inputs.append(
                OwnerMark.Input(
                    topic: statement.text(0), nextOffset: statement.integer(1), lastTimestamp: statement.integer(2),
                    received: statement.integer(3), genesis: statement.isNull(4) ? nil : statement.text(4)))
        }
        return OwnerMark(store: id, epoch: epoch, inputs: inputs)
    }

    /// Notes in the journal all of a partition that a flush may lack: records from the mark's offsets on, and every count.
    package func renote(_ partition: Int32, since mark: OwnerMark?, in journal: ChangeJournal) throws {
        let next = Dictionary((mark?.inputs ?? []).map { ($0.topic, $0.nextOffset) }, uniquingKeysWith: max)
        for input in try self.mark(of: partition, epoch: 0).inputs {
            let source = try source(TopicPartition(input.topic, partition))
            journal.name(source, TopicPartition(input.topic, partition))
            let rows = try connection.prepare(
                """
                SELECT revision, ending, hash_high, hash_low, measure, day, period, area, hexagon, offset, subject,
                    message_id FROM record WHERE source = ?1 AND offset >= ?2
                """)
            rows.bind(1, source.rawValue)
            rows.bind(2, next[input.topic] ?? 0)
            while try rows.step() {
                guard let record = StoredRecord(rows) else { continue }
                journal.note(source, subject: rows.blob(10), messageID: rows.blob(11), record)
            }
        }
        var bins: [BinKey] = []
        let found = try connection.prepare("SELECT series, precision, day, cell FROM bin WHERE partition = ?1")
        found.bind(1, partition)
        while try found.step() {
            bins.append(
                BinKey(
                    partition: partition, series: UInt8(truncatingIfNeeded: found.integer(0)),
                    precision: UInt8(truncatingIfNeeded: found.integer(1)), day: found.integer32(2),
                    cell: found.integer(3)))
        }
        var tallies: [TallyKey] = []
        let counters = try connection.prepare("SELECT partner, type, period, ending FROM tally WHERE partition = ?1")
        counters.bind(1, partition)
        while try counters.step() {
            guard let ending = Ending(rawValue: UInt8(truncatingIfNeeded: counters.integer(3))) else { continue }
            tallies.append(
                TallyKey(
                    partition: partition, partner: counters.integer32(0), type: counters.integer32(1),
                    period: counters.integer32(2), ending: ending))
        }
        journal.note(bins: bins, tallies: tallies)
        journal.touch(partition)
    }

    /// YYYYMM of a day since 1970-01-01, by Howard Hinnant's `civil_from_days`.
    static func month(ofDay day: Int32) -> Int32 {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0)) * 100 + month
    }
}
