import HubGeography
import HubHotspots
import Testing

struct WindowTests {
    @Test(arguments: [
        ("month:2016-07", "2016-07-01", "2016-08-01", true), ("month:2016-12", "2016-12-01", "2017-01-01", true),
        ("quarter:2016-Q3", "2016-07-01", "2016-10-01", true), ("quarter:2016-Q4", "2016-10-01", "2017-01-01", true),
        ("year:2016-Q3", "2015-10-01", "2016-10-01", true), ("year:2016-Q4", "2016-01-01", "2017-01-01", true),
        ("rolling:28@2016-07-31", "2016-07-04", "2016-08-01", false),
        ("rolling:365@2016-12-31", "2016-01-02", "2017-01-01", false),
    ])
    func windowsAreRead(text: String, from: String, to: String, wholeMonths: Bool) throws {
        let window = try #require(Window(text))
        #expect(window.label == text)
        #expect(LondonCalendar.text(ofDay: window.from) == from)
        #expect(LondonCalendar.text(ofDay: window.to) == to)
        #expect(window.isWholeMonths == wholeMonths)
    }

    @Test(arguments: [
        "", "month", "month:", "month:2016-13", "month:2016-7", "quarter:2016-Q5", "quarter:2016-q3", "quarter:16-Q3",
        "year:2016", "year:2016-Q0", "rolling:28", "rolling:30@2016-07-31", "rolling:028@2016-07-31",
        "rolling:28@2016-07-32", "week:2016-07", "month:2016-07:1", "month:1899-12", "month:9999-12",
        "rolling:-28@2016-07-31",
        "rolling:28@2016-07-31@", "quarter:2016-Q\u{663}", " month:2016-07",
    ])
    func otherTextIsNone(text: String) { #expect(Window(text) == nil) }

    @Test func monthsTouchTheirWindows() {
        #expect(
            Window.wholeMonthWindows(touching: 201607).map(\.label) == [
                "month:2016-07", "quarter:2016-Q3", "year:2016-Q3", "year:2016-Q4", "year:2017-Q1", "year:2017-Q2",
            ])
        for window in Window.wholeMonthWindows(touching: 201612) { #expect(window.months.contains(201612)) }
        #expect(Window.wholeMonthWindows(touching: 201613).isEmpty)
        #expect(Window("year:2016-Q3")?.months.count == 12)
        #expect(Window("rolling:28@2016-07-15")?.months == [201606, 201607])
    }
}
