import Foundation
import HubTesting
import Testing

@testable import HubGeography

struct AreaLookupTests {
    let lookup = AreaLookup.shipped

    @Test func holdsTheCounty() throws {
        #expect(lookup.areas(.lsoa).count == 1388)
        #expect(lookup.areas(.msoa).count == 299)
        #expect(lookup.areas(.district).map(\.code) == (32...36).map { "E080000\($0)" })
        #expect(lookup.areas(.district).map(\.name) == ["Bradford", "Calderdale", "Kirklees", "Leeds", "Wakefield"])
        // 2011 census, usual residents of West Yorkshire: 2,226,058.
        #expect(lookup.areas(.lsoa).reduce(0) { $0 + $1.population } == 2_226_058)
        #expect(lookup.areas(.district).reduce(0) { $0 + $1.population } == 2_226_058)
        #expect(lookup.areas(.ward).isEmpty)
    }

    @Test func neighboursAreThoseOfTheFile() throws {
        let adjacency = lookup.adjacency(.lsoa)
        #expect(adjacency.count == 1388)
        let cell = try #require(Cell(code: "E01010568", vintage: 2011))
        let first = try #require(lookup.index(of: cell))
        let codes = adjacency[first].map { lookup.areas(.lsoa)[Int($0)].code }
        #expect(
            codes == [
                "E01010571", "E01010572", "E01010573", "E01010576", "E01010577", "E01010686", "E01010779",
            ])
        // The file is symmetric already; a mean of 5.86 over 1,388 areas.
        #expect((Double(adjacency.indices.count) / 1388 * 100).rounded() == 586)
        for area in 0..<adjacency.count { #expect(!adjacency[area].isEmpty && !adjacency[area].contains(Int32(area))) }
    }

    @Test func districtsTouchAsOnTheMap() {
        let names = lookup.areas(.district).map(\.name)
        let touching = (0..<5).map { index in lookup.adjacency(.district)[index].map { names[Int($0)] } }
        #expect(
            touching == [
                ["Calderdale", "Kirklees", "Leeds"], ["Bradford", "Kirklees"],
                ["Bradford", "Calderdale", "Leeds", "Wakefield"], ["Bradford", "Kirklees", "Wakefield"],
                ["Kirklees", "Leeds"],
            ])
    }

    @Test func largerAreasAreFound() throws {
        let lsoa = try #require(Cell(code: "E01010568", vintage: 2011))
        #expect(lookup.ancestor(of: lsoa, kind: .msoa)?.code == "E02002198")
        #expect(lookup.ancestor(of: lsoa, kind: .district)?.code == "E08000032")
        #expect(lookup.ancestor(of: lsoa, kind: .lsoa) == lsoa)
        let msoa = try #require(Cell(code: "E02002198", vintage: 2011))
        #expect(lookup.ancestor(of: msoa, kind: .district)?.code == "E08000032")
        #expect(lookup.ancestor(of: msoa, kind: .lsoa) == nil)
        #expect(lookup.area(msoa)?.name == "Bradford 016")
        #expect(lookup.ancestor(of: .county, kind: .district) == nil)
    }

    @Test(arguments: [
        ("E01010568", Cell.Kind.lsoa, 2011, "in"), ("E01007359", .lsoa, 2011, "outside"),
        ("E01033768", .lsoa, 2011, "outside"), ("E01033769", .lsoa, 2011, "never"), ("E01000000", .lsoa, 2011, "never"),
        ("E01999999", .lsoa, 2021, "never"), ("E01035762", .lsoa, 2021, "none"), ("E01035763", .lsoa, 2021, "never"),
        ("W01001958", .lsoa, 2011, "outside"), ("W01001959", .lsoa, 2011, "never"), ("W01002019", .lsoa, 2021, "none"),
        ("W01002041", .lsoa, 2021, "never"), ("E01010568", .lsoa, 2021, "none"), ("E02002198", .msoa, 2011, "in"),
        ("E02000001", .msoa, 2011, "outside"), ("E02002198", .msoa, 2021, "none"), ("E08000035", .district, 2011, "in"),
        ("E08000035", .district, 2021, "in"), ("E08000016", .district, 2011, "outside"),
        ("E05001341", .ward, 2015, "none"),
        ("nonsense!", .lsoa, 2011, "never"), ("E02002198", .lsoa, 2011, "never"), ("E11000006", .county, 2011, "in"),
        ("E11000003", .county, 2011, "outside"),
    ])
    func codesArePlaced(code: String, kind: Cell.Kind, vintage: Int, expected: String) {
        let placement = Array(code.utf8).withUnsafeBytes { lookup.place(utf8: $0, kind: kind, vintage: vintage) }
        switch placement {
        case .inCounty(let cell):
            #expect(expected == "in")
            #expect(cell.code == code)
            #expect(cell.vintage == 2011)
        case .outside: #expect(expected == "outside")
        case .neverIssued: #expect(expected == "never")
        case .noLookup: #expect(expected == "none")
        }
    }

    @Test(arguments: [
        ("Leeds 087C", "E08000035"), ("Bradford", "E08000032"), ("Barnsley 005C", nil), ("Leedsham 001A", nil),
        ("", nil),
        ("Wakefield 045A", "E08000036"),
    ])
    func districtsAreReadFromNames(name: String, expected: String?) {
        let cell = Array(name.utf8).withUnsafeBytes { lookup.district(ofAreaName: $0) }
        #expect(cell?.code == expected)
    }

    /// What is compiled in is what the CSV files in Resources say.
    @Test func generatedFileIsCurrent() throws {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../.ci/generate-lookups").standardizedFileURL
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", script.path, "--check"]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "run .ci/generate-lookups")
    }
}
