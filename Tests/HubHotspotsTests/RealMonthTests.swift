import Foundation
import HubGeography
import HubHotspots
import HubTesting
import Testing

/// The raw West Yorkshire month of July 2016 against figures computed independently.
struct RealMonthTests {
    @Test(.enabled(if: SharedData.isPresent, "the public data beside the repository is not there"))
    func antiSocialBehaviourOfJuly2016() throws {
        let text = try String(
            contentsOfFile: SharedData.path("data/street/2016-07-west-yorkshire-street.csv"), encoding: .utf8)
        let lookup = AreaLookup.shipped
        var counts = [Double](repeating: 0, count: lookup.areas(.lsoa).count)
        for line in text.split(whereSeparator: \.isNewline) where line.contains("Anti-social behaviour") {
            for field in line.split(separator: ",") {
                guard let cell = Cell(code: String(field), vintage: 2011), let index = lookup.index(of: cell) else {
                    continue
                }
                counts[index] += 1
            }
        }
        #expect(counts.reduce(0, +) == 7377)
        let scores = HotspotScore.scores(counts, lookup.adjacency(.lsoa))
        let computed = scores.indices.compactMap { index -> (code: String, z: Double, q: Double)? in
            guard case .computed(let z, _) = scores[index].outcome else { return nil }
            return (lookup.areas(.lsoa)[index].code, z, scores[index].q)
        }
        let top = try #require(computed.max { $0.z < $1.z })
        #expect(top.code == "E01033690")
        #expect((top.z * 10_000).rounded() == 92_173)
        let hot = computed.filter { $0.z > 0 }
        #expect(hot.filter { $0.q <= 0.01 }.count == 42)
        #expect(hot.filter { $0.q > 0.01 && $0.q <= 0.05 }.count == 20)
        #expect(hot.filter { $0.q > 0.05 && $0.q <= 0.1 }.count == 16)
        #expect(computed.allSatisfy { $0.z > 0 || $0.q > 0.05 })
    }
}
