import HubAssurance
import HubGeography
package import HubHotspots
import HubJSON
package import HubStore
import HubTransport

/// Publishes the summaries of the months that records touched.
///
/// It builds them from the bins, gives a new revision to those whose content changed, and puts them into the outbox for
/// `hotspot.<theme>.<tier>.v1`; the partner and public tiers pass disclosure control (`Release`). Months are struck off the
/// list in the last transaction; after a crash before it the rest is done again, and what was already published has the same
/// content and keeps its revision. For one thread, the one that writes the store.
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

    private let builder: SummaryBuilder
    private var known: [String: Known] = [:]
    private var pending: [Pending] = []
    private var pendingBytes = 0
    /// What releases keep, to be written before the documents that rest on it.
    private var states: [(theme: Theme, revision: Int64, asOf: Int64, before: ReleaseState, state: ReleaseState)] = []
    private let sharesRelease: Bool
    /// Documents waiting for a transaction are bounded by this many bytes.
    private static let pendingLimit = 8 << 20

    /// A publisher that knows nothing yet; it asks the store for what was published.
    ///
    /// - Parameters:
    ///   - builder: what documents are made with; the shipped areas by default.
    ///   - sharesRelease: whether what releases keep is sent to `ReleaseLog.topic` as well, for other hubs.
    package init(_ builder: SummaryBuilder = SummaryBuilder(), sharesRelease: Bool = false) {
        self.builder = builder
        self.sharesRelease = sharesRelease
    }

    /// Forgets what was published, because another hub has published since; the store knows.
    package func forget() { known.removeAll() }

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
        states.removeAll()
        pendingBytes = 0
        do {
            try reader.snapshot {
                let touched = try reader.touchedMonths()
                guard !touched.isEmpty else { return }
                report.months = touched.count
                var counts = try StoredCounts(reader)
                for theme in Theme.allCases {
                    let months = Set(touched.filter { Theme(series: $0.series) == theme }.map(\.month)).sorted()
                    guard !months.isEmpty else { continue }
                    let reported = counts.reportedMonths(theme)
                    var windows = Self.windows(touching: months, reported: reported, asOf: counts.asOf)
                    try counts.readMonths(theme, Array(Set(windows.filter(\.isWholeMonths).flatMap(\.months))))
                    let (release, hidden) = try release(theme, months, &counts, reader)
                    windows += hidden.subtracting(windows).sorted { $0.label < $1.label }
                    for window in windows {
                        try publish(
                            theme, window, &counts, store, reader, release, isHidden: hidden.contains(window), &report)
                    }
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

    /// The windows to publish when months (YYYYMM) changed, in a fixed order: those that hold them, and those whose trends
    /// or judged list are made from them.
    package static func windows(touching months: [Int32], reported: Set<Int32>, asOf: Int64) -> [Window] {
        var windows = Set(months.flatMap { Window.wholeMonthWindows(touching: $0) })
        for month in months {
            for step in 1..<StepHistory.long {
                guard let later = LondonCalendar.month(month, advancedBy: step), reported.contains(later) else {
                    continue
                }
                windows.formUnion(Window.wholeMonthWindows(touching: later))
            }
        }
        let lastDay = LondonCalendar.day(ofEpochMilliseconds: asOf) - 1
        for length in Window.rollingLengths {
            guard let window = Window(.rolling(days: length, lastDay: lastDay)) else { continue }
            let first = LondonCalendar.month(window.lastWholeMonth, advancedBy: -StepHistory.long) ?? 0
            let touches = months.contains { $0 > first && $0 <= LondonCalendar.month(ofDay: lastDay) }
            if touches, !reported.isDisjoint(with: window.months) { windows.insert(window) }
        }
        return windows.sorted { ($0.to, $0.from, $0.label) < ($1.to, $1.from, $1.label) }
    }

    private func publish(
        _ theme: Theme, _ window: Window, _ counts: inout StoredCounts, _ store: StateStore, _ reader: StateReader,
        _ release: Release, isHidden: Bool, _ report: inout Report
    ) throws {
        let tally = try counts.tally(theme, window)
        let contributors = try counts.contributors(theme, window)
        for kind in builder.kinds {
            let former = try published(theme, kind, window, .exact, reader)
            // What never held a record needs no document.
            if former == nil, tally.cells.isEmpty { continue }
            let history = try counts.history(theme, kind, window, builder)
            let before = try counts.scoresBefore(theme, kind, window, builder)
            guard var document = builder.document(theme, kind, tally, history: history, before: before) else {
                continue
            }
            document.contributors = contributors
            document.asOf = counts.asOf
            let isChanged = try submit(document, former, store, &report)
            for tier in [Tier.partner, .public] where tier.shows(kind, window) && document.totals.sum > 0 {
                let former = try published(theme, kind, window, tier, reader)
                guard isChanged || isHidden || former == nil else { continue }
                guard let controlled = document.controlled(tier, release) else { continue }
                _ = try submit(controlled, former, store, &report)
            }
        }
    }

    /// Takes a document for publishing if its content is not what was published last.
    ///
    /// - Returns: whether it is.
    private func submit(
        _ document: SummaryDocument, _ former: Known?, _ store: StateStore, _ report: inout Report
    ) throws -> Bool {
        var document = document
        let items = SummaryJSON.Items(document)
        let hash = Self.hash(SummaryJSON.content(document, items))
        if let former, former.hash == hash {
            report.unchanged += 1
            return false
        }
        // What never held a record needs no document.
        if former == nil, document.tier == .exact, document.totals.sum == 0 { return false }
        document.revision = (former?.revision ?? 0) + 1
        let parts = SummaryJSON.parts(document, items)
        let json = parts.count == 1 ? parts[0] : SummaryJSON.write(document, items)
        document.items = []
        pending.append(
            Pending(document: document, json: json, parts: parts, hash: hash, former: former?.parts ?? 0))
        pendingBytes += json.count * (parts.count == 1 ? 1 : 2)
        report.published += 1
        if pendingBytes > Self.pendingLimit { try write(store, clearing: []) }
        return true
    }

    /// What the lower tiers may show of a theme, and the windows in which something is hidden anew.
    private func release(
        _ theme: Theme, _ touched: [Int32], _ counts: inout StoredCounts, _ reader: StateReader
    ) throws -> (Release, Set<Window>) {
        let months = counts.reportedMonths(theme).sorted()
        try counts.readMonths(theme, months)
        var tallies: [(month: Int32, tally: WindowTally)] = []
        for month in months {
            if let window = Window(.month(month)) { tallies.append((month, try counts.tally(theme, window))) }
        }
        let windows = Release.windows(Set(months).union(touched))
        var release = Release(tallies, windows: windows, builder)
        let (before, revision) = try ReleaseState.stored(theme, reader)
        var state = before
        var moved: Set<Release.FigureName> = []
        for window in Set(touched.flatMap { Window.wholeMonthWindows(touching: $0) }) {
            for kind in builder.kinds where try published(theme, kind, window, .partner, reader) != nil {
                moved.formUnion(try note(theme, kind, window, release, &state, reader))
            }
        }
        try release.protect(state, changed: moved) { kind, window in
            try published(theme, kind, window, .partner, reader) != nil
        }
        let hidden = release.hidden
        let changed = Set(hidden.subtracting(state.hidden).map(\.window))
        state.hidden.formUnion(hidden)
        if state != before {
            states.append((theme, revision + 1, counts.asOf, before, state))
        }
        return (release, changed)
    }

    /// Notes what the last revision of a document showed of the figures that have changed, and gives their names.
    private func note(
        _ theme: Theme, _ kind: AreaKind, _ window: Window, _ release: Release, _ state: inout ReleaseState,
        _ reader: StateReader
    ) throws -> Set<Release.FigureName> {
        var changed: Set<Release.FigureName> = []
        let key = SummaryDocument.key(theme, kind, window)
        guard let stored = try reader.summary(topic: SummaryDocument.topic(theme, .exact), key: key),
            let value = try? JSONValue.parse(stored.document),
            let former = SummaryDocument(published: value, lookup: builder.lookup)
        else { return changed }
        for item in former.items {
            let was = [item.measures.count, item.measures.daytime, item.measures.night]
            guard let now = release.values(kind, item.cell, window), now != was else { continue }
            for part in Disclosure.Part.allCases where now[part.rawValue] != was[part.rawValue] {
                let name = Release.FigureName(kind: kind, window: window, cell: item.cell, part: part)
                let count = was[part.rawValue]
                let isStarred =
                    (1...Int64(Disclosure.small)).contains(count) || state.hidden.contains(name)
                    || (count == 0 && state.wereSmall.contains(name))
                state.note(name, was: count, shown: isStarred ? nil : count)
                changed.insert(name)
            }
        }
        return changed
    }

    /// The hash by which a document with the same content as the published one is known.
    package static func contentHash(_ document: SummaryDocument) -> [UInt8] {
        hash(SummaryJSON.content(document, SummaryJSON.Items(document)))
    }

    static func hash(_ content: [UInt8]) -> [UInt8] {
        let digest = Blake2b.digest128(content)
        return [digest.high, digest.low].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
        }
    }

    private func published(
        _ theme: Theme, _ kind: AreaKind, _ window: Window, _ tier: Tier, _ reader: StateReader
    ) throws -> Known? {
        let topic = SummaryDocument.topic(theme, tier)
        let key = SummaryDocument.key(theme, kind, window)
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
        guard !pending.isEmpty || !states.isEmpty || !touched.isEmpty else { return }
        var written: [(String, Known)] = []
        try store.transaction { transaction in
            for state in states {
                try state.state.put(state.theme, revision: state.revision, asOf: state.asOf, transaction)
                guard sharesRelease else { continue }
                // Before the documents that rest on it, in the same sending or an earlier one.
                let records = ReleaseLog.records(
                    state.theme, from: state.before, to: state.state, timestamp: state.asOf)
                try transaction.enqueue(records, to: TopicPartition(ReleaseLog.topic))
            }
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
        states.removeAll()
        pendingBytes = 0
    }
}
