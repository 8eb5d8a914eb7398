import HubGeography
package import HubHotspots
package import HubStore

/// What a store says about a theme: tallies of windows, who contributed, and how far it is; read within one snapshot.
package struct StoredCounts {
    private let reader: StateReader
    /// Receive time of the last message included, in milliseconds since 1970; 0 before any.
    package let asOf: Int64
    private let feeds: [StateReader.Feed]
    /// Records in force by partner, type and month (YYYYMM).
    private let inForce: [Key: Int64]
    private var months: [Theme: [Int32: WindowTally]] = [:]
    /// Months (YYYYMM) with records of a theme in force.
    private let reported: [Theme: Set<Int32>]
    private var steps: [StepKey: StepScores] = [:]

    private struct StepKey: Hashable {
        var theme: Theme
        var kind: AreaKind
        var month: Int32
    }

    private struct Key: Hashable {
        var partner: Int32
        var type: Int32
        var month: Int32
    }

    /// Reads the counters, whose number grows with partners, types and months only.
    package init(_ reader: StateReader) throws {
        self.reader = reader
        asOf = try reader.inputs().map(\.lastTimestamp).max() ?? 0
        feeds = try reader.feeds()
        var inForce: [Key: Int64] = [:]
        for (key, count) in try reader.tallies() {
            switch key.ending {
            case .counted, .unlocated, .outside:
                inForce[Key(partner: key.partner, type: key.type, month: key.period), default: 0] += count
            default: continue
            }
        }
        self.inForce = inForce
        var reported: [Theme: Set<Int32>] = [:]
        for key in inForce.filter({ $0.value > 0 }).keys {
            guard let theme = Self.theme(ofType: try reader.name(key.type)) else { continue }
            reported[theme, default: []].insert(key.month)
        }
        self.reported = reported
    }

    /// The type of emergency department attendances.
    package static let emergencyType = "violence.istv"

    /// The theme that a type's records count towards; nil for none.
    package static func theme(ofType type: String) -> Theme? {
        switch type {
        case "asb.incident": .asb
        case "knife.offence": .knife
        default: nil
        }
    }

    /// The tally of a window.
    ///
    /// Months read once are kept, since quarters and years are made of them.
    package mutating func tally(_ theme: Theme, _ window: Window) throws -> WindowTally {
        guard window.isWholeMonths else {
            var tally = WindowTally(window)
            let first = window.months.first.flatMap { LondonCalendar.firstDay(ofMonth: $0) } ?? window.from
            try read(theme, from: min(first, window.from), to: window.to) { tally.add($0) }
            return tally
        }
        let wanted = window.months
        try readMonths(theme, wanted)
        var tally = WindowTally(window)
        for month in wanted {
            if let part = months[theme]?[month] { tally.merge(part) }
        }
        return tally
    }

    /// Reads those of the months that are not there yet, in one go.
    package mutating func readMonths(_ theme: Theme, _ wanted: [Int32]) throws {
        let missing = wanted.filter { months[theme]?[$0] == nil }.sorted()
        var run: [Int32] = []
        for month in missing {
            if let last = run.last, LondonCalendar.month(last, advancedBy: 1) != month {
                try readRun(theme, run)
                run = []
            }
            run.append(month)
        }
        try readRun(theme, run)
    }

    private mutating func readRun(_ theme: Theme, _ run: [Int32]) throws {
        let windows = run.compactMap { Window(.month($0)) }
        guard let from = windows.first?.from, let to = windows.last?.to else { return }
        var tallies = windows.map { WindowTally($0) }
        // Bins come in order of precision, then day: the month changes seldom.
        var current = 0
        try read(theme, from: from, to: to) { row in
            while row.day >= windows[current].to, current + 1 < windows.count { current += 1 }
            while row.day < windows[current].from, current > 0 { current -= 1 }
            tallies[current].add(row)
        }
        for (month, tally) in zip(run, tallies) { months[theme, default: [:]][month] = tally }
    }

    private func read(_ theme: Theme, from: Int32, to: Int32, _ body: (BinRow) -> Void) throws {
        for series in theme.series {
            try reader.bins(series: series, fromDay: from, toDay: to - 1) { key, value in
                guard let precision = BinRow.Precision(rawValue: key.precision) else { return }
                body(
                    BinRow(
                        cell: Cell(rawValue: key.cell), day: key.day, precision: precision, count: value.count,
                        night: value.night, daytime: value.day, repeats: value.repeated, series: series))
            }
        }
    }

    /// Whether any partner has records of the theme in force for a month (YYYYMM): a month without is missing, not zero.
    package func isReported(_ theme: Theme, _ month: Int32) -> Bool { reported[theme]?.contains(month) == true }

    /// The months (YYYYMM) with records of a theme in force.
    package func reportedMonths(_ theme: Theme) -> Set<Int32> { reported[theme] ?? [] }

    /// The months before and in a window that its trends are made from, with their scores.
    ///
    /// The last 24 months where all of them were reported, else the last 12.
    package mutating func history(
        _ theme: Theme, _ kind: AreaKind, _ window: Window, _ builder: SummaryBuilder
    ) throws -> StepHistory {
        let last = window.lastWholeMonth
        let months = (1 - StepHistory.long...0).compactMap { LondonCalendar.month(last, advancedBy: $0) }
        let missing = months.filter { !isReported(theme, $0) }
        let recent = months.suffix(Int(StepHistory.short))
        let gaps = missing.filter { recent.contains($0) }
        guard gaps.isEmpty else {
            let named = gaps.prefix(3).map { LondonCalendar.text(ofMonth: $0) }.joined(separator: ", ")
            return StepHistory(
                [], lastMonth: last,
                reason: "12 months are needed; missing: \(named)"
                    + (gaps.count > 3 ? " and \(gaps.count - 3) more" : ""))
        }
        let wanted = missing.isEmpty ? months : Array(recent)
        try readMonths(theme, wanted)
        var found: [StepScores] = []
        for month in wanted {
            guard let scores = try scores(theme, kind, month, builder), scores.isComputed else {
                return StepHistory(
                    [], lastMonth: last,
                    reason: "Gi* could not be computed for \(LondonCalendar.text(ofMonth: month))")
            }
            found.append(scores)
        }
        return StepHistory(found, lastMonth: last)
    }

    /// The scores of the window of the same shape before a window: the list that it is judged by; nil if nothing was
    /// reported in it.
    package mutating func scoresBefore(
        _ theme: Theme, _ kind: AreaKind, _ window: Window, _ builder: SummaryBuilder
    ) throws -> StepScores? {
        guard let previous = window.previous, previous.months.contains(where: { isReported(theme, $0) }) else {
            return nil
        }
        if case .month(let month) = previous.shape { return try scores(theme, kind, month, builder) }
        return builder.scores(kind, try tally(theme, previous))
    }

    private mutating func scores(
        _ theme: Theme, _ kind: AreaKind, _ month: Int32, _ builder: SummaryBuilder
    ) throws -> StepScores? {
        let key = StepKey(theme: theme, kind: kind, month: month)
        if let known = steps[key] { return known }
        guard let window = Window(.month(month)) else { return nil }
        let found = builder.scores(kind, try tally(theme, window))
        steps[key] = found
        return found
    }

    /// For each partner that ever had a record of the theme's types in force: whether it reported for all months of the
    /// window. Emergency departments stand beside the knife theme.
    package func contributors(_ theme: Theme, _ window: Window) throws -> [SummaryDocument.Contributor] {
        let months = window.months
        var found: [SummaryDocument.Contributor] = []
        for pair in Set(inForce.filter { $0.value > 0 }.keys.map { Key(partner: $0.partner, type: $0.type, month: 0) })
        {
            let type = try reader.name(pair.type)
            guard Self.theme(ofType: type) == theme || theme == .knife && type == Self.emergencyType else { continue }
            let counts = months.map { inForce[Key(partner: pair.partner, type: pair.type, month: $0)] ?? 0 }
            found.append(
                SummaryDocument.Contributor(
                    partner: try reader.name(pair.partner), type: type,
                    lastReportedAt: feeds.first { $0.partner == pair.partner && $0.type == pair.type }?.lastAt,
                    missingMonths: zip(months, counts).filter { $1 == 0 }.map(\.0), messages: counts.reduce(0, +)))
        }
        return found.sorted { ($0.partner, $0.type) < ($1.partner, $1.type) }
    }
}
