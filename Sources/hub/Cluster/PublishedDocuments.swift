import HubFeeds
import HubKafka
import HubStore
import HubTransport

/// The copy that each hub of a cluster keeps of the published summaries, so that any may answer with them and the next
/// publisher goes on from their revisions and from what they hid.
struct PublishedDocuments {
    private let log: KafkaLog
    private let store: StateStore
    private let reader: StateReader
    private var followed: [TopicPartition: Int64] = [:]
    /// Parts of documents that are not whole yet; they come in order.
    private var parts: [String: [PublishedSummary.Part]] = [:]
    /// The last revision read of each document, by topic and key.
    private var latest: [String: [String: Int64]] = [:]

    init(_ log: KafkaLog, _ store: StateStore, _ reader: StateReader) {
        self.log = log
        self.store = store
        self.reader = reader
    }

    /// Whether a topic is its publisher's alone.
    static func holds(_ topic: String) -> Bool { topic.hasPrefix("hotspot.") || topic == ReleaseLog.topic }

    /// Takes in what was published since the last call.
    ///
    /// - Parameter isPublisher: whether this process published it, and so has it.
    mutating func follow(isPublisher: Bool) throws {
        for topic in try log.topics() where topic.hasPrefix("hotspot.") {
            let place = TopicPartition(topic)
            if isPublisher, followed[place] != nil {
                // What comes now is its own. Should another take over, it is read again from here.
                log.close([place])
                continue
            }
            var next = try followed[place] ?? log.watermarks(of: place).low
            var batch = RecordBatch()
            while true {
                batch.removeAll()
                let after = try log.read(place, from: next, recordLimit: 1_000, byteLimit: 16 << 20, into: &batch)
                followed[place] = after
                if after == next { break }
                next = after
                try take(batch, topic)
            }
        }
    }

    /// Takes in all that is published, before this process goes on from it.
    ///
    /// - Parameter isOwn: whether this process published last, so that it may hold revisions that are still to be sent;
    ///   otherwise what it holds beyond the topics was never published and never will be.
    mutating func catchUp(isOwn: Bool) throws {
        let topics = try log.topics()
        for topic in topics where topic.hasPrefix("hotspot.") {
            let place = TopicPartition(topic)
            let next = try readAll(place, from: followed[place]) { batch, documents in
                try documents.take(batch, topic)
            }
            followed[place] = next
            if !isOwn { try store.dropUnpublished(of: topic, latest: latest[topic] ?? [:]) }
        }
        guard !isOwn else { return }
        var records = RecordBatch()
        if topics.contains(ReleaseLog.topic) {
            _ = try readAll(TopicPartition(ReleaseLog.topic), from: nil) { batch, _ in
                for index in batch.records.indices { records.append(recordAt: index, of: batch) }
            }
        }
        try ReleaseLog.adopt(records, store, reader)
    }

    /// Reads a partition up to the end that it has now.
    ///
    /// - Returns: where to read next.
    private mutating func readAll(
        _ place: TopicPartition, from start: Int64?, _ take: (RecordBatch, inout PublishedDocuments) throws -> Void
    ) throws -> Int64 {
        // Started anew, so that reading waits for all that is there now.
        log.close([place])
        let marks = try log.watermarks(of: place)
        let next = try log.eachBatch(of: place, from: max(start ?? marks.low, marks.low), to: marks.high) { batch, _ in
            try take(batch, &self)
        }
        log.close([place])
        return next
    }

    private mutating func take(_ batch: RecordBatch, _ topic: String) throws {
        var summaries: [StateReader.Summary] = []
        for record in batch.records {
            guard let value = batch.array(record.value), let part = PublishedSummary.Part(event: value) else {
                continue
            }
            let key = "\(topic)/\(part.key)"
            if parts[key]?.first?.revision != part.revision { parts[key] = [] }
            parts[key, default: []].append(part)
            guard let all = parts[key], all.count == part.count else { continue }
            parts[key] = nil
            guard let whole = PublishedSummary(all) else { continue }
            latest[topic, default: [:]][whole.key] = whole.revision
            summaries.append(
                StateReader.Summary(
                    topic: topic, key: whole.key, revision: whole.revision, asOf: whole.asOf,
                    contentHash: whole.contentHash, document: whole.json))
        }
        try store.adopt(summaries)
    }
}
