package import HubGeography
import HubHotspots

/// Makes summary documents from tallies: counts, rates, ranks and Gi*; pure, so that the same bins give the same document.
///
/// LSOA counts are rolled up to MSOAs and districts through the look-up. The study area of hexagons are those whose centre lies
/// in a district's outline and those beyond it that have a count; only those with a count or a significance are listed.
/// Not Sendable: it keeps a grid transformation for the centres of hexagons.
package final class SummaryBuilder {
    private let lookup: AreaLookup
    private let study: StudyArea
    private let transform = GridTransform()

    /// A builder over a look-up and a study area, the shipped ones by default.
    package init(lookup: AreaLookup = .shipped, study: StudyArea = .shipped) {
        self.lookup = lookup
        self.study = study
    }

    /// The exact document of a tally; nil for a kind that cannot be shown (`AreaKind.unavailable`).
    ///
    /// Revision, as-of time and contributors are the caller's to fill in.
    package func document(_ theme: Theme, _ kind: AreaKind, _ tally: WindowTally) -> SummaryDocument? {
        switch kind {
        case .lsoa: areas(theme, kind, .lsoa, tally)
        case .msoa: areas(theme, kind, .msoa, tally)
        case .district: areas(theme, kind, .district, tally)
        case .hex: hexagons(theme, tally)
        case .ward: nil
        }
    }

    private func areas(_ theme: Theme, _ kind: AreaKind, _ cells: Cell.Kind, _ tally: WindowTally) -> SummaryDocument {
        let areas = lookup.areas(cells)
        let (measures, totals) = tally.summed(cells, lookup)
        let rates = areas.indices.map {
            Ranking.ratePerThousand(measures[$0].count, population: areas[$0].population)
        }
        let adjacency = lookup.adjacency(cells)
        let scores = HotspotScore.scores(measures.map { Double($0.count) }, adjacency)
        let known = rates.compactMap(\.self)
        let rateScores =
            known.count == rates.count
            ? HotspotScore.scores(known, adjacency) : HotspotScore.notComputed(.noDenominator, count: rates.count)
        let ranks = kind == .district ? nil : Ranking.ranks(measures.map(\.count))
        let items = areas.indices.map { index in
            SummaryDocument.Item(
                cell: areas[index].cell, code: areas[index].code, name: areas[index].name, measures: measures[index],
                rank: ranks?[index], rate: rates[index], population: areas[index].population, score: scores[index],
                rateScore: rateScores[index], longitude: areas[index].longitude, latitude: areas[index].latitude)
        }
        return SummaryDocument(
            theme: theme, areaKind: kind, window: tally.window, tier: .exact, totals: totals,
            note: note(kind, tally), items: items)
    }

    private func hexagons(_ theme: Theme, _ tally: WindowTally) -> SummaryDocument {
        let summed = tally.summedByHexagon(study)
        let (measures, cells) = (summed.areas, summed.cells)
        let scores = HotspotScore.scores(measures.map { Double($0.count) }, summed.adjacency)
        let ranks = Ranking.ranks(measures.map(\.count))
        let noRate = HotspotScore(outcome: .notComputed(.noDenominator), q: 1)
        var totals = summed.totals
        var empty = 0
        var items: [SummaryDocument.Item] = []
        for index in cells.indices {
            let isSignificant = scores[index].significance == .hot || scores[index].significance == .cold
            guard measures[index].count > 0 || isSignificant else {
                empty += 1
                continue
            }
            let centre = study.grid.centre(of: cells[index]).flatMap { transform.position(of: $0) } ?? (0, 0)
            let code = cells[index].code
            items.append(
                SummaryDocument.Item(
                    cell: cells[index], code: code, name: code, measures: measures[index], rank: ranks[index],
                    rate: nil,
                    population: nil, score: scores[index], rateScore: noRate, longitude: centre.longitude,
                    latitude: centre.latitude))
        }
        totals.empty = empty
        return SummaryDocument(
            theme: theme, areaKind: .hex, window: tally.window, tier: .exact, totals: totals,
            hexagonHectares: study.grid.hectares, note: note(.hex, tally), items: items)
    }

    private func note(_ kind: AreaKind, _ tally: WindowTally) -> String? {
        var notes: [String] = []
        if kind == .district { notes.append("Districts are context, not a ranking.") }
        if tally.datedToMonthOnly > 0 {
            notes.append(
                "\(tally.datedToMonthOnly) records are dated to the month only and cannot be counted in a rolling window."
            )
        }
        return notes.isEmpty ? nil : notes.joined(separator: " ")
    }

    /// The corners of a hexagon in degrees (WGS84), counter-clockwise, the first repeated at the end; empty for other cells.
    package func polygon(of cell: Cell) -> [(longitude: Double, latitude: Double)] {
        var corners = study.grid.polygon(of: cell).compactMap { transform.position(of: $0) }
        guard corners.count == 6, let first = corners.first else { return [] }
        corners.append(first)
        return corners
    }
}
