import HubAssurance
import HubGeography
package import HubHotspots
import HubJSON
package import HubStore
import HubTransport

/// Publishes the summaries of the months that records touched.
///
/// It builds them from the bins, gives a new revision to those whose content changed, and puts them into the outbox for
/// `hotspot.<theme>.exact.v1`. Months are struck off the list in the last transaction; after a crash before it the rest is done
/// again, and what was already published has the same content and keeps its revision. For one thread, the one that writes the
/// store.
package final class Publisher {
    /// What one call did.
    package struct Report: Sendable, Hashable {
        /// Documents with a new revision.
        package var published = 0
        /// Documents looked at whose content is as before.
        package var unchanged = 0
        /// Months of a theme that had been touched.
        package var months = 0

        /// Nothing done.
        package init() {}
    }

    /// What is published under a key.
    private struct Known {
        var revision: Int64
        var hash: [UInt8]
        var parts: Int
    }

    private struct Pending {
        var document: SummaryDocument
        /// The whole document and, where they are more than one, its parts.
        var json: [UInt8]
        var parts: [[UInt8]]
        var hash: [UInt8]
        var former: Int
    }

    private let builder = SummaryBuilder()
    private var known: [String: Known] = [:]
    private var pending: [Pending] = []
    private var pendingBytes = 0
    /// Documents waiting for a transaction are bounded by this many bytes.
    private static let pendingLimit = 8 << 20

    /// A publisher that knows nothing yet; it asks the store for what was published.
    package init() {}

    /// Publishes all that was touched: months, quarters, years, and the rolling windows that end on the day before the last
    /// message, where they hold a touched month.
    ///
    /// - Parameters:
    ///   - store: the store, written by this process.
    ///   - reader: a reader of the same store.
    /// - Throws: `StoreError`; what was not written stays to be published.
    package func publish(_ store: StateStore, _ reader: StateReader) throws -> Report {
        var report = Report()
        pending.removeAll()
        pendingBytes = 0
        do {
            try reader.snapshot {
                let touched = try reader.touchedMonths()
                guard !touched.isEmpty else { return }
                report.months = touched.count
                var counts = try StoredCounts(reader)
                for theme in Theme.allCases {
                    let months = touched.filter { $0.series == theme.series }.map(\.month)
                    let windows = Self.windows(touching: months, asOf: counts.asOf)
                    try counts.readMonths(theme, Array(Set(windows.filter(\.isWholeMonths).flatMap(\.months))))
                    for window in windows { try publish(theme, window, &counts, store, reader, &report) }
                }
                try write(store, clearing: touched)
            }
        } catch {
            // What was noted of revisions may not have been written.
            known.removeAll()
            throw error
        }
        return report
    }

    /// The windows to publish when months (YYYYMM) changed, in a fixed order.
    package static func windows(touching months: [Int32], asOf: Int64) -> [Window] {
        var windows = Set(months.flatMap { Window.wholeMonthWindows(touching: $0) })
        let lastDay = LondonCalendar.day(ofEpochMilliseconds: asOf) - 1
        for length in Window.rollingLengths {
            guard let window = Window(.rolling(days: length, lastDay: lastDay)) else { continue }
            if !Set(window.months).isDisjoint(with: months) { windows.insert(window) }
        }
        return windows.sorted { ($0.to, $0.from, $0.label) < ($1.to, $1.from, $1.label) }
    }

    private func publish(
        _ theme: Theme, _ window: Window, _ counts: inout StoredCounts, _ store: StateStore, _ reader: StateReader,
        _ report: inout Report
    ) throws {
        let tally = try counts.tally(theme, window)
        let contributors = try counts.contributors(theme, window)
        for kind in AreaKind.published {
            guard var document = builder.document(theme, kind, tally) else { continue }
            document.contributors = contributors
            document.asOf = counts.asOf
            let items = SummaryJSON.Items(document)
            let hash = Self.hash(SummaryJSON.content(document, items))
            let former = try published(document, reader)
            if let former, former.hash == hash {
                report.unchanged += 1
                continue
            }
            // What never held a record needs no document.
            if former == nil, document.totals.sum == 0 { continue }
            document.revision = (former?.revision ?? 0) + 1
            let parts = SummaryJSON.parts(document, items)
            let json = parts.count == 1 ? parts[0] : SummaryJSON.write(document, items)
            document.items = []
            pending.append(
                Pending(document: document, json: json, parts: parts, hash: hash, former: former?.parts ?? 0))
            pendingBytes += json.count * (parts.count == 1 ? 1 : 2)
            report.published += 1
            if pendingBytes > Self.pendingLimit { try write(store, clearing: []) }
        }
    }

    private static func hash(_ content: [UInt8]) -> [UInt8] {
        let digest = Blake2b.digest128(content)
        return [digest.high, digest.low].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
        }
    }

    private func published(_ document: SummaryDocument, _ reader: StateReader) throws -> Known? {
        let topic = SummaryDocument.topic(document.theme, document.tier)
        let key = document.key
        if let known = known[topic + "/" + key] { return known }
        guard let summary = try reader.summary(topic: topic, key: key) else { return nil }
        var parts = 1
        if summary.document.count > SummaryJSON.partLimit, let value = try? JSONValue.parse(summary.document),
            let former = SummaryDocument(published: value)
        {
            parts = SummaryJSON.parts(former).count
        }
        return Known(revision: summary.revision, hash: summary.contentHash, parts: parts)
    }

    /// Writes what is pending in one transaction.
    private func write(_ store: StateStore, clearing touched: [TouchedMonth]) throws {
        guard !pending.isEmpty || !touched.isEmpty else { return }
        var written: [(String, Known)] = []
        try store.transaction { transaction in
            for item in pending {
                let document = item.document
                let topic = SummaryDocument.topic(document.theme, document.tier)
                try transaction.putSummary(
                    topic: topic, key: document.key, revision: document.revision, asOf: document.asOf,
                    contentHash: item.hash, document: item.json)
                var batch = RecordBatch()
                let parts = SummaryEvent.append(document, parts: item.parts, former: item.former, to: &batch)
                try transaction.enqueue(batch, to: TopicPartition(topic, 0))
                let known = Known(revision: document.revision, hash: item.hash, parts: parts)
                written.append((topic + "/" + document.key, known))
            }
            try transaction.clearTouched(touched)
            if !pending.isEmpty {
                // Every summary joins the records of several partners.
                var entry = AuditEntry(.combination, "publish")
                entry.type = "hotspot.summary"
                entry.count = Int64(pending.count)
                transaction.audit(entry)
            }
        }
        for (key, known) in written { self.known[key] = known }
        pending.removeAll(keepingCapacity: true)
        pendingBytes = 0
    }
}
