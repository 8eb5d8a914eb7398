import CRdkafka
package import HubTransport

extension KafkaLog {
    @discardableResult
    package func append(_ batch: RecordBatch, to partition: TopicPartition) throws -> Int64 {
        try reader.check(partition)
        guard !batch.isEmpty else { return try watermarks(of: partition).high }
        return try send([(partition, batch)], keepingOffsets: false).first
    }

    package func appendEach(_ batch: RecordBatch, to partition: TopicPartition) throws -> [Int64] {
        try reader.check(partition)
        guard !batch.isEmpty else { return [] }
        return try send([(partition, batch)], keepingOffsets: true).offsets
    }

    /// Sends to partitions that are there; some may have arrived where it throws.
    func send(
        _ batches: [(partition: TopicPartition, batch: RecordBatch)], keepingOffsets: Bool
    ) throws -> (first: Int64, offsets: [Int64]) {
        guard let target = batches.first?.partition else { return (-1, []) }
        let sender = try producer ?? KafkaProducer(options)
        // Dropped while in use: after any fault what lies in its queue is nobody's, so another client takes over.
        producer = nil
        sender.begin(keepingOffsets: keepingOffsets)
        try sender.enqueue(batches)
        let sent = try sender.finish("sending to \(target)")
        producer = sender
        // A stream at the old end would say that there is nothing until the next fetch comes back.
        close(batches.map(\.partition))
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
        defer { close([place]) }
        var last: Int64 = 0
        try eachBatch(of: place, from: marks.low, to: marks.high) { batch, _ in
            if let found = OutboxProducer.sequence(of: name, in: batch) { last = found }
        }
        outbox.sequence = last
        outboxes[name] = outbox
        return last
    }
}
