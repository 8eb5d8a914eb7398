import Foundation
import HubGeography
import HubTesting

/// The public files that statistics are held against.
enum RealData {
    /// The anti-social behaviour of West Yorkshire in July 2016: the LSOA of each row and its point, where it has them.
    static func july2016() throws -> [(lsoa: Cell?, longitude: Double?, latitude: Double?)] {
        let text = try String(
            contentsOfFile: SharedData.path("data/street/2016-07-west-yorkshire-street.csv"), encoding: .utf8)
        return text.split(whereSeparator: \.isNewline).filter { $0.contains("Anti-social behaviour") }.map { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            return (Cell(code: String(fields[7]), vintage: 2011), Double(fields[4]), Double(fields[5]))
        }
    }

    /// The anti-social behaviour of 107 Leeds MSOAs (2021) over 36 months, and which of them touch.
    static func leeds() throws -> (codes: [String], neighbours: Adjacency, months: [(month: String, counts: [Double])])
    {
        let areas = try rows("data/leeds_msoa/leeds_msoa2021.csv")
        let codes = areas.map { $0[0] }
        let place = Dictionary(uniqueKeysWithValues: codes.enumerated().map { ($0.element, $0.offset) })
        let neighbours = Adjacency(areas.map { Set($0[10].split(separator: " ").compactMap { place[String($0)] }) })
        var months: [String: [Double]] = [:]
        for row in try rows("data/leeds_msoa/leeds_msoa2021_monthly_counts.csv") where row[3] == "Anti-social behaviour"
        {
            guard let index = place[row[1]], let count = Double(row[4]) else { continue }
            months[row[0], default: .init(repeating: 0, count: codes.count)][index] += count
        }
        return (codes, neighbours, months.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }

    private static func rows(_ path: String) throws -> [[String]] {
        try CommaSeparated.rows(SharedData.path(path))
    }
}
