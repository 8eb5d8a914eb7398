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
