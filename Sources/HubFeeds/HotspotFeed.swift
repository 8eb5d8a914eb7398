import HubGeography
package import HubHotspots
import HubJSON
package import HubStore

/// Finds the summary that somebody asks for, as it was published or, for another window, worked out from the bins.
package final class HotspotFeed {
    /// Why there is no summary; `message` is one plain sentence.
    package enum Answer: Sendable {
        /// The summary, and whether it stands on its topic (or was worked out for this question).
        case found(SummaryDocument, isPublished: Bool)
        /// Nothing of this theme was published yet, or no record lies in the window.
        case nothing(message: String)
        /// The tier or kind of area is not published (a fault of the question).
        case unavailable(message: String)
    }

    private let reader: StateReader
    /// For the polygons of hexagons (`SummaryGeoJSON`).
    package let builder: SummaryBuilder

    /// A feed over a store that may be written meanwhile or stopped, with the areas of a builder.
    package init(_ reader: StateReader, builder: SummaryBuilder = SummaryBuilder()) {
        self.reader = reader
        self.builder = builder
    }

    /// The summary of a theme, kind of area and window.
    ///
    /// - Parameter window: nil for the latest whole month, on the public tier for the latest year.
    /// - Throws: `StoreError`.
    package func summary(
        _ theme: Theme, _ kind: AreaKind, _ window: Window?, tier: Tier = .exact
    ) throws -> Answer {
        guard builder.kinds.contains(kind) else { return .unavailable(message: kind.unavailable) }
        return try reader.snapshot {
            let topic = SummaryDocument.topic(theme, tier)
            guard let window = try window ?? latest(theme, kind, topic, tier) else {
                return .nothing(
                    message: "nothing has been published yet for \(theme.rawValue) by \(kind.rawValue)")
            }
            if let message = tier.unavailable(kind, window) { return .unavailable(message: message) }
            let former = try published(topic, SummaryDocument.key(theme, kind, window))
            // A rolling window is revised on its topic only while it ends on the latest complete day.
            if let former, window.isWholeMonths { return .found(former, isPublished: true) }
            guard tier == .exact else {
                // Worked out for one question, a figure could not be held against all the others.
                return .nothing(
                    message: "nothing has been published for \(theme.rawValue) by \(kind.rawValue) in \(window.label)")
            }
            var counts = try StoredCounts(reader)
            let tally = try counts.tally(theme, window)
            let history = try counts.history(theme, kind, window, builder)
            let before = try counts.scoresBefore(theme, kind, window, builder)
            guard var document = builder.document(theme, kind, tally, history: history, before: before),
                document.totals.sum > 0
            else {
                return .nothing(message: Self.nothing(theme, window, tally))
            }
            document.contributors = try counts.contributors(theme, window)
            document.asOf = counts.asOf
            if let former {
                if SummaryJSON.content(former) == SummaryJSON.content(document) {
                    return .found(former, isPublished: true)
                }
                document.revision = former.revision + 1
            }
            return .found(document, isPublished: false)
        }
    }

    private static func nothing(_ theme: Theme, _ window: Window, _ tally: WindowTally) -> String {
        guard tally.datedToMonthOnly > 0, let month = window.months.last.flatMap({ Window(.month($0)) }) else {
            return "no \(theme.rawValue) records are in force for \(window.label)"
        }
        return
            "all \(tally.datedToMonthOnly) \(theme.rawValue) records of the months of \(window.label) are dated to the"
            + " month only and cannot be counted in a rolling window; ask for whole months, such as \(month.label)"
    }

    /// A published document read back; nil if there is none.
    private func published(_ topic: String, _ key: String) throws -> SummaryDocument? {
        guard let summary = try reader.summary(topic: topic, key: key) else { return nil }
        return (try? JSONValue.parse(summary.document)).flatMap {
            SummaryDocument(published: $0, lookup: builder.lookup)
        }
    }

    /// The latest month published (on the public tier the latest year) that was over when the last message came; the latest at
    /// all if none was.
    private func latest(_ theme: Theme, _ kind: AreaKind, _ topic: String, _ tier: Tier) throws -> Window? {
        let prefix = "\(theme.rawValue)/\(kind.rawValue)/"
        let windows = try reader.summaryKeys().compactMap { row -> Window? in
            guard row.topic == topic, row.key.hasPrefix(prefix) else { return nil }
            let window = Window(String(row.key.dropFirst(prefix.count)))
            switch window?.shape {
            case .month: return tier == .public ? nil : window
            case .year: return tier == .public ? window : nil
            default: return nil
            }
        }.sorted { $0.to < $1.to }
        let asOf = try reader.inputs().map(\.lastTimestamp).max() ?? 0
        let today = LondonCalendar.day(ofEpochMilliseconds: asOf)
        return windows.last { $0.to <= today } ?? windows.last
    }
}
