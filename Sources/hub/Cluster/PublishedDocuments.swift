import HubFeeds
import HubJSON
import HubKafka
import HubStore
import HubTransport

/// The copy that each hub of a cluster keeps of the published summaries, so that any may answer with them and the next
/// publisher goes on from their revisions.
struct PublishedDocuments {
    private let log: KafkaLog
    private let store: StateStore
    private var followed: [TopicPartition: Int64] = [:]
    /// Parts of documents that are not whole yet; they come in order.
    private var parts: [String: [SummaryDocument]] = [:]

    init(_ log: KafkaLog, _ store: StateStore) {
        self.log = log
        self.store = store
    }

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
    mutating func catchUp() throws {
        for topic in try log.topics() where topic.hasPrefix("hotspot.") {
            let place = TopicPartition(topic)
            // Started anew, so that reading waits for all that is there now.
            log.close([place])
            let marks = try log.watermarks(of: place)
            var next = max(followed[place] ?? marks.low, marks.low)
            var batch = RecordBatch()
            while next < marks.high {
                batch.removeAll()
                let after = try log.read(place, from: next, recordLimit: 1_000, byteLimit: 16 << 20, into: &batch)
                guard after > next else { break }
                next = after
                try take(batch, topic)
            }
            followed[place] = next
            log.close([place])
        }
    }

    private mutating func take(_ batch: RecordBatch, _ topic: String) throws {
        for record in batch.records {
            guard let value = batch.array(record.value), let event = try? JSONValue.parse(value),
                let data = event["data"], let part = SummaryDocument(published: data)
            else { continue }
            let count = data["parts"]?.int ?? 1
            let key = "\(topic)/\(part.key)"
            if parts[key]?.first?.revision != part.revision { parts[key] = [] }
            parts[key, default: []].append(part)
            guard let all = parts[key], all.count == count else { continue }
            parts[key] = nil
            var whole = part
            whole.items = all.flatMap(\.items)
            try store.adopt(
                topic: topic, key: whole.key, revision: whole.revision, asOf: whole.asOf,
                contentHash: Publisher.contentHash(whole), document: SummaryJSON.write(whole))
        }
    }
}
