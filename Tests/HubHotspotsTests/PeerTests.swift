import Foundation
import HubGeography
import HubHotspots
import HubTesting
import Testing

/// The statistics against esda, libpysal, scipy, pymannkendall and pyproj on the real files, to 1e-9 relative.
@Suite(
    .enabled(if: SharedData.isPresent, "the public data beside the repository is not there"),
    .enabled(if: PythonEnvironment.isPresent, Comment(rawValue: PythonEnvironment.absence)))
struct PeerTests {
    private static let tolerance = 1e-9

    private struct Case: Encodable {
        var kind: String
        var values: [Double]?
        var neighbours: [[Int]]?
        var series: [[Double]]?
        var seasonal: Bool?
        var z: [Double]?
        var p: [Double]?
        var q: [Double]?
        var tau: [Double]?
        var pipeline: String?
        var positions: [[Double]]?
        var points: [[Double]]?
        var back: [[Double]]?
    }

    private static func compare(_ cases: [Case]) throws -> [[String: Double]] {
        let written = try PythonEnvironment.run(
            script: "HubHotspotsTests/peers.py", input: try JSONEncoder().encode(cases))
        return try JSONDecoder().decode([[String: Double]].self, from: written)
    }

    private static func scores(_ values: [Double], _ adjacency: Adjacency) throws -> Case {
        let scores = HotspotScore.scores(values, adjacency)
        var found = Case(kind: "getis_ord", values: values, z: [], p: [], q: [])
        found.neighbours = (0..<adjacency.count).map { adjacency[$0].map(Int.init) }
        for score in scores {
            guard case .computed(let z, let p) = score.outcome else { throw NotComputed() }
            found.z?.append(z)
            found.p?.append(p)
            found.q?.append(score.q)
        }
        return found
    }

    private struct NotComputed: Error {}

    @Test func scoresOfARealMonthAgree() throws {
        let rows = try RealData.july2016()
        let lookup = AreaLookup.shipped
        var cases: [Case] = []
        for kind in [Cell.Kind.lsoa, .msoa] {
            var counts = [Double](repeating: 0, count: lookup.areas(kind).count)
            for case let cell? in rows.map(\.lsoa) {
                guard let area = lookup.ancestor(of: cell, kind: kind), let index = lookup.index(of: area) else {
                    continue
                }
                counts[index] += 1
            }
            let rates = zip(counts, lookup.areas(kind)).compactMap {
                Ranking.ratePerThousand(Int64($0), population: $1.population)
            }
            #expect(rates.count == counts.count)
            cases.append(try Self.scores(counts, lookup.adjacency(kind)))
            cases.append(try Self.scores(rates, lookup.adjacency(kind)))
        }
        let study = StudyArea.shipped
        let transform = GridTransform()
        var byHexagon: [Cell: Double] = [:]
        for row in rows {
            guard let longitude = row.longitude, let latitude = row.latitude,
                let point = transform.grid(longitude: longitude, latitude: latitude),
                let cell = study.grid.cell(easting: point.easting, northing: point.northing)
            else { continue }
            byHexagon[cell, default: 0] += 1
        }
        let (cells, adjacency) = study.cells(adding: Array(byHexagon.keys))
        cases.append(try Self.scores(cells.map { byHexagon[$0] ?? 0 }, adjacency))
        for (found, size) in zip(try Self.compare(cases), [1388, 1388, 299, 299, cells.count]) {
            for figure in ["z", "p", "q"] { #expect(found[figure, default: 1] < Self.tolerance, "\(figure): \(found)") }
            #expect(found["areas"] == Double(size))
        }
    }

    /// Trends of Gi* and of plain counts, which have many ties.
    @Test func trendsOfThreeYearsAgree() throws {
        let leeds = try RealData.leeds()
        #expect(leeds.months.count == 36 && leeds.codes.count == 107)
        #expect(leeds.months.reduce(0) { $0 + $1.counts.reduce(0, +) } == 27_433)
        let scores = try leeds.months.map { try Self.scores($0.counts, leeds.neighbours).z ?? [] }
        var cases: [Case] = []
        for (values, isSeasonal, steps) in [
            (scores, true, 24), (scores, false, 12), (leeds.months.map(\.counts), false, 36),
            (leeds.months.map(\.counts), true, 36),
        ] {
            let series = leeds.codes.indices.map { area in values.suffix(steps).map { $0[area] } }
            let found = series.compactMap { isSeasonal ? MannKendall($0, period: 12) : MannKendall($0) }
            #expect(found.count == series.count)
            cases.append(
                Case(
                    kind: "trends", series: series, seasonal: isSeasonal, z: found.map(\.z), p: found.map(\.p),
                    tau: found.map(\.tau)))
        }
        for found in try Self.compare(cases) {
            for figure in ["z", "p", "tau"] {
                #expect(found[figure, default: 1] < Self.tolerance, "\(figure): \(found)")
            }
            #expect(found["areas"] == 107)
        }
    }

    /// The pipeline is PROJ's own; against the transformation that EPSG lists first it is within the 5 m it promises.
    @Test func theGridAgrees() throws {
        let transform = GridTransform()
        var found = Case(kind: "grid", pipeline: GridTransform.pipeline, positions: [], points: [], back: [])
        for row in try RealData.july2016().prefix(2000) {
            guard let longitude = row.longitude, let latitude = row.latitude,
                let point = transform.grid(longitude: longitude, latitude: latitude)
            else { continue }
            found.positions?.append([longitude, latitude])
            found.points?.append([point.easting, point.northing])
            let back = try #require(transform.position(of: point))
            found.back?.append([back.longitude, back.latitude])
        }
        let result = try #require(try Self.compare([found]).first)
        for figure in ["easting", "northing", "longitude", "latitude"] {
            #expect(result[figure, default: 1] < Self.tolerance, "\(figure): \(result)")
        }
        #expect(result["metres_from_epsg", default: 99] < 5)
    }
}
