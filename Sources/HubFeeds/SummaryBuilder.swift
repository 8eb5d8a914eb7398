import HubContracts
package import HubGeography
package import HubHotspots

/// Makes summary documents from tallies: counts, rates, ranks and Gi*; pure, so that the same bins give the same document.
///
/// LSOA counts are rolled up to MSOAs and districts through the look-up. The study area of hexagons are those whose centre lies
/// in a district's outline and those beyond it that have a count; only those with a count or a significance are listed.
/// Not Sendable: it keeps a grid transformation for the centres of hexagons.
package final class SummaryBuilder {
    /// The areas that documents show.
    package let lookup: AreaLookup
    private let study: StudyArea
    private let transform = GridTransform()
    private let harmWeights: HarmWeights
    /// Centres of the study area's hexagons, transformed once.
    private lazy var centres: [Cell: AreaOutline.Position] = Dictionary(
        uniqueKeysWithValues: study.cells.compactMap { cell in centre(of: cell).map { (cell, $0) } })
    /// Those of areas that somebody asked for.
    private var outlines: [Cell: AreaOutline] = [:]

    /// The kinds of area that documents are made for: those that the look-up has.
    package let kinds: [AreaKind]

    /// A builder over a look-up, a study area and weights of harm, the shipped ones by default.
    ///
    /// - Parameter kinds: only these; nil for all that the look-up has.
    package init(
        lookup: AreaLookup = .shipped, study: StudyArea = .shipped, harmWeights: HarmWeights = .shipped,
        kinds: [AreaKind]? = nil
    ) {
        self.kinds = AreaKind.allCases.filter { kind in
            kinds?.contains(kind) != false && kind.cells.map { !lookup.areas($0).isEmpty } != false
        }
        self.lookup = lookup
        self.study = study
        self.harmWeights = harmWeights
    }

    /// The exact document of a tally; nil for a kind that is not among `kinds`.
    ///
    /// Revision, as-of time and contributors are the caller's to fill in.
    ///
    /// - Parameters:
    ///   - history: the months for trends and classes; nil for a document that stands alone.
    ///   - before: the scores of the window before, whose list is judged; nil if nothing was reported in it.
    package func document(
        _ theme: Theme, _ kind: AreaKind, _ tally: WindowTally, history: StepHistory? = nil, before: StepScores? = nil
    ) -> SummaryDocument? {
        guard kinds.contains(kind) else { return nil }
        var document: SummaryDocument
        let universe: (cells: [Cell], counts: [Int64], hectares: [Double])
        if let cells = kind.cells {
            document = areas(theme, kind, cells, tally)
            let hectares = lookup.areas(cells).map(\.hectares)
            universe = (document.items.map(\.cell), document.items.map(\.measures.count), hectares)
        } else {
            let summed = tally.summedByHexagon(study)
            document = hexagons(theme, tally, summed)
            let hectares = Double(study.grid.hectares)
            universe = (
                summed.cells, summed.areas.map(\.count), [Double](repeating: hectares, count: summed.cells.count)
            )
        }
        if let history {
            document.outlook = SummaryDocument.Outlook(history)
            for (index, outlook) in history.outlooks(of: document.items.map(\.cell)).enumerated() {
                document.items[index].trend = outlook?.trend
                document.items[index].emerging = outlook?.emerging
            }
            document.judged = judged(before, tally.window, universe)
        }
        return document
    }

    /// The scores of a tally by kind of area, without a document; nil for wards without boundaries.
    package func scores(_ kind: AreaKind, _ tally: WindowTally) -> StepScores? {
        guard let cells = kind.cells else {
            let summed = tally.summedByHexagon(study)
            return StepScores(
                summed.cells, HotspotScore.scores(summed.areas.map { Double($0.count) }, summed.adjacency))
        }
        let areas = lookup.areas(cells)
        guard !areas.isEmpty else { return nil }
        let counts = tally.summed(cells, lookup).areas.map { Double($0.count) }
        return StepScores(areas.map(\.cell), HotspotScore.scores(counts, lookup.adjacency(cells)))
    }

    private func judged(
        _ before: StepScores?, _ window: Window, _ universe: (cells: [Cell], counts: [Int64], hectares: [Double])
    ) -> SummaryDocument.Judged? {
        guard let previous = window.previous else { return nil }
        guard let before else {
            return .init(list: previous.label, judgement: nil, reason: "nothing was reported for that window")
        }
        guard before.isComputed else {
            return .init(list: previous.label, judgement: nil, reason: "Gi* could not be computed for that window")
        }
        let hot = Set(before.hot)
        guard !hot.isEmpty else {
            return .init(list: previous.label, judgement: nil, reason: "no area was hot in that window")
        }
        // A hexagon of the list beyond the outlines that has no count now is in no other list.
        let gone = hot.subtracting(universe.cells).count
        var judgement = Judgement(
            list: universe.cells.map { hot.contains($0) } + [Bool](repeating: true, count: gone),
            counts: universe.counts + [Int64](repeating: 0, count: gone),
            hectares: universe.hectares + [Double](repeating: Double(study.grid.hectares), count: gone))
        // Shares are rounded before indices are made from them, so that a published document can be checked by itself.
        judgement = judgement.map {
            Judgement(
                areas: $0.areas, areaShare: Figures.places($0.areaShare), hitRate: Figures.places($0.hitRate),
                bestHitRate: Figures.places($0.bestHitRate))
        }
        return .init(
            list: previous.label, judgement: judgement,
            reason: judgement == nil ? "there are no records to judge it by" : nil)
    }

    /// The knife theme's further figures of one area.
    private func complete(_ item: inout SummaryDocument.Item, _ parts: KnifeParts) {
        item.knife = parts
        (item.harm, item.harmUnweighted) = harmWeights.total(parts.subTypes, KnifeParts.subTypeNames)
    }

    private func complete(_ document: inout SummaryDocument, _ tally: WindowTally) {
        guard document.theme == .knife else { return }
        document.flagBasis = tally.flagBasis
        document.harmWeights = harmWeights
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
        var items = areas.indices.map { index in
            SummaryDocument.Item(
                cell: areas[index].cell, code: areas[index].code, name: areas[index].name, measures: measures[index],
                rank: ranks?[index], rate: rates[index], population: areas[index].population, score: scores[index],
                rateScore: rateScores[index], longitude: areas[index].longitude, latitude: areas[index].latitude)
        }
        if theme == .knife {
            for (index, parts) in tally.knifeParts(cells, lookup).enumerated() { complete(&items[index], parts) }
        }
        var document = SummaryDocument(
            theme: theme, areaKind: kind, window: tally.window, tier: .exact, totals: totals,
            note: note(kind, tally), items: items)
        complete(&document, tally)
        return document
    }

    private func hexagons(
        _ theme: Theme, _ tally: WindowTally,
        _ summed: (cells: [Cell], adjacency: Adjacency, areas: [WindowTally.Measures], totals: SummaryDocument.Totals)
    ) -> SummaryDocument {
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
            let centre = centres[cells[index]] ?? centre(of: cells[index]) ?? (0, 0)
            let code = cells[index].code
            items.append(
                SummaryDocument.Item(
                    cell: cells[index], code: code, name: code, measures: measures[index], rank: ranks[index],
                    rate: nil,
                    population: nil, score: scores[index], rateScore: noRate, longitude: centre.longitude,
                    latitude: centre.latitude))
            if theme == .knife { complete(&items[items.count - 1], tally.knife[cells[index]] ?? KnifeParts()) }
        }
        totals.empty = empty
        var document = SummaryDocument(
            theme: theme, areaKind: .hex, window: tally.window, tier: .exact, totals: totals,
            hexagonHectares: study.grid.hectares, note: note(.hex, tally), items: items)
        complete(&document, tally)
        return document
    }

    private func centre(of cell: Cell) -> AreaOutline.Position? {
        study.grid.centre(of: cell).flatMap { transform.position(of: $0) }
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

    /// The polygon of a hexagon, or of an area whose boundary was imported or is a district's shipped outline; nil for others.
    package func outline(of cell: Cell) -> AreaOutline? {
        if cell.kind == .hexagon {
            var corners = study.grid.polygon(of: cell).compactMap { transform.position(of: $0) }
            guard corners.count == 6, let first = corners.first else { return nil }
            corners.append(first)
            return AreaOutline(polygons: [[corners]])
        }
        if let known = outlines[cell] { return known }
        let imported = lookup.boundaries.rings(of: cell)
        let rings = imported.isEmpty && cell.kind == .district ? StudyArea.districts.rings(of: cell) : imported
        let made = AreaOutline(rings: rings, transform)
        if let made { outlines[cell] = made }
        return made
    }
}
