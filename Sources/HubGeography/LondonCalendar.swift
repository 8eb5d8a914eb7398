/// Civil time in West Yorkshire, by rule and without tables: Greenwich Mean Time, and British Summer Time (one hour ahead) from
/// the last Sunday of March 01:00 UTC to the last Sunday of October 01:00 UTC.
///
/// Source: Summer Time Order 2002 (SI 2002/262); the October date is the same in every year since 1996. The
/// rule is applied to earlier years too, where some dates differed. Days are counted from 1970-01-01, which is day 0, in the
/// proleptic Gregorian calendar; instants are milliseconds since 1970-01-01T00:00:00Z. Years 0 to 9999.
package enum LondonCalendar {
    static let millisecondsPerDay: Int64 = 86_400_000
    static let millisecondsPerHour: Int64 = 3_600_000

    /// The days that dates from 0000-01-01 to 9999-12-31 have.
    package static let days: ClosedRange<Int32> = -719_528...2_932_896
    /// The instants within those days.
    package static let instants: ClosedRange<Int64> = -719_528 * 86_400_000...2_932_897 * 86_400_000 - 1

    /// The day of a date; nil if there is no such date.
    package static func day(year: Int, month: Int, day: Int) -> Int32? {
        guard (0...9999).contains(year), (1...12).contains(month), day >= 1, day <= length(ofMonth: month, year: year)
        else { return nil }
        // Days from civil, with years that begin in March (Howard Hinnant, "chrono-compatible low-level date algorithms").
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return Int32(era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468)
    }

    /// The date of a day.
    package static func date(ofDay day: Int32) -> (year: Int, month: Int, day: Int) {
        let shifted = Int(day) + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let year = yearOfEra + era * 400
        return (
            month < 10 ? year : year + 1, month < 10 ? month + 3 : month - 9, dayOfYear - (153 * month + 2) / 5 + 1
        )
    }

    /// How many days a month has; 0 for no month.
    package static func length(ofMonth month: Int, year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        case 1...12: 31
        default: 0
        }
    }

    /// The London day on which an instant falls; instants beyond the calendar are taken as its ends.
    package static func day(ofEpochMilliseconds instant: Int64) -> Int32 {
        Int32(floorDivide(local(instant), millisecondsPerDay))
    }

    /// The hour (0 to 23) that London's clocks show at an instant.
    package static func localHour(ofEpochMilliseconds instant: Int64) -> Int {
        let local = local(instant)
        return Int((local - floorDivide(local, millisecondsPerDay) * millisecondsPerDay) / millisecondsPerHour)
    }

    /// The instant at which a London day begins.
    package static func startOfDay(_ day: Int32) -> Int64 {
        let midnight = Int64(day) * millisecondsPerDay
        // Clocks change at 01:00 UTC, never at midnight, so that the offset an hour before local midnight is that at it.
        return midnight - offset(midnight - millisecondsPerHour)
    }

    /// The month of a day as YYYYMM, for example 201607.
    package static func month(ofDay day: Int32) -> Int32 {
        let date = date(ofDay: day)
        return Int32(date.year * 100 + date.month)
    }

    /// The first day of a month given as YYYYMM; nil if there is no such month.
    package static func firstDay(ofMonth month: Int32) -> Int32? {
        month < 0 ? nil : day(year: Int(month / 100), month: Int(month % 100), day: 1)
    }

    /// The month `steps` after (or before) a month, both as YYYYMM; nil beyond the calendar.
    package static func month(_ month: Int32, advancedBy steps: Int32) -> Int32? {
        let (index, overflow) = (month / 100 * 12 + month % 100 - 1).addingReportingOverflow(steps)
        guard !overflow, index >= 0, index < 120_000 else { return nil }
        return index / 12 * 100 + index % 12 + 1
    }

    /// Milliseconds that London is ahead of UTC at an instant.
    package static func offset(_ instant: Int64) -> Int64 {
        let instant = min(max(instant, instants.lowerBound), instants.upperBound)
        let year = date(ofDay: Int32(floorDivide(instant, millisecondsPerDay))).year
        let summer = change(year: year, month: 3)..<change(year: year, month: 10)
        return summer.contains(instant) ? millisecondsPerHour : 0
    }

    private static func local(_ instant: Int64) -> Int64 {
        let instant = min(max(instant, instants.lowerBound), instants.upperBound)
        return instant + offset(instant)
    }

    /// 01:00 UTC on the last Sunday of a month with 31 days.
    private static func change(year: Int, month: Int) -> Int64 {
        let last = Int64(day(year: year, month: month, day: 31) ?? 0)
        // 1970-01-01 was a Thursday: (day + 4) mod 7 is 0 on Sundays.
        let sunday = last - ((last + 4) % 7 + 7) % 7
        return sunday * millisecondsPerDay + millisecondsPerHour
    }

    static func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
        value >= 0 ? value / by : -((-value + by - 1) / by)
    }
}
