import HubGeography
package import HubHotspots

extension Tier {
    /// Whether the tier shows a kind of area and a window.
    ///
    /// Partner: months, quarters and years. Public: years, and no areas smaller than an MSOA.
    package func shows(_ kind: AreaKind, _ window: Window) -> Bool {
        switch (self, window.shape) {
        case (.exact, _): true
        case (_, .rolling): false
        case (.partner, _): true
        case (.public, .year): kind == .msoa || kind == .ward || kind == .district
        case (.public, _): false
        }
    }

    /// One sentence for what the tier does not show; nil for what it does.
    package func unavailable(_ kind: AreaKind, _ window: Window) -> String? {
        if shows(kind, window) { return nil }
        return switch self {
        case .exact: nil
        case .partner: "the partner tier has months, quarters and years; rolling windows are in the exact tier only"
        case .public:
            "the public tier has years only, by MSOA, ward or district; ask for --window year:2016-Q3 --area msoa"
        }
    }
}

extension SummaryDocument {
    /// What readers of the partner and public tiers must know.
    static let controlNote =
        "0 is none, * is 1 to 7 or hidden to protect another figure, the rest is to the nearest 5; do not add up."

    /// The document as a lower tier shows it: counts as the release has them, class and significance without figures.
    func controlled(_ tier: Tier, _ release: Release) -> SummaryDocument? {
        var document = self
        document.tier = tier
        document.totals = Totals()
        document.judged = nil
        document.flagBasis = nil
        document.harmWeights = nil
        document.note = [note, Self.controlNote].compactMap(\.self).joined(separator: " ")
        var contributors = contributors
        for index in contributors.indices { contributors[index].messages = nil }
        document.contributors = contributors
        var items: [Item] = []
        for var item in self.items {
            guard let shown = release.shown(areaKind, item.cell, window) else { return nil }
            item.shown = shown
            item.rate = shown.count.flatMap { count in
                item.population.flatMap { Ranking.ratePerThousand(count, population: $0) }
            }
            item.measures = WindowTally.Measures()
            item.rank = nil
            item.score = item.score.verdict
            item.rateScore = item.rateScore.verdict
            item.trend = nil
            item.knife = nil
            item.harm = nil
            item.harmUnweighted = 0
            item.gap = nil
            items.append(item)
        }
        document.items = items
        return document
    }
}
