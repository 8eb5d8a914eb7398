import HubFeeds
import HubGeography
import HubHotspots
import HubJSON
import HubTesting
import Testing

struct SummaryTests {
    let builder = SummaryBuilder()

    static func cell(_ code: String) -> Cell { Cell(code: code, vintage: 2011) ?? .county }

    static func tally(_ window: String, _ rows: [BinRow]) throws -> WindowTally {
        var tally = WindowTally(try #require(Window(window)))
        for row in rows { tally.add(row) }
        return tally
    }

    /// Two months of made-up bins: every way of being placed and dated.
    static func rows() throws -> [BinRow] {
        let july = try #require(LondonCalendar.day("2016-07-01"))
        let hexagon = try #require(HexagonGrid().cell(easting: 430_000, northing: 433_500))
        return [
            BinRow(cell: cell("E01010568"), day: july, precision: .month, count: 7, night: 2, daytime: 3, repeats: 1),
            BinRow(cell: cell("E01010568"), day: july + 3, precision: .day, count: 5),
            BinRow(cell: cell("E01010569"), day: july + 30, precision: .day, count: 1),
            BinRow(cell: cell("E01010569"), day: july + 31, precision: .day, count: 100),
            BinRow(cell: cell("E01010569"), day: july - 1, precision: .day, count: 100),
            BinRow(cell: cell("E02002198"), day: july, precision: .month, count: 11),
            BinRow(cell: cell("E08000032"), day: july, precision: .month, count: 13),
            BinRow(cell: .county, day: july + 1, precision: .day, count: 17),
            BinRow(cell: hexagon, day: july + 1, precision: .day, count: 17),
            BinRow(cell: .unlocated, day: july, precision: .month, count: 19),
            BinRow(cell: .outside, day: july + 2, precision: .day, count: 23),
        ]
    }

    @Test(
        arguments: [
            (AreaKind.lsoa, 13, 41), (.msoa, 24, 30), (.district, 37, 17), (.hex, 17, 37),
        ] as [(AreaKind, Int64, Int64)])
    func totalsReconcile(kind: AreaKind, counted: Int64, noArea: Int64) throws {
        let document = try #require(builder.document(.asb, kind, Self.tally("month:2016-07", Self.rows())))
        #expect(document.totals.counted == counted)
        #expect(document.totals.noArea == noArea)
        #expect(document.totals.unlocated == 19)
        #expect(document.totals.outside == 23)
        #expect(document.totals.sum == 13 + 11 + 13 + 17 + 19 + 23)
        #expect(document.items.reduce(0) { $0 + $1.measures.count } == counted)
    }

    @Test func monthsAreNotCountedInRollingWindows() throws {
        let tally = try Self.tally("rolling:28@2016-07-31", Self.rows())
        let document = try #require(builder.document(.asb, .lsoa, tally))
        // 4 July and 31 July; the first three days of July lie before the window.
        #expect(document.totals.counted == 6)
        #expect(document.totals.sum == 6)
        #expect(tally.datedToMonthOnly == 7 + 11 + 13 + 19)
        #expect(document.note?.contains("50 records") == true)
    }

    @Test func everyAreaIsListedAndRanked() throws {
        let tally = try Self.tally("month:2016-07", Self.rows())
        let lsoas = try #require(builder.document(.asb, .lsoa, tally))
        #expect(lsoas.items.count == 1388)
        #expect(lsoas.items.first?.code == "E01010568")
        #expect(lsoas.items.first?.rank == 1)
        #expect(lsoas.items[1].rank == 2)
        #expect(lsoas.items[2].rank == 3)
        #expect(lsoas.items[1387].rank == 3)
        #expect(lsoas.items.first?.rate == 12.0 * 1000 / 1782)
        #expect(lsoas.items.first?.measures.night == 2)
        #expect(lsoas.items.first?.repeatShare == 1.0 / 12)
        let districts = try #require(builder.document(.asb, .district, tally))
        #expect(districts.items.map(\.measures.count) == [37, 0, 0, 0, 0])
        #expect(districts.items.allSatisfy { $0.rank == nil && $0.score.outcome == .notComputed(.tooFewAreas) })
        #expect(builder.document(.asb, .ward, tally) == nil)
    }

    @Test func hexagonsListWhatIsThereAndCountTheEmpty() throws {
        let document = try #require(builder.document(.asb, .hex, Self.tally("month:2016-07", Self.rows())))
        let total = try #require(document.totals.empty) + document.items.count
        #expect(total == StudyArea.shipped.cells.count)
        // The one full cell and the six around it are significant, since all others are empty.
        #expect(document.items.count == 7)
        #expect(document.items.filter { $0.score.significance == .hot }.count == 7)
        #expect(document.hexagonHectares == 7)
        let item = try #require(document.items.first { $0.measures.count > 0 })
        #expect(builder.outline(of: item.cell)?.polygons.first?.first?.count == 7)
        #expect(abs(item.longitude + 1.54) < 0.05 && abs(item.latitude - 53.80) < 0.05)
    }

    @Test func hexagonsBeyondTheCountyAreShownWithACount() throws {
        let far = try #require(HexagonGrid().cell(easting: 384_000, northing: 398_000))
        let day = try #require(LondonCalendar.day("2016-07-05"))
        let rows = [
            BinRow(cell: far, day: day, precision: .day, count: 3),
            BinRow(cell: .county, day: day, precision: .day, count: 3),
        ]
        let document = try #require(builder.document(.asb, .hex, Self.tally("month:2016-07", rows)))
        #expect(document.items.map(\.cell) == [far])
        #expect(document.totals.counted == 3)
        #expect(document.totals.empty == StudyArea.shipped.cells.count)
    }

    @Test func theSameBinsGiveTheSameBytes() throws {
        let rows = try Self.rows()
        for kind in SummaryBuilder().kinds {
            let one = try #require(builder.document(.knife, kind, Self.tally("quarter:2016-Q3", rows)))
            let other = try #require(
                SummaryBuilder().document(.knife, kind, Self.tally("quarter:2016-Q3", rows.reversed())))
            #expect(SummaryJSON.write(one) == SummaryJSON.write(other))
            #expect(SummaryCSV.write(one) == SummaryCSV.write(other))
        }
    }

    @Test func contentLeavesOutWhatChangesOnItsOwn() throws {
        var one = try #require(builder.document(.asb, .district, Self.tally("month:2016-07", Self.rows())))
        one.contributors = [
            .init(partner: "wyp", type: "asb.incident", lastReportedAt: 5, missingMonths: [], messages: 9)
        ]
        var other = one
        other.revision = 7
        other.asOf = 1_467_370_800_000
        other.contributors[0].lastReportedAt = 6
        #expect(SummaryJSON.content(one) == SummaryJSON.content(other))
        other.contributors[0].missingMonths = [201607]
        #expect(SummaryJSON.content(one) != SummaryJSON.content(other))
    }

    @Test func kindsAndTiersNotThereSaySo() {
        #expect(AreaKind.ward.unavailable.contains("hub geography import"))
        #expect(SummaryBuilder().kinds == [.lsoa, .msoa, .district, .hex])
        #expect(Theme(series: 1) == .asb)
        #expect(Theme(series: 3) == .knife)
    }
}
