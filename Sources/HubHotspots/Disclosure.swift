/// Which figures of a release must be hidden so that nobody can work a small count out from all that is shown together.
///
/// A figure is the count of an area in a window, of all records or of those by day or by night. Shown by the rule of NHS
/// England's disclosure control for sub-national data it is 0 as 0, 1 to 7 as `*`, the rest to the nearest 5. That alone is not
/// enough: areas nest, windows overlap, and parts add up. So for every small figure a *move* is looked for: records added to
/// and taken from places and months so that the figure is another number and yet all that is shown, now and in every earlier
/// revision, stays as it is. Whoever has only what is shown cannot tell the two apart. Where there is no move, the figures that
/// stand in its way are hidden too, as `*` alike (complementary suppression). Hiding only ever adds to what is possible, so that
/// a move once found stays one.
package struct Disclosure: Sendable {
    /// What is counted: all records, or those known to be by day or by night.
    package enum Part: Int, Sendable, CaseIterable { case all, day, night }

    /// The records of one place: where it lies, and its counts by month.
    package struct Place: Sendable {
        /// For each kind of area the index of the one it lies in; -1 for none.
        package var areas: [Int]
        /// By month: those by day, by night, and not known which.
        package var counts: [[Int32]]

        /// A place with its counts, three for each month.
        package init(areas: [Int], counts: [[Int32]]) {
            self.areas = areas
            self.counts = counts
        }
    }

    /// How far a figure may move without contradicting what was shown of it before.
    package struct Slack: Sendable, Hashable {
        /// How much less it may be.
        package var down: Int32
        /// How much more it may be.
        package var up: Int32

        /// Room in both directions.
        package init(down: Int32, up: Int32) {
            self.down = down
            self.up = up
        }
    }

    /// What came of it.
    package struct Report: Sendable, Hashable {
        /// Figures of 1 to 7, now or in an earlier revision.
        package var small = 0
        /// Figures hidden to protect them.
        package var hidden = 0
        /// Small figures that are safe only since `*` does not tell a small figure from a hidden one.
        package var ambiguous = 0

        /// Nothing found.
        package init() {}
    }

    /// The largest count that is small.
    package static let small: Int32 = 7

    /// The figures' values; see `figure`.
    package private(set) var values: [Int32]
    /// The figures that are hidden beyond the small ones.
    package var hidden: [Bool]
    /// Of figures whose earlier revisions showed them.
    package var slack: [Int: Slack] = [:]
    /// Figures that were small in an earlier revision.
    package var wereSmall: Set<Int> = []
    /// Figures that the revision before told of and that have not changed since: hiding them now would hide nothing.
    package var told: [Bool]

    /// What was hidden in an earlier revision.
    private var wereHidden: [Bool] = []
    private let places: [Place]
    private let windowsOfMonth: [[Int]]
    private let windowCount: Int
    private let offsets: [Int]
    private let members: [[[Int]]]
    private let months: Int

    /// A release of counts.
    ///
    /// - Parameters:
    ///   - areaCounts: how many areas each kind has, the smallest kind first.
    ///   - windowsOfMonth: for each month the windows that hold it.
    package init(places: [Place], areaCounts: [Int], windowsOfMonth: [[Int]], windowCount: Int) {
        self.places = places
        self.windowsOfMonth = windowsOfMonth
        self.windowCount = windowCount
        months = windowsOfMonth.count
        var offsets: [Int] = [0]
        for count in areaCounts { offsets.append((offsets.last ?? 0) + count * windowCount * Part.allCases.count) }
        var values = [Int32](repeating: 0, count: offsets.last ?? 0)
        var members = areaCounts.map { [[Int]](repeating: [], count: $0) }
        for (number, place) in places.enumerated() {
            for (kind, area) in place.areas.enumerated() where area >= 0 {
                members[kind][area].append(number)
                for (month, counts) in place.counts.enumerated() where counts != [0, 0, 0] {
                    for window in windowsOfMonth[month] {
                        let first = offsets[kind] + (area * windowCount + window) * 3
                        values[first] += counts[0] + counts[1] + counts[2]
                        values[first + 1] += counts[0]
                        values[first + 2] += counts[1]
                    }
                }
            }
        }
        self.offsets = offsets
        self.values = values
        self.members = members
        hidden = [Bool](repeating: false, count: values.count)
        told = hidden
    }

    /// The place of a figure in `values` and `hidden`.
    package func figure(kind: Int, area: Int, window: Int, _ part: Part) -> Int {
        offsets[kind] + (area * windowCount + window) * 3 + part.rawValue
    }

    /// The values that a shown figure may have had: what a reader learns of it.
    package static func band(_ value: Int32) -> ClosedRange<Int32> {
        if value <= 0 { return 0...0 }
        if value <= small { return 1...small }
        let rounded = rounded(value)
        return max(small + 1, rounded - 2)...rounded + 2
    }

    /// A count to the nearest 5, as it is shown from 8 on.
    package static func rounded(_ value: Int32) -> Int32 { (value + 2) / 5 * 5 }

    /// Whether a figure is shown as `*`: small now, hidden, or fallen to none from what was small in an earlier revision.
    package func isStarred(_ figure: Int) -> Bool {
        hidden[figure] || (1...Self.small).contains(values[figure])
            || (values[figure] == 0 && wereSmall.contains(figure))
    }

    /// Finds a move for every small figure and hides what stands in the way of those that have none.
    package mutating func protect() -> Report {
        var report = Report()
        var search = MoveSearch(figures: values.count)
        wereHidden = hidden
        for kind in members.indices {
            for area in members[kind].indices where !members[kind][area].isEmpty {
                for window in 0..<windowCount {
                    for part in Part.allCases {
                        let figure = figure(kind: kind, area: area, window: window, part)
                        guard (1...Self.small).contains(values[figure]) || wereSmall.contains(figure) else { continue }
                        // Shown as 0 once: who knows what was added since knows it, whatever is hidden now.
                        if slack[figure] == Slack(down: 0, up: 0) { continue }
                        report.small += 1
                        protect(figure, kind, area, window, part, &search, &report)
                    }
                }
            }
        }
        report.hidden = hidden.lazy.filter(\.self).count
        return report
    }

    /// A record more or less of a place in a month; `part` is 0 by day, 1 by night, 2 not known.
    struct Change: Hashable {
        var place: Int
        var month: Int
        var part: Int
        var by: Int32
    }

    private mutating func protect(
        _ figure: Int, _ kind: Int, _ area: Int, _ window: Int, _ part: Part, _ search: inout MoveSearch,
        _ report: inout Report
    ) {
        let anchors = anchors(kind, area, window, part)
        let single = singles(anchors, part)
        for isStrict in [true, false] {
            var best: (blockers: [Int], move: [Change])?
            // The longer moves are made only where no short one is free.
            for stage in 0..<2 {
                for move in stage == 0 ? single : pairs(anchors, part) {
                    guard let found = blockers(of: move, changing: figure, isStrict: isStrict, &search) else {
                        continue
                    }
                    if found.isEmpty {
                        if !isStrict { report.ambiguous += 1 }
                        return
                    }
                    if found.count < best?.blockers.count ?? .max { best = (found, move) }
                }
            }
            if let best {
                for blocker in best.blockers { hidden[blocker] = true }
                if !isStrict { report.ambiguous += 1 }
                return
            }
        }
        // Nothing can move without contradicting an earlier revision: it was known already.
        hidden[figure] = true
    }

    /// The shown figures that a move contradicts and that could be hidden; nil if the move is no help or cannot be.
    ///
    /// - Parameter isStrict: whether small figures must stay small: against a reader who takes every `*` for 1 to 7.
    private func blockers(
        of move: [Change], changing figure: Int, isStrict: Bool, _ search: inout MoveSearch
    ) -> [Int]? {
        search.clear()
        for change in move {
            let place = places[change.place]
            // In an earlier revision there may have been none of those not known to be by day or by night: no figure says.
            if change.by < 0, change.part == 2, !(slack.isEmpty && wereSmall.isEmpty) { return nil }
            if change.by < 0, place.counts[change.month][change.part] + change.by < 0 { return nil }
            for (kind, area) in place.areas.enumerated() where area >= 0 {
                for window in windowsOfMonth[change.month] {
                    let first = offsets[kind] + (area * windowCount + window) * 3
                    search.add(change.by, to: first)
                    if change.part < 2 { search.add(change.by, to: first + 1 + change.part) }
                }
            }
        }
        guard search[figure] != 0 else { return nil }
        var blockers: [Int] = []
        for touched in search.touched {
            let by = search[touched]
            guard by != 0 else { continue }
            let value = values[touched]
            if let slack = slack[touched], by < -slack.down || by > slack.up { return nil }
            // None is told, but where it was * before: what is shown as * for the first time is at least 1.
            let least: Int32 = wereHidden[touched] || wereSmall.contains(touched) ? 0 : 1
            guard value >= least, value + by >= least else { return nil }
            if hidden[touched] || value == 0 { continue }
            if value <= Self.small {
                if isStrict, !(1...Self.small).contains(value + by) { return nil }
            } else if !Self.band(value).contains(value + by) {
                if told[touched] { return nil }
                blockers.append(touched)
            }
        }
        return blockers
    }

    /// Where a figure's records are: its places and months with any.
    private func anchors(_ kind: Int, _ area: Int, _ window: Int, _ part: Part) -> [(place: Int, month: Int)] {
        var anchors: [(place: Int, month: Int)] = []
        for place in members[kind][area] {
            for month in 0..<months where windowsOfMonth[month].contains(window) {
                let counts = places[place].counts[month]
                guard counts[0] + counts[1] + counts[2] > 0 else { continue }
                if part != .all, counts[part.rawValue - 1] == 0 { continue }
                anchors.append((place, month))
            }
            if anchors.count >= 24 { break }
        }
        return anchors
    }

    /// Moves of one record more or less; of those by day or by night also to and from not known.
    private func singles(_ anchors: [(place: Int, month: Int)], _ part: Part) -> [[Change]] {
        var moves: [[Change]] = []
        for anchor in anchors {
            for changed in part == .all ? [2, 0, 1] : [part.rawValue - 1] {
                for by: Int32 in [1, -1] {
                    let own = Change(place: anchor.place, month: anchor.month, part: changed, by: by)
                    moves.append([own])
                    if part != .all {
                        moves.append([own, Change(place: anchor.place, month: anchor.month, part: 2, by: -by)])
                    }
                }
            }
        }
        return moves
    }

    /// Moves of one record more or less that another place of the same larger area, or another month, makes up for.
    private func pairs(_ anchors: [(place: Int, month: Int)], _ part: Part) -> [[Change]] {
        var moves: [[Change]] = []
        for anchor in anchors.prefix(6) {
            let others = partners(of: anchor.place, anchor.month)
            for changed in part == .all ? [2, 0, 1] : [part.rawValue - 1] {
                for by: Int32 in [1, -1] {
                    let own = Change(place: anchor.place, month: anchor.month, part: changed, by: by)
                    for other in others {
                        for made in [0, 1, 2] where part == .all || made == changed || made == 2 {
                            moves.append([own, Change(place: other.place, month: other.month, part: made, by: -by)])
                        }
                    }
                }
            }
        }
        return moves
    }

    /// Places with records beside a place in the same month, and its own further months with records.
    private func partners(of place: Int, _ month: Int) -> [(place: Int, month: Int)] {
        var found: [(Int, Int)] = []
        for kind in members.indices.dropFirst() {
            let area = places[place].areas[kind]
            guard area >= 0 else { continue }
            var taken = 0
            for other in members[kind][area] where other != place && taken < 12 {
                guard places[other].counts[month] != [0, 0, 0] else { continue }
                found.append((other, month))
                taken += 1
            }
            if taken > 0 { break }
        }
        for other in 0..<months where other != month && places[place].counts[other] != [0, 0, 0] {
            found.append((place, other))
        }
        return found
    }
}

/// The changes that a move makes to figures, in memory that is used again.
struct MoveSearch {
    private var changes: [Int32]
    private(set) var touched: [Int] = []

    init(figures: Int) { changes = [Int32](repeating: 0, count: figures) }

    subscript(figure: Int) -> Int32 { changes[figure] }

    mutating func add(_ by: Int32, to figure: Int) {
        // A figure that came back to no change may be listed twice: harmless.
        if changes[figure] == 0 { touched.append(figure) }
        changes[figure] += by
    }

    mutating func clear() {
        for figure in touched { changes[figure] = 0 }
        touched.removeAll(keepingCapacity: true)
    }
}
