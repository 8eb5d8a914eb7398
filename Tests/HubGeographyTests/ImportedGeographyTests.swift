import Foundation
import HubJSON
import HubTesting
import Testing

@testable import HubGeography

/// Boundaries and look-ups that are brought in.
struct ImportedGeographyTests {
    private static func boundaries(_ name: String) throws -> BoundaryFile {
        try BoundaryFile(
            JSONValue.parse(
                Array(try Data(contentsOf: URL(fileURLWithPath: SharedData.path("data/geo/\(name).geojson")))),
                limits: .generous))
    }

    /// The official files of the five districts give the neighbours that are shipped, which were computed elsewhere.
    @Test(.enabled(if: SharedData.isPresent, "the public data beside the repository is not there"))
    func neighboursAreThoseComputedElsewhere() throws {
        let codes = ["E08000032", "E08000033", "E08000034", "E08000035", "E08000036"]
        let features = try codes.flatMap { try Self.boundaries("lsoa2011_\($0)").features }
        let polygons = PolygonSet()
        for feature in features { #expect(polygons.add(feature.polygons)) }
        let neighbours = polygons.neighbours(within: ImportedGeography.tolerance)
        let lookup = AreaLookup.shipped
        #expect(features.count == 1388)
        var links = 0
        for (index, feature) in features.enumerated() {
            let cell = try #require(Cell(code: feature.code, vintage: 2011))
            let place = try #require(lookup.index(of: cell))
            let expected = lookup.adjacency(.lsoa)[place].map { lookup.areas(.lsoa)[Int($0)].code }
            #expect(neighbours[index].map { features[$0].code }.sorted() == expected)
            links += expected.count
        }
        #expect(links > 8000)
        // The file's outlines are generalised, so that single areas differ from the official hectares.
        let hectares = polygons.figures.reduce(0) { $0 + $1.area } / 10_000
        let official = lookup.areas(.lsoa).reduce(0) { $0 + $1.hectares }
        #expect(abs(hectares / official - 1) < 0.01)
    }

    @Test(.enabled(if: SharedData.isPresent, "the public data beside the repository is not there"))
    func wardsAreShownOnceTheyAreThere() throws {
        var geography = ImportedGeography()
        let report = try geography.take(try Self.boundaries("wards_E08000035"), vintage: 2013)
        #expect(report.kind == .ward && report.taken == 33 && report.outside == 0 && report.islands.isEmpty)
        let read = try #require(ImportedGeography(try JSONValue.parse(geography.json)))
        let lookup = read.lookup()
        #expect(lookup.areas(.ward).count == 33)
        #expect(lookup.areas(.lsoa).count == 1388)
        // Best fit: nearly every LSOA of Leeds lies in one of its wards, those of other districts in none.
        let leeds = try #require(Cell(code: "E08000035", vintage: 2011))
        var placed = 0
        for area in lookup.areas(.lsoa) {
            let ward = lookup.ancestor(of: area.cell, kind: .ward)
            let isLeeds = lookup.ancestor(of: area.cell, kind: .district) == leeds
            if ward != nil { placed += 1 }
            if let ward { #expect(lookup.ancestor(of: ward, kind: .district) == leeds && isLeeds) }
        }
        #expect(placed == 482)
        // Leeds town hall, on the National Grid.
        let cells = lookup.boundaries.cells(at: GridPoint(easting: 429_700, northing: 433_900))
        #expect(cells.count == 1 && cells.first?.kind == .ward)
        let code = Array((cells.first?.code ?? "").utf8)
        let placement = code.withUnsafeBytes { lookup.place(utf8: $0, kind: .ward, vintage: 2013) }
        #expect(placement == cells.first.map { .inCounty($0) })
    }

    @Test func lookupsLinkOldToNewAndSmallToLarge() throws {
        var geography = ImportedGeography()
        let report = try geography.take(lookup: [
            ["LSOA11CD", "LSOA21CD", "WD23CD", "population"], ["E01010568", "E01010568", "E05001341", "1,500"],
            // Split in two: linked to none of them.
            ["E01010569", "E01035001", "E05001341", "900"], ["E01010569", "E01035002", "E05001341", "900"],
        ])
        #expect(report.taken == 3)
        let old = try #require(Cell(code: "E01010568", vintage: 2011))
        let new = try #require(Cell(code: "E01010568", vintage: 2021))
        #expect(geography.links.contains(.init(from: old, to: new)))
        let split = try #require(Cell(code: "E01010569", vintage: 2011))
        #expect(!geography.links.contains { $0.from == split && $0.to.kind == .lsoa })
        #expect(geography.links.contains { $0.from == split && $0.to.kind == .ward })
        #expect(geography.populations[old] == 1500)
        #expect(throws: GeographyError.self) { try geography.take(lookup: [["a", "b"], ["1", "2"]]) }
        #expect(throws: GeographyError.self) { try geography.take(lookup: []) }
    }

    /// Squares of 100 m: two that touch but for 0.6 m, one with a hole that another fills, and one far away.
    @Test func aMetreApartIsTouching() throws {
        func square(_ x: Double, _ y: Double, _ size: Double = 100) -> [GridPoint] {
            [(0.0, 0.0), (size, 0), (size, size), (0, size)].map { GridPoint(easting: x + $0.0, northing: y + $0.1) }
        }
        let polygons = PolygonSet()
        for rings in [
            [square(430_000, 430_000)], [square(430_100.6, 430_000)],
            [square(431_000, 430_000, 300), square(431_100, 430_100)],
            [square(431_100, 430_100)], [square(440_000, 430_000)],
        ] { #expect(polygons.add([rings])) }
        #expect(polygons.neighbours(within: 1) == [[1], [0], [3], [2], []])
        #expect(polygons.neighbours(within: 0.5) == [[], [], [3], [2], []])
        #expect(abs(polygons.figures[2].area - 80_000) < 1e-6)
        #expect(!polygons.add([[[GridPoint(easting: 1, northing: 1)]]]))
        let boundaries = Boundaries([
            .init(cell: .county, rings: [square(431_000, 430_000, 300), square(431_100, 430_100)])
        ])
        #expect(boundaries.cells(at: GridPoint(easting: 431_050, northing: 430_050)) == [.county])
        #expect(boundaries.cells(at: GridPoint(easting: 431_150, northing: 430_150)).isEmpty)
        #expect(boundaries.cells(at: GridPoint(easting: 431_301, northing: 430_150)).isEmpty)
    }

    @Test(arguments: [
        #"{"type":"Feature"}"#, #"{"type":"FeatureCollection","features":[]}"#,
        #"{"type":"FeatureCollection","features":[{"properties":{"name":"x"},"geometry":null}]}"#,
        #"{"type":"FeatureCollection","features":[{"properties":{"LSOA11CD":"E01010568"},"geometry":null}]}"#,
        #"{"type":"FeatureCollection","features":[{"properties":{"LSOA11CD":"E01010568"},"geometry":{"type":"Polygon","coordinates":[[[400000,430000],[400100,430000],[400000,430100],[400000,430000]]]}}]}"#,
    ])
    func otherFilesAreRefused(text: String) throws {
        let value = try JSONValue.parse(text)
        #expect(throws: GeographyError.self) { try BoundaryFile(value) }
    }
}
