package import HubTransport

extension EmbeddedLog {
    /// Takes key, value and headers out of single records; offset and time stay, so that later records keep their places.
    ///
    /// What was there is overwritten in the file. Costs time by the blocks that hold the records, not by the topic's size.
    ///
    /// - Parameter offsets: those that are no longer there are passed over.
    package func blank(_ offsets: [Int64], in partition: TopicPartition) throws {
        try mapped {
            let topic = try known(partition)
            let wanted = Set(offsets)
            try connection.execute("PRAGMA secure_delete=ON")
            defer { try? connection.execute("PRAGMA secure_delete=OFF") }
            let find = try connection.prepare(
                """
                SELECT id, count, codec, raw_size, checksum, bytes FROM block
                WHERE id <= ?1 AND id >= ?2 ORDER BY id DESC LIMIT 1
                """)
            var changed: [(id: Int64, batch: RecordBatch, count: Int)] = []
            for offset in wanted.sorted() {
                if let last = changed.last, last.batch.records.last.map({ $0.offset >= offset }) ?? false { continue }
                find.bind(1, LogStatements.blockID(topic, offset))
                find.bind(2, LogStatements.blockID(topic, 0))
                guard try find.step() else {
                    find.reset()
                    continue
                }
                let id = find.integer(0)
                let holds = offset - (id & LogStatements.maximumOffset) < find.integer(1)
                let batch = holds ? try block(in: find) : nil
                find.reset()
                guard let batch else { continue }
                let (rewritten, count) = try Self.rewritten(batch) { record, _ in
                    wanted.contains(record.offset) ? .blank : .keep
                }
                changed.append((id, rewritten, count))
            }
            if !changed.isEmpty { try replace(changed) }
        }
    }
}
