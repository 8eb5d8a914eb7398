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
    }

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
        try reader.bins(series: theme.series, fromDay: from, toDay: to - 1) { key, value in
            guard let precision = BinRow.Precision(rawValue: key.precision) else { return }
            body(
                BinRow(
                    cell: Cell(rawValue: key.cell), day: key.day, precision: precision, count: value.count,
                    night: value.night, daytime: value.day, repeats: value.repeated))
        }
    }

    /// For each partner that ever had a record of the theme's types in force: whether it reported for all months of the window.
    package func contributors(_ theme: Theme, _ window: Window) throws -> [SummaryDocument.Contributor] {
        let months = window.months
        var found: [SummaryDocument.Contributor] = []
        for pair in Set(inForce.filter { $0.value > 0 }.keys.map { Key(partner: $0.partner, type: $0.type, month: 0) })
        {
            let type = try reader.name(pair.type)
            guard Self.theme(ofType: type) == theme else { continue }
            let counts = months.map { inForce[Key(partner: pair.partner, type: pair.type, month: $0)] ?? 0 }
            found.append(
                SummaryDocument.Contributor(
                    partner: try reader.name(pair.partner), type: type,
                    lastReportedAt: feeds.first { $0.partner == pair.partner && $0.type == pair.type }?.lastAt,
                    isWhole: counts.allSatisfy { $0 > 0 }, messages: counts.reduce(0, +)))
        }
        return found.sorted { ($0.partner, $0.type) < ($1.partner, $1.type) }
    }
}
