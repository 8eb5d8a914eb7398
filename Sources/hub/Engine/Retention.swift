import HubContracts
import HubOperations
import HubStore
import HubTransport

/// Lets go of what the configuration's `retention` no longer keeps: records of the embedded log, and the bytes of dead letters.
///
/// Copies for other partners end when their agreement's `retention` does: the keys that they are sealed with are put away.
/// Messages that were not taken yet stay, and so do hotspots, of which the newest of each key is the published one. Each run
/// that lets something go is in the audit log as an erasure.
struct Retention {
    private let configuration: Configuration
    private var lookedAt: Int64?

    private static let interval: Int64 = 3_600_000
    private static let day: Int64 = 86_400_000

    init(_ configuration: Configuration) { self.configuration = configuration }

    /// Lets go of what is due, if an hour has passed since the last time.
    mutating func look(at log: EmbeddedLog, _ store: StateStore, _ reader: StateReader, now: Int64) throws {
        if let lookedAt, now - lookedAt < Self.interval, now >= lookedAt { return }
        lookedAt = now
        let taken = Dictionary(try reader.inputs().map { ($0.partition, $0.nextOffset) }, uniquingKeysWith: max)
        for topic in try log.topics() {
            guard let days = days(of: topic) else { continue }
            let place = TopicPartition(topic)
            var end = try log.firstOffset(notOlderThan: now - Int64(days) * Self.day, of: place)
            if TopicName.input(topic) != nil { end = min(end, taken[place] ?? 0) }
            let low = try log.watermarks(of: place).low
            guard end > low else { continue }
            // Noted first: what is let go unnoted would be gone without a trace.
            var entry = AuditEntry(.erasure, "retention")
            entry.topic = topic
            entry.firstOffset = low
            entry.lastOffset = end - 1
            entry.count = end - low
            entry.detail = "older than \(days) days"
            try store.transaction { $0.audit(entry) }
            try log.deleteRecords(before: end, of: place)
        }
        try eraseLetters(store, reader, now)
        try shred(log.copyKeys, store, now)
    }

    /// Puts away the keys of copies that their agreements no longer have kept.
    private func shred(_ keys: CopyKeys, _ store: StateStore, _ now: Int64) throws {
        let due = try keys.due(at: now)
        guard !due.isEmpty else { return }
        var entry = AuditEntry(.erasure, "shred")
        entry.count = Int64(due.count)
        entry.detail = "keys of copies whose agreement's retention has ended: " + due.joined(separator: " ")
        try store.transaction { $0.audit(entry) }
        try keys.shred(due)
    }

    /// How long the records of a topic are kept; nil for always.
    private func days(of topic: String) -> Int? {
        switch TopicName(topic) {
        case .input, .output: configuration.logDays
        case .deadLetter: configuration.deadLetterDays
        case .receipt: configuration.receiptDays
        case .hotspot, nil: nil
        }
    }

    private func eraseLetters(_ store: StateStore, _ reader: StateReader, _ now: Int64) throws {
        let due = try reader.deadLetterIDs(receivedBefore: now - Int64(configuration.deadLetterDays) * Self.day)
        guard !due.isEmpty else { return }
        try store.transaction { transaction in
            for id in due { try transaction.eraseDeadLetter(id) }
            var entry = AuditEntry(.erasure, "retention")
            entry.count = Int64(due.count)
            entry.detail = "dead letters older than \(configuration.deadLetterDays) days"
            transaction.audit(entry)
        }
    }
}
