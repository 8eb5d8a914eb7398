/// Dates and instants as text: read from bytes and written without Foundation.
extension LondonCalendar {
    /// An instant of RFC 3339 section 5.6 (`2016-07-01T12:00:00.5+01:00`) in milliseconds since 1970; nil if it is none.
    ///
    /// A fraction is cut to milliseconds. An offset is at most 23:59. The second 60 stands only at 23:59:60 UTC on the last day
    /// of a month (a leap second) and is taken as 23:59:59.999.
    package static func instant(utf8 text: UnsafeRawBufferPointer) -> Int64? {
        guard text.count >= 20, let day = day(utf8: UnsafeRawBufferPointer(rebasing: text[..<10])),
            text[10] | 0x20 == UInt8(ascii: "t"), let hour = number(text, 11, 2), hour < 24,
            text[13] == UInt8(ascii: ":"), let minute = number(text, 14, 2), minute < 60,
            text[16] == UInt8(ascii: ":"), let second = number(text, 17, 2), second <= 60
        else { return nil }
        var index = 19
        var milliseconds: Int64 = 0
        if text[index] == UInt8(ascii: ".") {
            index += 1
            var scale: Int64 = 100
            let first = index
            while index < text.count, let digit = number(text, index, 1) {
                milliseconds += Int64(digit) * scale
                scale /= 10
                index += 1
            }
            guard index > first else { return nil }
        }
        guard index < text.count, let offset = offset(utf8: text, from: index) else { return nil }
        if second == 60 { milliseconds = 999 }
        let minutes = Int64(day) * 1440 + Int64(hour) * 60 + Int64(minute) - offset
        if second == 60 {
            let utc = date(ofDay: Int32(floorDivide(minutes, 1440)))
            guard (minutes + 1) % 1440 == 0, utc.day == length(ofMonth: utc.month, year: utc.year) else { return nil }
        }
        return minutes * 60_000 + Int64(min(second, 59)) * 1000 + milliseconds
    }

    /// Minutes ahead of UTC, from `Z` or `+hh:mm` up to the end of the text.
    private static func offset(utf8 text: UnsafeRawBufferPointer, from index: Int) -> Int64? {
        if text[index] | 0x20 == UInt8(ascii: "z") { return text.count == index + 1 ? 0 : nil }
        let sign: Int64
        switch text[index] {
        case UInt8(ascii: "+"): sign = 1
        case UInt8(ascii: "-"): sign = -1
        default: return nil
        }
        guard text.count == index + 6, let hours = number(text, index + 1, 2), hours < 24,
            text[index + 3] == UInt8(ascii: ":"), let minutes = number(text, index + 4, 2), minutes < 60
        else { return nil }
        return sign * Int64(hours * 60 + minutes)
    }

    /// The day of `2016-07-01`; nil if it is no date.
    package static func day(utf8 text: UnsafeRawBufferPointer) -> Int32? {
        guard text.count == 10, let year = number(text, 0, 4), text[4] == UInt8(ascii: "-"),
            let month = number(text, 5, 2), text[7] == UInt8(ascii: "-"), let day = number(text, 8, 2)
        else { return nil }
        return Self.day(year: year, month: month, day: day)
    }

    /// The month of `2016-07` as YYYYMM; nil if it is no month.
    package static func month(utf8 text: UnsafeRawBufferPointer) -> Int32? {
        guard text.count == 7, let year = number(text, 0, 4), text[4] == UInt8(ascii: "-"),
            let month = number(text, 5, 2), (1...12).contains(month)
        else { return nil }
        return Int32(year * 100 + month)
    }

    /// The day of a date given as text; see `day(utf8:)`.
    package static func day(_ text: String) -> Int32? {
        var text = text
        return text.withUTF8 { day(utf8: UnsafeRawBufferPointer($0)) }
    }

    /// The month given as text; see `month(utf8:)`.
    package static func month(_ text: String) -> Int32? {
        var text = text
        return text.withUTF8 { month(utf8: UnsafeRawBufferPointer($0)) }
    }

    /// The instant given as text; see `instant(utf8:)`.
    package static func instant(_ text: String) -> Int64? {
        var text = text
        return text.withUTF8 { instant(utf8: UnsafeRawBufferPointer($0)) }
    }

    /// A day as `2016-07-01`.
    package static func text(ofDay day: Int32) -> String {
        let date = date(ofDay: day)
        return "\(padded(date.year, 4))-\(padded(date.month, 2))-\(padded(date.day, 2))"
    }

    /// A month given as YYYYMM as `2016-07`.
    package static func text(ofMonth month: Int32) -> String {
        "\(padded(Int(month / 100), 4))-\(padded(Int(month % 100), 2))"
    }

    /// An instant in UTC as `2016-07-01T12:00:00.500Z`, always with milliseconds.
    package static func text(ofEpochMilliseconds instant: Int64) -> String {
        let instant = min(max(instant, instants.lowerBound), instants.upperBound)
        let day = floorDivide(instant, millisecondsPerDay)
        let rest = Int(instant - day * millisecondsPerDay)
        return text(ofDay: Int32(day)) + "T" + padded(rest / 3_600_000, 2) + ":" + padded(rest / 60_000 % 60, 2) + ":"
            + padded(rest / 1000 % 60, 2) + "." + padded(rest % 1000, 3) + "Z"
    }

    private static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    /// `count` digits at `index`; nil unless all are there and digits.
    private static func number(_ text: UnsafeRawBufferPointer, _ index: Int, _ count: Int) -> Int? {
        guard index + count <= text.count else { return nil }
        var value = 0
        for at in index..<index + count {
            let digit = text[at] &- UInt8(ascii: "0")
            guard digit <= 9 else { return nil }
            value = value * 10 + Int(digit)
        }
        return value
    }
}
