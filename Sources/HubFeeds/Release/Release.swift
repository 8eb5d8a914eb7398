import HubGeography
import HubHotspots

/// All that the partner and public tiers show of a theme, as one: which figures are hidden.
///
/// Areas that nest or cross (LSOA, MSOA, ward, district) are protected together; hexagons by themselves, since a message may
/// carry an area without a point and a point without an area, so that neither follows from the other. The public tier shows
/// part of what the partner tier shows, alike, so that both together tell no more than the latter.
struct Release {
    /// What a figure is called in the state kept between releases.
    struct FigureName: Hashable, Comparable {
        var kind: AreaKind
        var window: Window
        var cell: Cell
        var part: Disclosure.Part

        /// `lsoa|month:2016-07|E01010568|2011|0`, with the number of the part.
        var text: String { "\(kind.rawValue)|\(window.label)|\(cell.rawValue)|\(part.rawValue)" }

        init(kind: AreaKind, window: Window, cell: Cell, part: Disclosure.Part) {
            self.kind = kind
            self.window = window
            self.cell = cell
            self.part = part
        }

        init?(_ text: String) {
            let fields = text.split(separator: "|").map(String.init)
            guard fields.count == 4, let kind = AreaKind(rawValue: fields[0]), let window = Window(fields[1]),
                let cell = Int64(fields[2]), let part = Int(fields[3]).flatMap({ Disclosure.Part(rawValue: $0) })
            else { return nil }
            self.init(kind: kind, window: window, cell: Cell(rawValue: cell), part: part)
        }

        static func < (left: Self, right: Self) -> Bool { left.text < right.text }
    }

    /// One group of kinds that are protected together.
    private struct Group {
        var kinds: [AreaKind]
        /// For each kind its areas in order, and their places in it.
        var cells: [[Cell]]
        var places: [[Cell: Int]]
        var disclosure: Disclosure
    }

    /// The windows that are shown, in order.
    let windows: [Window]
    private let windowPlace: [Window: Int]
    private var groups: [Group] = []
    /// What protecting came to.
    private(set) var report = Disclosure.Report()

    /// The windows that the lower tiers show: every month, quarter and year with a reported month.
    static func windows(_ months: Set<Int32>) -> [Window] {
        Set(months.flatMap { Window.wholeMonthWindows(touching: $0) }).sorted {
            ($0.to, $0.from, $0.label) < ($1.to, $1.from, $1.label)
        }
    }

    /// The release of a theme before anything is hidden.
    ///
    /// - Parameters:
    ///   - tallies: of every month with records, by month (YYYYMM).
    ///   - windows: those of `windows(_:)`.
    init(_ tallies: [(month: Int32, tally: WindowTally)], windows: [Window], _ builder: SummaryBuilder) {
        self.windows = windows
        windowPlace = Dictionary(uniqueKeysWithValues: windows.enumerated().map { ($0.element, $0.offset) })
        let windowsOfMonth = tallies.map { month, _ in
            windows.indices.filter { windows[$0].months.contains(month) }
        }
        let areaKinds = [AreaKind.lsoa, .msoa, .ward, .district].filter { builder.kinds.contains($0) }
        for kinds in [areaKinds, builder.kinds.filter { $0 == .hex }] where !kinds.isEmpty {
            groups.append(Self.group(kinds, tallies, windowsOfMonth, windows.count, builder))
        }
    }

    /// Hides what must be hidden.
    ///
    /// - Parameters:
    ///   - state: what earlier releases hid and showed.
    ///   - changed: the figures that are not what they were in the release before; nil where there was none.
    ///   - isPublished: whether a kind of area and a window were in that release.
    mutating func protect(
        _ state: ReleaseState, changed: Set<FigureName>? = nil,
        isPublished: (AreaKind, Window) throws -> Bool = { _, _ in true }
    ) rethrows {
        for index in groups.indices {
            apply(state, to: &groups[index])
            if changed != nil { try tell(&groups[index], isPublished) }
            for name in changed ?? [] {
                figure(name, in: groups[index]).map { groups[index].disclosure.told[$0] = false }
            }
            let found = groups[index].disclosure.protect()
            report.small += found.small
            report.hidden += found.hidden
            report.ambiguous += found.ambiguous
        }
    }

    private static func group(
        _ kinds: [AreaKind], _ tallies: [(month: Int32, tally: WindowTally)], _ windowsOfMonth: [[Int]],
        _ windowCount: Int, _ builder: SummaryBuilder
    ) -> Group {
        let isHexagons = kinds == [.hex]
        var counts: [Cell: [[Int32]]] = [:]
        for (number, (_, tally)) in tallies.enumerated() {
            for (cell, measures) in tally.cells where (cell.kind == .hexagon) == isHexagons {
                let unknown = measures.count - measures.daytime - measures.night
                counts[cell, default: .init(repeating: [0, 0, 0], count: tallies.count)][number] =
                    [measures.daytime, measures.night, unknown].map { Int32(clamping: $0) }
            }
        }
        let bases = counts.keys.sorted()
        let cells = kinds.map { kind in kind.cells.map { builder.lookup.areas($0).map(\.cell) } ?? bases }
        let places = cells.map { Dictionary(uniqueKeysWithValues: $0.enumerated().map { ($0.element, $0.offset) }) }
        let list = bases.compactMap { base -> Disclosure.Place? in
            let areas = kinds.indices.map { kind -> Int in
                let area = kinds[kind].cells.map { builder.lookup.ancestor(of: base, kind: $0) } ?? base
                return area.flatMap { places[kind][$0] } ?? -1
            }
            guard areas.contains(where: { $0 >= 0 }) else { return nil }
            return Disclosure.Place(areas: areas, counts: counts[base] ?? [])
        }
        let disclosure = Disclosure(
            places: list, areaCounts: cells.map(\.count), windowsOfMonth: windowsOfMonth, windowCount: windowCount)
        return Group(kinds: kinds, cells: cells, places: places, disclosure: disclosure)
    }

    /// Marks every figure of what was published before.
    private func tell(_ group: inout Group, _ isPublished: (AreaKind, Window) throws -> Bool) rethrows {
        for kind in group.kinds.indices {
            for window in windows.indices where try isPublished(group.kinds[kind], windows[window]) {
                for area in group.cells[kind].indices {
                    for part in Disclosure.Part.allCases {
                        let figure = group.disclosure.figure(kind: kind, area: area, window: window, part)
                        group.disclosure.told[figure] = true
                    }
                }
            }
        }
    }

    private func apply(_ state: ReleaseState, to group: inout Group) {
        for name in state.hidden { figure(name, in: group).map { group.disclosure.hidden[$0] = true } }
        for name in state.wereSmall {
            if let figure = figure(name, in: group) { group.disclosure.wereSmall.insert(figure) }
        }
        for (name, slack) in state.slack { figure(name, in: group).map { group.disclosure.slack[$0] = slack } }
    }

    private func figure(_ name: FigureName, in group: Group) -> Int? {
        guard let kind = group.kinds.firstIndex(of: name.kind), let area = group.places[kind][name.cell],
            let window = windowPlace[name.window]
        else { return nil }
        return group.disclosure.figure(kind: kind, area: area, window: window, name.part)
    }

    /// All figures that are hidden beyond the small ones.
    var hidden: Set<FigureName> {
        var names: Set<FigureName> = []
        for group in groups {
            for kind in group.kinds.indices {
                for area in group.cells[kind].indices {
                    for window in windows.indices {
                        for part in Disclosure.Part.allCases {
                            let figure = group.disclosure.figure(kind: kind, area: area, window: window, part)
                            guard group.disclosure.hidden[figure] else { continue }
                            names.insert(
                                FigureName(
                                    kind: group.kinds[kind], window: windows[window], cell: group.cells[kind][area],
                                    part: part))
                        }
                    }
                }
            }
        }
        return names
    }

    /// The counts of an area in a window as they are: all, by day, by night; nil if the release has no figures of it.
    func values(_ kind: AreaKind, _ cell: Cell, _ window: Window) -> [Int64]? {
        guard let group = groups.first(where: { $0.kinds.contains(kind) }),
            let number = group.kinds.firstIndex(of: kind),
            let place = windowPlace[window], let area = group.places[number][cell]
        else { return nil }
        return Disclosure.Part.allCases.map {
            let figure = group.disclosure.figure(kind: number, area: area, window: place, $0)
            return Int64(group.disclosure.values[figure])
        }
    }

    /// What may be seen of an area in a window; nil if neither is in the release.
    func shown(_ kind: AreaKind, _ cell: Cell, _ window: Window) -> SummaryDocument.Shown? {
        guard let group = groups.first(where: { $0.kinds.contains(kind) }),
            let number = group.kinds.firstIndex(of: kind),
            let place = windowPlace[window]
        else { return nil }
        // A hexagon without records has no figures: 0.
        guard let area = group.places[number][cell] else { return .init(count: 0, day: 0, night: 0) }
        func value(_ part: Disclosure.Part) -> Int64? {
            let figure = group.disclosure.figure(kind: number, area: area, window: place, part)
            if group.disclosure.isStarred(figure) { return nil }
            return Int64(Disclosure.rounded(group.disclosure.values[figure]))
        }
        return .init(count: value(.all), day: value(.day), night: value(.night))
    }
}
