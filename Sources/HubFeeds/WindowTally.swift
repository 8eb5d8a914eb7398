import HubContracts
package import HubGeography
package import HubHotspots

/// The bins of one theme summed over a window, by cell: read once, then shown for every kind of area.
package struct WindowTally: Sendable {
    /// What is summed for a cell.
    package struct Measures: Sendable, Hashable {
        package var count: Int64 = 0
        package var night: Int64 = 0
        package var daytime: Int64 = 0
        package var repeats: Int64 = 0

        /// Nothing counted.
        package init() {}

        static func + (left: Self, right: Self) -> Self {
            var sum = left
            sum += right
            return sum
        }

        static func += (left: inout Self, right: Self) {
            left.count &+= right.count
            left.night &+= right.night
            left.daytime &+= right.daytime
            left.repeats &+= right.repeats
        }
    }

    /// The window summed over.
    package let window: Window
    /// The sums of cells with any.
    package private(set) var cells: [Cell: Measures] = [:]
    /// Of the knife theme: what the sums are made of and what stands beside them, of cells with any.
    package private(set) var knife: [Cell: KnifeParts] = [:]
    /// Records dated to the month only, in months that a rolling window touches: they cannot be counted in it.
    package private(set) var datedToMonthOnly: Int64 = 0

    /// An empty tally.
    package init(_ window: Window) { self.window = window }

    /// Adds a bin if it lies in the window; one dated to the month only where the window is of whole months.
    package mutating func add(_ row: BinRow) {
        switch row.precision {
        case .day:
            guard row.day >= window.from, row.day < window.to else { return }
        case .month:
            guard window.isWholeMonths else {
                if row.cell.kind != .hexagon, window.months.contains(LondonCalendar.month(ofDay: row.day)) {
                    datedToMonthOnly &+= row.count
                }
                return
            }
            guard row.day >= window.from, row.day < window.to else { return }
        }
        if let series = row.series, Series(rawValue: series) != .asb {
            knife[row.cell, default: KnifeParts()].add(series, row.count)
            guard KnifeParts.isCounted(series) else { return }
        }
        var measures = Measures()
        measures.count = row.count
        measures.night = row.night
        measures.daytime = row.daytime
        measures.repeats = row.repeats
        cells[row.cell, default: Measures()] += measures
    }

    /// Adds the tally of a window that lies within this one.
    package mutating func merge(_ part: Self) {
        if cells.isEmpty { cells = part.cells } else { cells.merge(part.cells) { $0 + $1 } }
        knife.merge(part.knife) { $0 + $1 }
        datedToMonthOnly &+= part.datedToMonthOnly
    }

    /// Sums over the areas of a look-up, with what lies in none of them.
    ///
    /// - Returns: one element for each area of the kind, in the look-up's order, and the totals.
    package func summed(_ kind: Cell.Kind, _ lookup: AreaLookup) -> (areas: [Measures], totals: SummaryDocument.Totals)
    {
        var areas = [Measures](repeating: Measures(), count: lookup.areas(kind).count)
        var totals = SummaryDocument.Totals()
        for (cell, measures) in cells {
            switch cell.kind {
            case .hexagon, nil: continue
            case .nowhere:
                if cell == .unlocated { totals.unlocated += measures.count } else { totals.outside += measures.count }
            default:
                if let area = lookup.ancestor(of: cell, kind: kind), let index = lookup.index(of: area) {
                    areas[index] += measures
                    totals.counted += measures.count
                } else {
                    totals.noArea += measures.count
                }
            }
        }
        return (areas, totals)
    }

    /// The knife parts summed over the areas of a look-up, in its order; those in none of them are left out.
    package func knifeParts(_ kind: Cell.Kind, _ lookup: AreaLookup) -> [KnifeParts] {
        var areas = [KnifeParts](repeating: KnifeParts(), count: lookup.areas(kind).count)
        for (cell, parts) in knife {
            guard let area = lookup.ancestor(of: cell, kind: kind), let index = lookup.index(of: area) else { continue }
            areas[index] = areas[index] + parts
        }
        return areas
    }

    /// What the flags of all counted records rest on, wherever they lie: by `KnifeSeries.bases`, then those not known.
    package var flagBasis: [Int64] {
        let sum = knife.lazy.filter { $0.key.kind != .hexagon }.reduce(into: SIMD8<Int64>()) {
            $0 &+= SIMD8<Int64>(truncatingIfNeeded: $1.value.basis)
        }
        return KnifeParts.basisNames.indices.map { sum[$0] }
    }

    /// Sums over hexagons, in order of the study area's cells with those that have a count beyond it.
    package func summedByHexagon(
        _ study: StudyArea
    ) -> (cells: [Cell], adjacency: Adjacency, areas: [Measures], totals: SummaryDocument.Totals) {
        let counted = cells.lazy.filter { $0.key.kind == .hexagon && $0.value.count > 0 }.sorted { $0.key < $1.key }
        let (hexagons, adjacency) = study.cells(adding: counted.map(\.key))
        var areas = [Measures](repeating: Measures(), count: hexagons.count)
        var totals = SummaryDocument.Totals()
        // Both lists are in order of raw values, so that one pass brings them together; cells of other grids are passed over.
        var next = 0
        for (index, cell) in hexagons.enumerated() {
            while next < counted.count, counted[next].key < cell { next += 1 }
            guard next < counted.count, counted[next].key == cell else { continue }
            areas[index] = counted[next].value
            totals.counted += counted[next].value.count
        }
        for (cell, measures) in cells {
            switch cell.kind {
            case .hexagon, nil: continue
            case .nowhere:
                if cell == .unlocated { totals.unlocated += measures.count } else { totals.outside += measures.count }
            default: totals.noArea += measures.count
            }
        }
        totals.noArea = max(0, totals.noArea - totals.counted)
        return (hexagons, adjacency, areas, totals)
    }
}
