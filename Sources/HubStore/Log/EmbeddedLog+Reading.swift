package import HubTransport

extension EmbeddedLog {
    package func read(
        _ partition: TopicPartition, from offset: Int64, recordLimit: Int, byteLimit: Int, into batch: inout RecordBatch
    ) throws -> Int64 {
        try mapped {
            let topic = try known(partition)
            // One snapshot for the marks and the blocks, since another process may append or delete meanwhile.
            try connection.execute("BEGIN")
            defer { connection.rollBack() }
            let marks = try marks(of: topic)
            guard (marks.low...marks.high).contains(offset) else {
                throw TransportError.outOfRange(offset, partition)
            }
            guard offset < marks.high else { return offset }
            return try readBlocks(topic, from: offset, recordLimit: recordLimit, byteLimit: byteLimit, into: &batch)
        }
    }

    /// The offset before which every record is older than `time`, milliseconds since 1970 UTC; at most a block too low.
    package func firstOffset(notOlderThan time: Int64, of partition: TopicPartition) throws -> Int64 {
        try mapped {
            let topic = try known(partition)
            let statement = try connection.prepare(
                """
                SELECT max(id) FROM block WHERE id >= ?1 AND id < coalesce(
                    (SELECT id FROM block WHERE id >= ?1 AND id < ?2 AND first_timestamp >= ?3 ORDER BY id LIMIT 1), ?2)
                """)
            statement.bind(1, LogStatements.blockID(topic, 0))
            statement.bind(2, LogStatements.blockID(topic + 1, 0))
            statement.bind(3, time)
            defer { statement.reset() }
            guard try statement.step(), !statement.isNull(0) else { return 0 }
            return statement.integer(0) & LogStatements.maximumOffset
        }
    }

    private func readBlocks(
        _ topic: Int64, from offset: Int64, recordLimit: Int, byteLimit: Int, into batch: inout RecordBatch
    ) throws -> Int64 {
        let statement = statements.blocks
        statement.bind(1, LogStatements.blockID(topic, offset))
        statement.bind(2, LogStatements.blockID(topic + 1, 0))
        defer { statement.reset() }
        var next = offset
        var room = byteLimit
        while next == offset || (room > 0 && next - offset < Int64(recordLimit)), try statement.step() {
            let id = statement.integer(0)
            let base = id & LogStatements.maximumOffset
            let frame = RecordBlock.Frame(
                codec: statement.integer32(2), rawSize: statement.integer32(3), checksum: statement.integer(4))
            let count = statement.integer(1)
            guard id >> LogStatements.offsetBits == topic, base <= next, next - base < count,
                count <= LogStatements.maximumOffset - base
            else {
                throw damaged(topic, next)
            }
            let want = RecordBlockDecoder.Want(
                baseOffset: base, skipped: Int(next - base), recordLimit: recordLimit - Int(next - offset),
                byteLimit: room)
            let taken = decoder.decode(
                statement.blob(5), frame: frame, seed: UInt64(bitPattern: id), want: want, into: &batch)
            guard let taken, taken > 0 else { throw damaged(topic, next) }
            next += Int64(taken)
            room -= Int(frame.rawSize)
            if next < base + count { break }
        }
        guard next > offset else { throw damaged(topic, next) }
        return next
    }

    private func damaged(_ topic: Int64, _ offset: Int64) -> StoreError {
        StoreError(.corrupt, "\(connection.path) is damaged: topic number \(topic), offset \(offset)")
    }
}
