import HubGeography

/// A span of whole London days that a summary is made for.
///
/// Written as `month:2016-07`, `quarter:2016-Q3`, `year:2016-Q3` (the twelve months that end with that quarter) or
/// `rolling:28@2016-07-31` (the 28 days that end with that day; 28, 91 or 365).
package struct Window: Hashable, Sendable {
    /// The four shapes of windows.
    package enum Shape: Hashable, Sendable {
        /// A month, as YYYYMM.
        case month(Int32)
        /// A calendar quarter, 1 to 4.
        case quarter(year: Int32, quarter: Int32)
        /// The twelve months that end with a calendar quarter.
        case year(year: Int32, quarter: Int32)
        /// So many days up to and including `lastDay` (days since 1970-01-01).
        case rolling(days: Int32, lastDay: Int32)
    }

    /// The lengths that rolling windows may have, in days.
    package static let rollingLengths: [Int32] = [28, 91, 365]

    /// What the window is.
    package let shape: Shape
    /// The first day, counted from 1970-01-01.
    package let from: Int32
    /// The day after the last.
    package let to: Int32

    /// The window of a shape; nil if there is no such month, quarter or length, or it begins before 1900 or ends after 9998.
    package init?(_ shape: Shape) {
        let span: (from: Int32, to: Int32)?
        switch shape {
        case .month(let month): span = Self.months(1, endingWith: month)
        case .quarter(let year, let quarter):
            guard (1...4).contains(quarter), (1900...9998).contains(year) else { return nil }
            span = Self.months(3, endingWith: year * 100 + quarter * 3)
        case .year(let year, let quarter):
            guard (1...4).contains(quarter), (1900...9998).contains(year) else { return nil }
            span = Self.months(12, endingWith: year * 100 + quarter * 3)
        case .rolling(let days, let lastDay):
            guard Self.rollingLengths.contains(days), LondonCalendar.days.contains(lastDay) else { return nil }
            span = (lastDay + 1 - days, lastDay + 1)
        }
        guard let span, (1900...9998).contains(LondonCalendar.date(ofDay: span.from).year),
            LondonCalendar.date(ofDay: span.to - 1).year <= 9998
        else { return nil }
        self.shape = shape
        from = span.from
        to = span.to
    }

    /// Reads a window as people write it; nil if it is none.
    ///
    /// `Window.expectation` says what would be one.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let shape = Self.shape(named: parts[0], String(parts[1])) else { return nil }
        self.init(shape)
    }

    /// One sentence for a window that cannot be read.
    package static let expectation = """
        a window is written month:2016-07, quarter:2016-Q3, year:2016-Q3 (the 12 months that end with that quarter) or \
        rolling:28@2016-07-31 (28, 91 or 365 days)
        """

    private static func shape(named name: Substring, _ value: String) -> Shape? {
        switch name {
        case "month": return LondonCalendar.month(value).map { .month($0) }
        case "quarter": return quarter(value).map { .quarter(year: $0.year, quarter: $0.quarter) }
        case "year": return quarter(value).map { .year(year: $0.year, quarter: $0.quarter) }
        case "rolling":
            let halves = value.split(separator: "@", omittingEmptySubsequences: false)
            guard halves.count == 2, let days = rollingLengths.first(where: { String($0) == halves[0] }),
                let lastDay = LondonCalendar.day(String(halves[1]))
            else { return nil }
            return .rolling(days: days, lastDay: lastDay)
        default: return nil
        }
    }

    private static func quarter(_ text: String) -> (year: Int32, quarter: Int32)? {
        let bytes = Array(text.utf8)
        guard bytes.count == 7, bytes[4] == UInt8(ascii: "-"), bytes[5] == UInt8(ascii: "Q"),
            (UInt8(ascii: "1")...UInt8(ascii: "4")).contains(bytes[6]),
            let first = LondonCalendar.month(String(text.prefix(4)) + "-01")
        else { return nil }
        return (first / 100, Int32(bytes[6] - UInt8(ascii: "0")))
    }

    /// The `count` months up to and including `month` (YYYYMM).
    private static func months(_ count: Int32, endingWith month: Int32) -> (from: Int32, to: Int32)? {
        guard let first = LondonCalendar.month(month, advancedBy: 1 - count),
            let next = LondonCalendar.month(month, advancedBy: 1), LondonCalendar.firstDay(ofMonth: month) != nil,
            let from = LondonCalendar.firstDay(ofMonth: first), let to = LondonCalendar.firstDay(ofMonth: next)
        else { return nil }
        return (from, to)
    }

    /// The window as people write it; also its part of a summary's key.
    package var label: String {
        switch shape {
        case .month(let month): "month:" + LondonCalendar.text(ofMonth: month)
        case .quarter(let year, let quarter): "quarter:\(year)-Q\(quarter)"
        case .year(let year, let quarter): "year:\(year)-Q\(quarter)"
        case .rolling(let days, let lastDay): "rolling:\(days)@" + LondonCalendar.text(ofDay: lastDay)
        }
    }

    /// Whether the window consists of whole calendar months, so that bins known only to the month may be counted in it.
    package var isWholeMonths: Bool {
        if case .rolling = shape { return false }
        return true
    }

    /// The calendar months that the window touches, as YYYYMM, in order.
    package var months: [Int32] {
        var months: [Int32] = []
        var month = LondonCalendar.month(ofDay: from)
        let last = LondonCalendar.month(ofDay: to - 1)
        while month <= last {
            months.append(month)
            guard let next = LondonCalendar.month(month, advancedBy: 1) else { break }
            month = next
        }
        return months
    }

    /// The window of the same shape that ends where this one begins; nil at the beginning of time.
    package var previous: Self? {
        switch shape {
        case .month(let month): LondonCalendar.month(month, advancedBy: -1).flatMap { Self(.month($0)) }
        case .quarter(let year, let quarter):
            Self(.quarter(year: quarter > 1 ? year : year - 1, quarter: quarter > 1 ? quarter - 1 : 4))
        case .year(let year, let quarter): Self(.year(year: year - 1, quarter: quarter))
        case .rolling(let days, let lastDay): Self(.rolling(days: days, lastDay: lastDay - days))
        }
    }

    /// The last whole month (YYYYMM) within or before the window: where a series of months up to it ends.
    package var lastWholeMonth: Int32 {
        let month = LondonCalendar.month(ofDay: to)
        return LondonCalendar.month(month, advancedBy: -1) ?? month
    }

    /// The month, quarter and the four years that hold a month (YYYYMM): what is published anew when the month changes.
    package static func wholeMonthWindows(touching month: Int32) -> [Self] {
        guard LondonCalendar.firstDay(ofMonth: month) != nil else { return [] }
        let index = month / 100 * 4 + (month % 100 - 1) / 3
        let years = (0..<4).map { Shape.year(year: (index + $0) / 4, quarter: (index + $0) % 4 + 1) }
        return ([.month(month), .quarter(year: index / 4, quarter: index % 4 + 1)] + years).compactMap { Self($0) }
    }
}
