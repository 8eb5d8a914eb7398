package import HubTransport

extension StateReader {
    /// Calls `body` for each record of an input whose subject begins with `prefix`, in the order of their bytes.
    ///
    /// Costs time by the number of such records; for on-ramps, which ask for one issue of a source.
    package func records(
        of partition: TopicPartition, prefix: String,
        _ body: (_ subject: String, _ revision: Int32, _ ending: Ending) throws -> Void
    ) throws {
        let statement = try connection.prepare(
            """
            SELECT subject, revision, ending FROM record
            WHERE source = (SELECT id FROM source WHERE topic = ?1 AND partition = ?2) AND subject >= ?3 AND subject < ?4
            """)
        let first = Array(prefix.utf8)
        // No UTF-8 text holds the byte 0xFF, so that this is above every subject with the prefix.
        let last = first + [0xFF]
        statement.bind(1, partition.topic)
        statement.bind(2, partition.partition)
        try first.withUnsafeBytes { first in
            try last.withUnsafeBytes { last in
                statement.bind(3, unowned: first)
                statement.bind(4, unowned: last)
                defer { statement.reset() }
                while try statement.step() {
                    guard let ending = Ending(rawValue: UInt8(truncatingIfNeeded: statement.integer(2))) else {
                        continue
                    }
                    try body(String(decoding: statement.blob(0), as: UTF8.self), statement.integer32(1), ending)
                }
            }
        }
    }
}

extension StateReader {
    /// One record of the state, without what it contributes.
    package struct Held: Sendable {
        package var partition: TopicPartition
        package var subject: [UInt8]
        package var revision: Int32
        package var offset: Int64
    }

    /// Calls `body` for every record of one input topic's partner; costs time by their number.
    ///
    /// - Parameter topicPrefix: for example `in.leeds.`.
    package func everyRecord(topicPrefix: String, _ body: (Held) throws -> Void) throws {
        let statement = try connection.prepare(
            """
            SELECT topic, partition, subject, revision, offset FROM source JOIN record ON record.source = source.id
            WHERE topic >= ?1 AND topic < ?1 || char(1114111)
            """)
        statement.bind(1, topicPrefix)
        defer { statement.reset() }
        while try statement.step() {
            try body(
                Held(
                    partition: TopicPartition(statement.text(0), statement.integer32(1)),
                    subject: Array(statement.blob(2)), revision: statement.integer32(3), offset: statement.integer(4)))
        }
    }
}
