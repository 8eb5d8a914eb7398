import CRdkafka
package import HubTransport

extension KafkaLog {
    package func createTopic(_ topic: String, partitions: Int32) throws {
        guard partitions > 0 else { throw TransportError(.partitionMismatch, "a topic has at least one partition") }
        var count = try reader.partitionCount(of: topic)
        var isOurs = false
        if count == nil {
            isOurs = try TopicAdmin(client: reader.client, options: options).create(topic, partitions: partitions)
            count = try waitForTopic(topic)
        }
        guard let count, count == partitions else {
            throw TransportError.partitionMismatch(topic, has: count ?? 0, wanted: partitions)
        }
        try begin(topic, partitions: partitions, isOurs: isOurs)
    }

    /// Waits until every partition of a new topic has a leader and all brokers asked know it.
    private func waitForTopic(_ topic: String) throws -> Int32 {
        let end = ContinuousClock.now + .milliseconds(Int(options.answerMilliseconds))
        while ContinuousClock.now < end {
            if try reader.refresh().contains(topic), let count = try reader.partitionCount(of: topic) { return count }
            rd_kafka_poll(reader.client.handle, 20)
        }
        throw reader.client.error(RD_KAFKA_RESP_ERR__TIMED_OUT, "waiting for the new topic \(topic)")
    }

    /// Writes the genesis records of partitions that hold nothing yet; another process that made the topic may be about to,
    /// so it is given a moment.
    private func begin(_ topic: String, partitions: Int32, isOurs: Bool) throws {
        let all = (0..<partitions).map { TopicPartition(topic, $0) }
        var empty = try zip(all, reader.watermarks(of: all)).filter { $1.high == 0 }.map(\.0)
        guard !empty.isEmpty else { return }
        // Its maker may be about to, and slow.
        let end = ContinuousClock.now + .milliseconds(Int(options.answerMilliseconds))
        while !isOurs, !empty.isEmpty, ContinuousClock.now < end {
            reader.pause(milliseconds: 100)
            empty = try zip(all, reader.watermarks(of: all)).filter { $1.high == 0 }.map(\.0)
        }
        let uuid = makeUUID()
        for partition in empty {
            let genesis = GenesisRecord.batch(of: partition, partitions: partitions, uuid: uuid, now: clock.now())
            try append(genesis, to: partition)
        }
    }

    @discardableResult
    package func append(_ batch: RecordBatch, to partition: TopicPartition) throws -> Int64 {
        try reader.check(partition)
        guard !batch.isEmpty else { return try watermarks(of: partition).high }
        return try send(batch, to: partition, keepingOffsets: false).first
    }

    package func appendEach(_ batch: RecordBatch, to partition: TopicPartition) throws -> [Int64] {
        try reader.check(partition)
        guard !batch.isEmpty else { return [] }
        return try send(batch, to: partition, keepingOffsets: true).offsets
    }

    private func send(
        _ batch: RecordBatch, to partition: TopicPartition, keepingOffsets: Bool
    ) throws -> (first: Int64, offsets: [Int64]) {
        let sender = try producer ?? KafkaProducer(options)
        // Dropped while in use: after any fault what lies in its queue is nobody's, so another client takes over.
        producer = nil
        sender.begin(keepingOffsets: keepingOffsets)
        try sender.enqueue([(partition, batch)])
        let sent = try sender.finish("sending to \(partition)")
        producer = sender
        // A stream at the old end would say that there is nothing until the next fetch comes back.
        close([partition])
        return sent
    }

    package func append(
        _ batches: [(partition: TopicPartition, batch: RecordBatch)], producer name: String, sequence: Int64
    ) throws {
        if let pending = try begin(batches, producer: name, sequence: sequence) { try finish(pending) }
    }

    /// Begins an append; it goes on beside until `finish`, before which nothing else is sent by this producer.
    ///
    /// - Returns: nil where the sequence has arrived already.
    package func begin(
        _ batches: [(partition: TopicPartition, batch: RecordBatch)], producer name: String, sequence: Int64
    ) throws -> PendingAppend? {
        for (partition, _) in batches { try reader.check(partition) }
        guard sequence > (try lastSequence(ofProducer: name)) else { return nil }
        let outbox = try outboxes[name] ?? OutboxProducer(name, options)
        // Dropped while in use: after an indefinite error a transactional producer is not to be trusted (KIP-890).
        outboxes[name] = nil
        return PendingAppend(outbox, batches, sequence: sequence, now: clock.now(), fence: fence)
    }

    /// Waits until an append is durable.
    ///
    /// - Throws: `TransportError` as `append`; whether it arrived shows by the sequence.
    package func finish(_ pending: PendingAppend) throws {
        let ends = try pending.wait()
        outboxes[pending.outbox.name] = pending.outbox
        // A fenced sending is no question of what is read next, and others' open transactions may hold its readers up.
        if !pending.isFenced { try waitUntilReadable(ends) }
        close(pending.places)
    }

    /// Waits until readers of committed records get to see what was committed.
    private func waitUntilReadable(_ ends: [TopicPartition: Int64]) throws {
        let places = Array(ends.keys)
        let end = ContinuousClock.now + .milliseconds(Int(options.answerMilliseconds))
        while ContinuousClock.now < end {
            let marks = try reader.watermarks(of: places)
            if zip(places, marks).allSatisfy({ $1.high >= ends[$0] ?? 0 }) { return }
            rd_kafka_poll(reader.client.handle, 2)
        }
    }

    package func lastSequence(ofProducer name: String) throws -> Int64 {
        if let known = outboxes[name]?.sequence { return known }
        try createTopic(OutboxProducer.topic, partitions: 1)
        let outbox = try OutboxProducer(name, options)
        let place = TopicPartition(OutboxProducer.topic)
        let marks = try watermarks(of: place)
        var batch = RecordBatch()
        var next = marks.low
        var last: Int64 = 0
        while next < marks.high {
            batch.removeAll()
            next = try read(place, from: next, recordLimit: 10_000, byteLimit: 4 << 20, into: &batch)
            if let found = OutboxProducer.sequence(of: name, in: batch) { last = found }
        }
        close([place])
        outbox.sequence = last
        outboxes[name] = outbox
        return last
    }
}
