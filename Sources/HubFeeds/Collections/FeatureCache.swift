package import HubStore
import Synchronization

/// Documents written as features, and the list of what is published; shared by all who read, bounded in memory.
package final class FeatureCache: Sendable {
    private struct Key: Hashable {
        var topic: String
        var key: String
        var revision: Int64
    }

    private struct State {
        var windows: PublishedWindows?
        var documents: [Key: (document: FeatureDocument, used: UInt64)] = [:]
        var counts: [Key: Int] = [:]
        var size = 0
        var clock: UInt64 = 0
    }

    /// Bytes of documents kept.
    private let limit: Int
    private let state = Mutex(State())

    /// An empty cache that keeps up to `limit` bytes of documents.
    package init(limit: Int = 64 << 20) { self.limit = limit }

    /// What is published now.
    package func windows(_ reader: StateReader) throws -> PublishedWindows {
        let number = try reader.lastSummaryNumber()
        if let known = state.withLock({ $0.windows }), known.number == number { return known }
        let read = try reader.snapshot { try PublishedWindows(reader) }
        state.withLock { state in
            state.windows = read
            // Counts of revisions that are gone are few, but not for ever.
            if state.counts.count > 20_000 { state.counts.removeAll() }
        }
        return read
    }

    /// A document's features; nil where its revision is gone.
    package func document(
        _ entry: PublishedWindows.Entry, _ reader: StateReader, _ builder: SummaryBuilder
    ) throws -> FeatureDocument? {
        let key = Key(topic: entry.topic, key: entry.key, revision: entry.revision)
        let known = state.withLock { state -> FeatureDocument? in
            state.clock += 1
            state.documents[key]?.used = state.clock
            return state.documents[key]?.document
        }
        if let known { return known }
        guard let summary = try reader.summary(topic: entry.topic, key: entry.key, revision: entry.revision),
            let made = FeatureDocument(summary.document, entry.window, builder: builder)
        else { return nil }
        state.withLock { state in
            state.counts[key] = made.count
            guard made.size <= limit, state.documents[key] == nil else { return }
            state.documents[key] = (made, state.clock)
            state.size += made.size
            while state.size > limit, let oldest = state.documents.min(by: { $0.value.used < $1.value.used }) {
                state.documents[oldest.key] = nil
                state.size -= oldest.value.document.size
            }
        }
        return made
    }

    /// How many features a document has.
    package func count(
        _ entry: PublishedWindows.Entry, _ reader: StateReader, _ builder: SummaryBuilder
    ) throws -> Int {
        let key = Key(topic: entry.topic, key: entry.key, revision: entry.revision)
        if let known = state.withLock({ $0.counts[key] }) { return known }
        return try document(entry, reader, builder)?.count ?? 0
    }
}
