package import HubTransport

/// Sends what lies in the outbox to the logs, in order, each row once whatever happens in between.
///
/// A crash after sending and before deleting is harmless: the sink tells which sequence it stored last, rows up to it
/// are only deleted, and it drops a repeat.
package struct OutboxPump {
    /// Topics known to exist; spares asking before each send.
    private var knownTopics: Set<String> = []
    private var decoder = RecordBlockDecoder()

    package init() {}

    /// About how many bytes are sent at once, before compression; rows are of any size, one record each if it is large.
    private static let byteLimit = 16 << 20

    /// What is sent next.
    package struct Sending {
        package var batches: [(partition: TopicPartition, batch: RecordBatch)] = []
        package var records = 0
        /// The last row's number.
        package var sequence: Int64 = 0
        /// Whether nothing lies in the outbox behind it.
        package var isLast = true
    }

    /// Sends up to about `limit` records to `sink` in one atomic append and deletes their rows.
    ///
    /// - Returns: how many records were sent; 0 says that the outbox is empty.
    /// - Throws: `StoreError`, or what the sink throws; nothing is lost then.
    @discardableResult
    package mutating func pump(_ store: StateStore, sink: any RecordSink, limit: Int = 20_000) throws -> Int {
        guard let sending = try next(store, sink: sink, limit: limit) else { return 0 }
        try sink.append(sending.batches, producer: store.id, sequence: sending.sequence)
        try deleteSent(upTo: sending.sequence, of: store)
        return sending.records
    }

    /// What `pump` would send, for who sends it another way; the rows stay until the sink has the sequence.
    ///
    /// - Returns: nil where the outbox is empty.
    package mutating func next(_ store: StateStore, sink: any RecordSink, limit: Int) throws -> Sending? {
        var sending = Sending()
        sending.sequence = try sink.lastSequence(ofProducer: store.id)
        try deleteSent(upTo: sending.sequence, of: store)
        var bytes = 0
        var places: [TopicPartition: Int] = [:]
        let rows = store.statements.outbox
        rows.bind(1, sending.sequence)
        defer { rows.reset() }
        while try rows.step() {
            guard sending.records < limit, bytes < Self.byteLimit else {
                sending.isLast = false
                break
            }
            let sequence = rows.integer(0)
            let partition = TopicPartition(rows.text(1), rows.integer32(2))
            let place = places[partition] ?? sending.batches.count
            if place == sending.batches.count {
                places[partition] = place
                sending.batches.append((partition, RecordBatch()))
            }
            let want = RecordBlockDecoder.Want(baseOffset: 0, skipped: 0, recordLimit: .max, byteLimit: .max)
            let frame = rows.frame(4)
            let count = decoder.decode(
                rows.blob(7), frame: frame, seed: StateSchema.seed(outbox: sequence), want: want,
                into: &sending.batches[place].batch)
            guard let count else {
                throw StoreError(.corrupt, "\(store.connection.path) is damaged: outgoing row \(sequence)")
            }
            sending.records += count
            bytes += Int(frame.rawSize)
            sending.sequence = sequence
        }
        rows.reset()
        guard sending.records > 0 else { return nil }
        for (partition, _) in sending.batches where !knownTopics.contains(partition.topic) {
            do {
                try sink.createTopic(partition.topic, partitions: 1)
            } catch let fault as TransportError where fault.code == .partitionMismatch {
                // A topic that was made with more partitions stays as it is.
            }
            knownTopics.insert(partition.topic)
        }
        return sending
    }

    /// Deletes the rows of what `next` gave, once the sink has it.
    package func finish(_ sequence: Int64, _ store: StateStore) throws { try deleteSent(upTo: sequence, of: store) }

    private func deleteSent(upTo sequence: Int64, of store: StateStore) throws {
        let first = store.statements.firstOutbox
        defer { first.reset() }
        // Nothing to delete is the usual case before a send; it must not cost a transaction.
        guard try first.step(), !first.isNull(0), first.integer(0) <= sequence else { return }
        first.reset()
        store.statements.clearOutbox.bind(1, sequence)
        try store.statements.clearOutbox.run()
    }
}
