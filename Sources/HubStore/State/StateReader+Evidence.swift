package import HubTransport

extension StateReader {
    /// A record in force and the message that it came in: what a figure rests on.
    package struct Evidence: Sendable {
        /// The topic and partition of the message.
        package var partition: TopicPartition
        /// The partner's reference.
        package var subject: String
        /// The id of the message.
        package var messageID: String
        /// Revision, contribution and offset.
        package var record: StoredRecord
    }

    /// Calls `body` for every record in force of an input that occurred from `fromDay` up to and including `toDay` (days
    /// since 1970-01-01; of records dated to the month its first day), in the order of their subjects.
    ///
    /// Costs time by the number of the input's records.
    package func evidence(
        of partition: TopicPartition, fromDay: Int32 = .min, toDay: Int32 = .max, _ body: (Evidence) throws -> Void
    ) throws {
        let statement = try connection.prepare(
            """
            SELECT revision, ending, hash_high, hash_low, measure, day, period, area, hexagon, offset, message_id, subject
            FROM record WHERE source = (SELECT id FROM source WHERE topic = ?1 AND partition = ?2)
                AND ending IN (1, 2, 3) AND day BETWEEN ?3 AND ?4 ORDER BY subject
            """)
        statement.bind(1, partition.topic)
        statement.bind(2, partition.partition)
        statement.bind(3, fromDay)
        statement.bind(4, toDay)
        defer { statement.reset() }
        while try statement.step() {
            guard let record = StoredRecord(statement) else { continue }
            try body(
                Evidence(
                    partition: partition, subject: String(decoding: statement.blob(11), as: UTF8.self),
                    messageID: String(decoding: statement.blob(10), as: UTF8.self), record: record))
        }
    }
}
