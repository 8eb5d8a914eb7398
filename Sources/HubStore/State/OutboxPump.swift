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

    /// Sends up to about `limit` records to `sink` in one atomic append and deletes their rows.
    ///
    /// - Parameter extra: what goes into the same append, if there is one, after the outbox's own.
    /// - Returns: how many records were sent; 0 says that the outbox is empty.
    /// - Throws: `StoreError`, or what the sink throws; nothing is lost then.
    @discardableResult
    package mutating func pump(
        _ store: StateStore, sink: any RecordSink, limit: Int = 20_000,
        with extra: [(partition: TopicPartition, batch: RecordBatch)] = []
    ) throws -> Int {
        var last = try sink.lastSequence(ofProducer: store.id)
        try deleteSent(upTo: last, of: store)
        var sent = 0
        var bytes = 0
        var batches: [(partition: TopicPartition, batch: RecordBatch)] = []
        var places: [TopicPartition: Int] = [:]
        let rows = store.statements.outbox
        rows.bind(1, last)
        defer { rows.reset() }
        while sent < limit, bytes < Self.byteLimit, try rows.step() {
            let sequence = rows.integer(0)
            let partition = TopicPartition(rows.text(1), rows.integer32(2))
            let place = places[partition] ?? batches.count
            if place == batches.count {
                places[partition] = place
                batches.append((partition, RecordBatch()))
            }
            let want = RecordBlockDecoder.Want(baseOffset: 0, skipped: 0, recordLimit: .max, byteLimit: .max)
            let frame = rows.frame(4)
            let count = decoder.decode(
                rows.blob(7), frame: frame, seed: StateSchema.seed(outbox: sequence), want: want,
                into: &batches[place].batch)
            guard let count else {
                throw StoreError(.corrupt, "\(store.connection.path) is damaged: outgoing row \(sequence)")
            }
            sent += count
            bytes += Int(frame.rawSize)
            last = sequence
        }
        rows.reset()
        guard sent > 0 else { return 0 }
        for (partition, _) in batches where !knownTopics.contains(partition.topic) {
            do {
                try sink.createTopic(partition.topic, partitions: 1)
            } catch let fault as TransportError where fault.code == .partitionMismatch {
                // A topic that was made with more partitions stays as it is.
            }
            knownTopics.insert(partition.topic)
        }
        try sink.append(batches + extra, producer: store.id, sequence: last)
        try deleteSent(upTo: last, of: store)
        return sent
    }

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
