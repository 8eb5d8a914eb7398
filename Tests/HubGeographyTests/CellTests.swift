import HubGeography
import Testing

struct CellTests {
    @Test(arguments: [
        ("E01010568", 2011, Cell.Kind.lsoa), ("W01001958", 2011, .lsoa), ("E02002198", 2011, .msoa),
        ("E05001341", 2015, .ward), ("E08000032", 2011, .district), ("E11000006", 2011, .county),
        ("E01035762", 2021, .lsoa),
    ])
    func areasKeepCodeKindAndVintage(code: String, vintage: Int, kind: Cell.Kind) throws {
        let cell = try #require(Cell(code: code, vintage: vintage))
        #expect(cell.code == code)
        #expect(cell.kind == kind)
        #expect(cell.vintage == vintage)
        #expect(cell.rawValue > 0)
        #expect(Cell(rawValue: cell.rawValue) == cell)
    }

    @Test(arguments: ["", "E0101056", "E010105681", "e01010568", "S01006506", "E0101056x", "E03000001", "E01010５68"])
    func otherCodesAreNone(code: String) { #expect(Cell(code: code, vintage: 2011) == nil) }

    @Test func vintagesOutsideTheRangeAreNone() {
        #expect(Cell(code: "E01010568", vintage: 2000) == nil)
        #expect(Cell(code: "E01010568", vintage: 2256) == nil)
    }

    @Test(arguments: [(0, 0), (12, -3), (-1, 1), (-(1 << 23), (1 << 23) - 1), (1234, 5678)])
    func hexagonsKeepCoordinates(q: Int, r: Int) throws {
        let cell = try #require(Cell.hexagon(q: q, r: r))
        let axial = try #require(cell.axial)
        #expect(axial == (q, r, 7))
        #expect(cell.rawValue > 0)
        #expect(cell.vintage == nil)
        #expect(cell.code == "HEX7_\(q)_\(r)")
        #expect(Cell(hexagonCode: cell.code) == cell)
    }

    @Test func hexagonsBeyondTheCoordinatesAreNone() {
        #expect(Cell.hexagon(q: 1 << 23, r: 0) == nil)
        #expect(Cell.hexagon(q: 0, r: -(1 << 23) - 1) == nil)
        #expect(Cell(hexagonCode: "HEX7_01_2") == nil)
        #expect(Cell(hexagonCode: "HEX7_1") == nil)
    }

    @Test func recordsWithoutPlaceHaveCells() {
        #expect(Cell.unlocated.kind == .nowhere)
        #expect(Cell.outside.code == "outside")
        #expect(Cell.county.code == "E11000006")
        #expect(Cell(rawValue: 0).kind == nil)
        #expect(Cell(rawValue: -1).kind == nil)
    }
}
