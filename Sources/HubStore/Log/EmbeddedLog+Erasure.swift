package import HubTransport

extension EmbeddedLog {
    /// What becomes of a record that is looked at for an erasure.
    package enum Erasure: Equatable {
        case keep
        /// Key, value and headers are taken out; offset and time stay, so that later records keep their places.
        case blank
        /// The value is replaced.
        case replace([UInt8])
    }

    /// Rewrites the records of a topic that `decide` wants changed, block by block; what was there is overwritten.
    ///
    /// Costs time by the size of the topic.
    ///
    /// - Returns: how many records were changed.
    package func erase(
        in partition: TopicPartition, _ decide: (_ record: RecordBatch.Record, _ batch: RecordBatch) throws -> Erasure
    ) throws -> Int {
        try mapped {
            let topic = try known(partition)
            try connection.execute("PRAGMA secure_delete=ON")
            let list = try connection.prepare(
                "SELECT id, count, codec, raw_size, checksum, bytes FROM block WHERE id >= ?1 AND id < ?2 ORDER BY id")
            list.bind(1, LogStatements.blockID(topic, 0))
            list.bind(2, LogStatements.blockID(topic + 1, 0))
            var changed: [(id: Int64, batch: RecordBatch, count: Int)] = []
            while try list.step() {
                let (rewritten, count) = try Self.rewritten(try block(in: list), decide)
                if count > 0 { changed.append((list.integer(0), rewritten, count)) }
            }
            list.reset()
            guard !changed.isEmpty else { return 0 }
            try replace(changed)
            try connection.emptyWriteAheadLog()
            return changed.reduce(0) { $0 + $1.count }
        }
    }

    /// The whole block in a row of id, count, codec, raw size, checksum and bytes.
    func block(in row: Statement) throws -> RecordBatch {
        let id = row.integer(0)
        var batch = RecordBatch()
        let want = RecordBlockDecoder.Want(
            baseOffset: id & LogStatements.maximumOffset, skipped: 0, recordLimit: .max, byteLimit: .max)
        let frame = RecordBlock.Frame(codec: row.integer32(2), rawSize: row.integer32(3), checksum: row.integer(4))
        guard
            decoder.decode(row.blob(5), frame: frame, seed: UInt64(bitPattern: id), want: want, into: &batch) != nil
        else {
            throw StoreError(
                .corrupt, "\(connection.path) is damaged: offset \(id & LogStatements.maximumOffset) of a topic")
        }
        return batch
    }

    static func rewritten(
        _ batch: RecordBatch, _ decide: (RecordBatch.Record, RecordBatch) throws -> Erasure
    ) throws -> (RecordBatch, Int) {
        var out = RecordBatch()
        var count = 0
        for index in batch.records.indices {
            let record = batch.records[index]
            switch try decide(record, batch) {
            case .keep: out.append(recordAt: index, of: batch, offset: record.offset)
            case .blank:
                out.append(
                    key: [UInt8]?.none, value: [UInt8]?.none, timestamp: record.timestamp, offset: record.offset)
                count += 1
            case .replace(let value):
                let headers = batch.headers[Int(record.headers.lowerBound)..<Int(record.headers.upperBound)]
                out.append(
                    key: batch.array(record.key), value: value,
                    headers: headers.map { header in
                        (String(decoding: batch.bytes[header.name.range], as: UTF8.self), batch.array(header.value))
                    }, timestamp: record.timestamp, offset: record.offset)
                count += 1
            }
        }
        return (out, count)
    }

    func replace(_ blocks: [(id: Int64, batch: RecordBatch, count: Int)]) throws {
        let update = try connection.prepare(
            "UPDATE block SET codec = ?2, raw_size = ?3, checksum = ?4, bytes = ?5 WHERE id = ?1")
        try connection.writing {
            for block in blocks {
                update.bind(1, block.id)
                try encoder.encode(0..<block.batch.count, of: block.batch, seed: UInt64(bitPattern: block.id)) {
                    frame, bytes in
                    update.bind(frame, bytes, from: 2)
                    try update.run()
                }
            }
        }
    }
}
