import HubGeography
import Testing

struct GridTests {
    /// Ordnance Survey's own example (guide to coordinate systems, annex): within the 5 m that Helmert gives. Caister water tower
    /// is OSGB36 E 651409.903, N 313177.270; in WGS84 by OSTN15 52.658007833 N, 1.716073973 E.
    @Test func agreesWithOrdnanceSurvey() throws {
        let transform = GridTransform()
        #expect(transform.isReady)
        let point = try #require(transform.grid(longitude: 1.716073973, latitude: 52.658007833))
        #expect(abs(point.easting - 651_409.903) < 5)
        #expect(abs(point.northing - 313_177.270) < 5)
        let back = try #require(transform.position(of: point))
        #expect(abs(back.longitude - 1.716073973) < 1e-6)
        #expect(abs(back.latitude - 52.658007833) < 1e-6)
    }

    @Test(arguments: [
        (Double.nan, 53.8), (-1.5, .infinity), (0, 0), (181, 53.8), (-1.5, 91), (12.5, 53.8), (-74, 40.7), (2.9, 49.1),
    ])
    func positionsOffTheGridAreNone(longitude: Double, latitude: Double) {
        let point = GridTransform().grid(longitude: longitude, latitude: latitude)
        #expect(point == nil || point?.isOnGrid == true)
        if !(-9.5...3).contains(longitude) || !latitude.isFinite { #expect(point == nil) }
    }

    @Test func hexagonsHaveTheirArea() throws {
        let grid = HexagonGrid()
        #expect((grid.edge * 10).rounded() == 1641)
        let cell = try #require(grid.cell(easting: 430_000, northing: 433_000))
        let corners = grid.polygon(of: cell)
        var doubled = 0.0
        for index in corners.indices {
            let (a, b) = (corners[index], corners[(index + 1) % 6])
            doubled += a.easting * b.northing - b.easting * a.northing
        }
        #expect(abs(doubled / 2 - 70_000) < 0.01)
    }

    @Test func everyPointIsInTheCellWithTheNearestCentre() throws {
        let grid = HexagonGrid()
        var state: UInt64 = 42
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let easting = Double(state >> 40) / Double(1 << 24) * 700_000
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let northing = Double(state >> 40) / Double(1 << 24) * 1_300_000
            let cell = try #require(grid.cell(easting: easting, northing: northing))
            func distance(_ cell: Cell) -> Double {
                guard let centre = grid.centre(of: cell) else { return .infinity }
                let (x, y) = (centre.easting - easting, centre.northing - northing)
                return (x * x + y * y).squareRoot()
            }
            let own = distance(cell)
            #expect(own <= grid.edge + 1e-6)
            for other in grid.neighbours(of: cell) { #expect(own <= distance(other) + 1e-6) }
        }
    }

    @Test func centresLieInTheirOwnCell() throws {
        let grid = HexagonGrid()
        for (q, r) in [(800, 1700), (1, 1), (-100, 2000)] {
            let cell = try #require(Cell.hexagon(q: q, r: r))
            let centre = try #require(grid.centre(of: cell))
            guard centre.isOnGrid else { continue }
            #expect(grid.cell(easting: centre.easting, northing: centre.northing) == cell)
            #expect(Set(grid.neighbours(of: cell)).count == 6)
            for other in grid.neighbours(of: cell) { #expect(grid.neighbours(of: other).contains(cell)) }
        }
        let other = try #require(Cell.hexagon(q: 1, r: 1))
        #expect(HexagonGrid(hectares: 10).centre(of: other) == nil)
    }

    /// The county has some 203,000 hectares (the sum of its LSOAs).
    @Test func studyAreaCoversTheCounty() throws {
        let area = StudyArea.shipped
        let hectares = AreaLookup.shipped.areas(.district).reduce(0) { $0 + $1.hectares }
        #expect(abs(Double(area.cells.count) * 7 / hectares - 1) < 0.01)
        let transform = GridTransform()
        let leeds = try #require(transform.grid(longitude: -1.5437, latitude: 53.7974))
        let full = try #require(area.grid.cell(easting: leeds.easting, northing: leeds.northing))
        #expect(area.contains(full))
        let manchester = try #require(transform.grid(longitude: -2.2446, latitude: 53.4795))
        #expect(
            !area.contains(try #require(area.grid.cell(easting: manchester.easting, northing: manchester.northing))))
        // Nearly every LSOA's centroid is in one of its cells.
        let inside = AreaLookup.shipped.areas(.lsoa).filter {
            transform.grid(longitude: $0.longitude, latitude: $0.latitude).flatMap {
                area.grid.cell(easting: $0.easting, northing: $0.northing)
            }.map(area.contains) ?? false
        }
        #expect(inside.count == 1388)
    }
}
