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
    package let builder = SummaryBuilder()

    /// A feed over a store that may be written meanwhile or stopped.
    package init(_ reader: StateReader) { self.reader = reader }

    /// The summary of a theme, kind of area and window.
    ///
    /// - Parameter window: nil for the latest whole month.
    /// - Throws: `StoreError`.
    package func summary(
        _ theme: Theme, _ kind: AreaKind, _ window: Window?, tier: Tier = .exact
    ) throws -> Answer {
        if let message = tier.unavailable ?? kind.unavailable { return .unavailable(message: message) }
        return try reader.snapshot {
            let topic = SummaryDocument.topic(theme, tier)
            guard let window = try window ?? latestMonth(theme, kind, topic) else {
                return .nothing(
                    message: "nothing has been published yet for \(theme.rawValue) by \(kind.rawValue)")
            }
            let former = try published(topic, SummaryDocument.key(theme, kind, window))
            // A rolling window is revised on its topic only while it ends on the latest complete day.
            if let former, window.isWholeMonths { return .found(former, isPublished: true) }
            var counts = try StoredCounts(reader)
            let tally = try counts.tally(theme, window)
            guard var document = builder.document(theme, kind, tally), document.totals.sum > 0 else {
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
        return (try? JSONValue.parse(summary.document)).flatMap { SummaryDocument(published: $0) }
    }

    /// The latest month published that was over when the last message came; the latest at all if none was.
    private func latestMonth(_ theme: Theme, _ kind: AreaKind, _ topic: String) throws -> Window? {
        let prefix = "\(theme.rawValue)/\(kind.rawValue)/"
        let windows = try reader.summaryKeys().compactMap { row -> Window? in
            guard row.topic == topic, row.key.hasPrefix(prefix) else { return nil }
            let window = Window(String(row.key.dropFirst(prefix.count)))
            guard case .month = window?.shape else { return nil }
            return window
        }.sorted { $0.to < $1.to }
        let asOf = try reader.inputs().map(\.lastTimestamp).max() ?? 0
        let today = LondonCalendar.day(ofEpochMilliseconds: asOf)
        return windows.last { $0.to <= today } ?? windows.last
    }
}
