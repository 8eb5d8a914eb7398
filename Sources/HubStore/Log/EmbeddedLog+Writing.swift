package import HubTransport

extension EmbeddedLog {
    package func createTopic(_ topic: String, partitions: Int32) throws {
        guard partitions == 1 else { throw TransportError.partitionMismatch(topic, has: 1, wanted: partitions) }
        try mapped {
            guard try topicID(topic) == nil else { return }
            try writing {
                // Asked again: another process may have made it meanwhile.
                guard try topicID(topic) == nil else { return }
                let now = clock.now()
                let uuid = makeUUID()
                let statement = statements.insertTopic
                statement.bind(1, topic)
                statement.bind(2, uuid)
                statement.bind(3, now)
                guard try statement.step() else { throw StoreError(.corrupt, "\(connection.path) takes no topic") }
                let id = statement.integer(0)
                try statement.run()
                let genesis = GenesisRecord.batch(of: TopicPartition(topic), partitions: 1, uuid: uuid, now: now)
                try store(genesis, topic: id)
            }
        }
    }

    @discardableResult
    package func append(_ batch: RecordBatch, to partition: TopicPartition) throws -> Int64 {
        try mapped {
            let topic = try known(partition)
            let headers = batch.headers
            guard batch.records.allSatisfy({ RecordBlockEncoder.payloadSize($0, headers) <= Self.maximumRecordSize })
            else {
                throw StoreError(
                    .full, "a record is larger than the \(Self.maximumRecordSize >> 20) MiB that the log takes")
            }
            try checkBudget()
            return try writing {
                try charge(Int64(batch.bytes.count), to: partition.topic)
                return try store(batch, topic: topic)
            }
        }
    }

    package func append(
        _ batches: [(partition: TopicPartition, batch: RecordBatch)], producer: String, sequence: Int64
    ) throws {
        try mapped {
            let topics = try batches.map { try known($0.partition) }
            try writing {
                guard try sequence > storedSequence(of: producer) else { return }
                for (topic, (_, batch)) in zip(topics, batches) { try store(batch, topic: topic) }
                statements.setSequence.bind(1, producer)
                statements.setSequence.bind(2, sequence)
                try statements.setSequence.run()
            }
        }
    }

    /// Forgets the records of a topic before `offset`: they can no longer be read, and blocks that hold only such
    /// records are deleted.
    package func deleteRecords(before offset: Int64, of partition: TopicPartition) throws {
        try mapped {
            let topic = try known(partition)
            try writing {
                let marks = try marks(of: topic)
                let low = min(offset, marks.high)
                guard low > marks.low else { return }
                statements.setLow.bind(1, topic)
                statements.setLow.bind(2, low)
                try statements.setLow.run()
                statements.deleteBlocks.bind(1, LogStatements.blockID(topic, 0))
                statements.deleteBlocks.bind(2, LogStatements.blockID(topic, low))
                try statements.deleteBlocks.run()
            }
        }
    }

    /// One transaction; readers are woken after it.
    private func writing<Result>(_ body: () throws -> Result) throws -> Result {
        isWriting = true
        defer { isWriting = false }
        let result = try connection.writing(body)
        bell.ring()
        return result
    }

    @discardableResult
    private func store(_ batch: RecordBatch, topic: Int64) throws -> Int64 {
        let first = try marks(of: topic).high
        guard Int64(batch.count) <= LogStatements.maximumOffset - first else {
            throw StoreError(.full, "\(connection.path): a topic has reached its last offset")
        }
        guard !batch.isEmpty else { return first }
        let records = batch.records
        let headers = batch.headers
        let statement = statements.insertBlock
        var index = 0
        while index < records.count {
            let count = RecordBlockEncoder.stretch(of: records, from: index, headers: headers)
            let id = LogStatements.blockID(topic, first + Int64(index))
            try encoder.encode(index..<(index + count), of: batch, seed: UInt64(bitPattern: id)) { frame, bytes in
                statement.bind(1, id)
                statement.bind(2, Int64(count))
                statement.bind(3, records[index].timestamp)
                statement.bind(4, frame.codec)
                statement.bind(5, frame.rawSize)
                statement.bind(6, frame.checksum)
                statement.bind(7, unowned: bytes)
                try statement.run()
            }
            index += count
        }
        statements.setHigh.bind(1, topic)
        statements.setHigh.bind(2, first + Int64(records.count))
        try statements.setHigh.run()
        return first
    }
}
