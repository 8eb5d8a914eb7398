import HubFeeds
import HubGeography
import HubHotspots
import HubJSON
import HubTesting
import Testing

struct SummaryFormTests {
    let builder = SummaryBuilder()

    func document(_ kind: AreaKind) throws -> SummaryDocument {
        let tally = try SummaryTests.tally("month:2016-07", SummaryTests.rows())
        var document = try #require(builder.document(.asb, kind, tally))
        document.revision = 3
        document.asOf = 1_467_370_800_123
        document.contributors = [
            .init(
                partner: "wyp", type: "asb.incident", lastReportedAt: 1_467_370_800_000, missingMonths: [], messages: 9),
            .init(partner: "leeds", type: "asb.incident", lastReportedAt: nil, missingMonths: [201607], messages: 0),
        ]
        return document
    }

    @Test(arguments: SummaryBuilder().kinds)
    func jsonHasTheMembersOfTheContract(kind: AreaKind) throws {
        let document = try document(kind)
        let value = try JSONValue.parse(SummaryJSON.write(document))
        #expect(value["theme"]?.string == "asb")
        #expect(value["area_kind"]?.string == kind.rawValue)
        #expect(value["window"]?["label"]?.string == "month:2016-07")
        #expect(value["window"]?["from"]?.string == "2016-07-01")
        #expect(value["window"]?["to"]?.string == "2016-08-01")
        #expect(value["tier"]?.string == "exact")
        #expect(value["revision"]?.int == 3)
        #expect(value["as_of"]?.string == "2016-07-01T11:00:00.123Z")
        #expect(value["completeness"]?["whole"]?.bool == false)
        #expect(value["completeness"]?["partners"]?[1]?["partner"]?.string == "leeds")
        let items = try #require(value["items"]?.array)
        #expect(items.count == document.items.count)
        let first = try #require(items.first)
        #expect(first["area"]?["code"]?.string == document.items[0].code)
        #expect(first["count"]?.int != nil)
        #expect(first["gi_star"]?["significance"]?.string != nil)
        #expect((first["gi_star"]?["reason"]?.string != nil) == (kind == .district))
        #expect((first["rank"] == nil) == (kind == .district))
        #expect(try JSONValue.parse(SummaryJSON.write(document, pretty: true)).serialised() == value.serialised())
    }

    @Test func longDocumentsAreSplitIntoWholeItems() throws {
        let document = try document(.lsoa)
        let limit = 50_000
        let parts = SummaryJSON.parts(document, limit: limit)
        #expect(parts.count > 5)
        var codes: [String] = []
        for (index, part) in parts.enumerated() {
            #expect(part.count <= limit)
            let value = try JSONValue.parse(part)
            #expect(value["part"]?.int == index + 1)
            #expect(value["parts"]?.int == parts.count)
            #expect(value["revision"]?.int == 3)
            codes += (value["items"]?.array ?? []).compactMap { $0["area"]?["code"]?.string }
        }
        #expect(codes == document.items.map(\.code))
        let whole = SummaryJSON.parts(document, limit: .max)
        #expect(whole == [SummaryJSON.write(document)])
        // Even an item alone beyond the limit is sent, whole.
        #expect(SummaryJSON.parts(document, limit: 10).count == 1388)
    }

    @Test func csvHasARowForEachItem() throws {
        let text = String(decoding: SummaryCSV.write(try document(.lsoa)), as: UTF8.self)
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        #expect(lines.count == 1 + 1388 + 1)
        #expect(lines[0].split(separator: ",").map(String.init) == SummaryCSV.columns)
        #expect(
            lines[1].hasPrefix(
                "asb,lsoa,E01010568,Bradford 016A,2011,month:2016-07,2016-07-01,2016-08-01,exact,3,2016-07-01T11:00:00.123Z,12,1,6.734007,1782,"
            ))
        for line in lines.dropLast() {
            #expect(line.split(separator: ",", omittingEmptySubsequences: false).count == SummaryCSV.columns.count)
        }
    }

    /// Names come with boundaries that somebody imported: neither CSV nor workbook runs them.
    @Test func noCellOfOutsideTextIsAFormula() throws {
        var document = try document(.district)
        let names = ["=1+1", "+1", "-1", "@SUM(1)", "\tx"]
        for (place, name) in names.enumerated() { document.items[place].name = name }
        let lines = String(decoding: SummaryCSV.write(document), as: UTF8.self).split(separator: "\r\n")
        let cells = lines[1...5].map { $0.split(separator: ",", omittingEmptySubsequences: false)[3] }
        #expect(cells.map(String.init) == names.map { "'" + $0 })
        let folder = try ScratchFolder()
        let path = try folder.write(try SummaryXLSX.write(document), to: "book.xlsx")
        let parts = try HubProcess.run(
            [
                "-c",
                "import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);print(*[z.read(n).decode() for n in z.namelist() if n.endswith('.xml')])",
                path,
            ], executable: "/usr/bin/python3")
        #expect(parts.status == 0 && !parts.outputText.contains("<f>") && parts.outputText.contains("=1+1"))
    }

    @Test func geoJSONHasPointsAndPolygons() throws {
        let areas = try JSONValue.parse(SummaryGeoJSON.write(try document(.msoa), builder))
        #expect(areas["type"]?.string == "FeatureCollection")
        #expect(areas["features"]?.array?.count == 299)
        #expect(areas["features"]?[0]?["geometry"]?["type"]?.string == "Point")
        #expect(areas["features"]?[0]?["properties"]?["count"]?.int != nil)
        let hexagons = try JSONValue.parse(SummaryGeoJSON.write(try document(.hex), builder))
        let ring = try #require(hexagons["features"]?[0]?["geometry"]?["coordinates"]?[0]?.array)
        #expect(hexagons["features"]?[0]?["geometry"]?["type"]?.string == "Polygon")
        #expect(ring.count == 7)
        #expect(ring.first?[0]?.double == ring.last?[0]?.double)
    }

    @Test func tableShowsTheTopAndTheTotals() throws {
        let table = SummaryTable.write(try document(.lsoa), limit: 2)
        #expect(table.contains("Anti-social behaviour by LSOA, month:2016-07, 2016-07-01 to 2016-07-31"))
        #expect(table.contains("E01010568  Bradford 016A"))
        #expect(!table.contains("E01010570"))
        #expect(table.contains("2 of 1388 LSOAs shown"))
        #expect(table.contains("counted 13 + no area 41 + unlocated 19 + outside 23 = 96"))
        #expect(table.contains("not complete: leeds (asb.incident)"))
    }
}
