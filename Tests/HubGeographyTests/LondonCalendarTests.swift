import HubGeography
import Testing

struct LondonCalendarTests {
    @Test(
        arguments: [
            ("1970-01-01", 0), ("2016-07-01", 16983), ("2000-02-29", 11016), ("1969-12-31", -1),
            ("0000-01-01", -719_528),
            ("9999-12-31", 2_932_896), ("1900-03-01", -25508),
        ] as [(String, Int32)])
    func datesAreDays(text: String, day: Int32) {
        #expect(LondonCalendar.day(text) == day)
        #expect(LondonCalendar.text(ofDay: day) == text)
    }

    @Test(arguments: [
        "2016-02-30", "2015-02-29", "1900-02-29", "2016-13-01", "2016-00-01", "2016-01-00", "2016-1-01", "16-01-01",
        "2016/01/01", "2016-01-01 ", "2016-04-31",
    ])
    func impossibleDatesAreNone(text: String) { #expect(LondonCalendar.day(text) == nil) }

    @Test func everyDayRoundTrips() {
        for day in stride(from: LondonCalendar.days.lowerBound, through: LondonCalendar.days.upperBound, by: 13) {
            let date = LondonCalendar.date(ofDay: day)
            #expect(LondonCalendar.day(year: date.year, month: date.month, day: date.day) == day)
        }
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2016-07-01T12:00:00+01:00", 1_467_370_800_000),
            ("2016-07-01T11:00:00z", 1_467_370_800_000), ("2016-07-01t11:00:00.123456Z", 1_467_370_800_123),
            ("2016-07-01T11:00:00.5-00:00", 1_467_370_800_500), ("2016-12-31T23:59:60Z", 1_483_228_799_999),
            ("2017-01-01T00:59:60+01:00", 1_483_228_799_999), ("1969-12-31T23:59:59.999Z", -1),
            ("2016-07-01T00:00:00+23:59", 1_467_244_860_000),
        ] as [(String, Int64)])
    func instantsAreRead(text: String, instant: Int64) { #expect(LondonCalendar.instant(text) == instant) }

    @Test(arguments: [
        "2016-07-01T12:00:00", "2016-07-01T24:00:00Z", "2016-07-01T12:60:00Z", "2016-07-01T12:00:61Z",
        "2016-07-01T12:00:60Z", "2016-07-15T23:59:60Z", "2016-07-01T12:00:00+24:00", "2016-07-01T12:00:00+01:60",
        "2016-07-01T12:00:00.Z", "2016-07-01 12:00:00Z", "2016-07-01T12:00:00+0100", "2016-07-01T12:00Z",
        "2016-07-01T12:00:00ZZ", "2016-06-31T12:00:00Z", "", "2016-07-01T12:00:00.5", "2016-07-01T-1:00:00Z",
        "2016-07-01T12:00:00+",
    ])
    func otherInstantsAreNone(text: String) { #expect(LondonCalendar.instant(text) == nil) }

    @Test(arguments: [
        // Clocks went forward on 27 March 2016 and back on 30 October 2016, both at 01:00 UTC.
        ("2016-03-27T00:59:59Z", "2016-03-27", 0), ("2016-03-27T01:00:00Z", "2016-03-27", 2),
        ("2016-10-30T00:59:59Z", "2016-10-30", 1), ("2016-10-30T01:00:00Z", "2016-10-30", 1),
        ("2016-07-31T22:59:59Z", "2016-07-31", 23), ("2016-07-31T23:00:00Z", "2016-08-01", 0),
        ("2016-12-31T23:30:00Z", "2016-12-31", 23), ("2020-03-29T01:00:00Z", "2020-03-29", 2),
        ("2020-10-25T00:00:00Z", "2020-10-25", 1),
    ])
    func instantsFallOnLondonDays(text: String, day: String, hour: Int) throws {
        let instant = try #require(LondonCalendar.instant(text))
        #expect(LondonCalendar.text(ofDay: LondonCalendar.day(ofEpochMilliseconds: instant)) == day)
        #expect(LondonCalendar.localHour(ofEpochMilliseconds: instant) == hour)
    }

    @Test func daysBeginWhereTheyDo() throws {
        for text in ["2016-03-26", "2016-03-27", "2016-03-28", "2016-10-30", "2016-10-31", "2016-07-01", "2016-01-01"] {
            let day = try #require(LondonCalendar.day(text))
            let start = LondonCalendar.startOfDay(day)
            #expect(LondonCalendar.day(ofEpochMilliseconds: start) == day)
            #expect(LondonCalendar.day(ofEpochMilliseconds: start - 1) == day - 1)
        }
    }

    @Test func monthsAdvance() {
        #expect(LondonCalendar.month("2016-07") == 201607)
        #expect(LondonCalendar.month("2016-13") == nil)
        #expect(LondonCalendar.text(ofMonth: 201607) == "2016-07")
        #expect(LondonCalendar.month(201611, advancedBy: 3) == 201702)
        #expect(LondonCalendar.month(201601, advancedBy: -1) == 201512)
        #expect(LondonCalendar.month(1, advancedBy: -1) == nil)
        #expect(LondonCalendar.month(201601, advancedBy: .max) == nil)
        #expect(LondonCalendar.firstDay(ofMonth: 201607) == 16983)
        #expect(LondonCalendar.firstDay(ofMonth: 201613) == nil)
        #expect(LondonCalendar.month(ofDay: 16983) == 201607)
    }

    @Test func farInstantsAreHeldToTheCalendar() {
        #expect(LondonCalendar.day(ofEpochMilliseconds: .max) == LondonCalendar.days.upperBound)
        #expect(LondonCalendar.day(ofEpochMilliseconds: .min) == LondonCalendar.days.lowerBound)
        #expect(LondonCalendar.text(ofEpochMilliseconds: 1_467_370_800_123) == "2016-07-01T11:00:00.123Z")
    }
}
