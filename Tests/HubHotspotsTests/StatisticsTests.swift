import HubGeography
import HubHotspots
import Testing

struct StatisticsTests {
    /// A ring of 36 areas, each touching the next and the one before: worked by hand below.
    static let ring = Adjacency((0..<36).map { [($0 + 1) % 36, ($0 + 35) % 36] })

    @Test func scoresAreThoseWorkedByHand() throws {
        // Three areas of 12 in a row, the others 0: mean 1, variance (3 · 121 + 33 · 1) / 36 = 11.
        // In their middle the sum is 36, the weight 3: (36 - 3) / √(11 · (36 · 3 - 9) / 35) = 33 / √(1089 / 35) = √35.
        var values = [Double](repeating: 0, count: 36)
        for index in 5...7 { values[index] = 12 }
        let scores = HotspotScore.scores(values, Self.ring)
        guard case .computed(let middle, let p) = scores[6].outcome, case .computed(let far, _) = scores[20].outcome
        else {
            Issue.record("not computed")
            return
        }
        #expect(abs(middle - 35.0.squareRoot()) < 1e-12)
        #expect(abs(p - 3.3e-9) < 0.1e-9)
        // Elsewhere the sum is 0: -3 / √(1089 / 35) = -√35 / 11.
        #expect(abs(far + 35.0.squareRoot() / 11) < 1e-12)
        // One and two of the three: 24 gives 21 / 33 · √35, p 0.00017, q = 36 · p / 3.
        #expect(scores[6].significance == .hot)
        #expect(scores[5].significance == .hot)
        #expect(scores[8].significance == .none)
        #expect(scores[20].significance == .none)
        #expect(abs(scores[6].q - p * 36) < 1e-12)
    }

    @Test func coldSpotsAreFound() {
        var values = [Double](repeating: 12, count: 36)
        for index in 5...7 { values[index] = 0 }
        #expect(HotspotScore.scores(values, Self.ring)[6].significance == .cold)
    }

    @Test func withoutGroundsNothingIsComputed() {
        let few = HotspotScore.scores([1, 2, 3], Adjacency([[1], [2], [0]]))
        #expect(few.allSatisfy { $0.outcome == .notComputed(.tooFewAreas) && $0.significance == .notComputed })
        for value in [0, 0.1, 7] {
            let same = HotspotScore.scores(.init(repeating: value, count: 36), Self.ring)
            #expect(same.allSatisfy { $0.outcome == .notComputed(.noVariance) })
        }
        let all = Adjacency((0..<36).map { area in Set(0..<36).subtracting([area]) })
        var values = [Double](repeating: 0, count: 36)
        values[0] = 1
        #expect(HotspotScore.scores(values, all)[3].outcome == .notComputed(.coversEverything))
        #expect(HotspotScore.scores([], Adjacency([])).isEmpty)
    }

    /// The probabilities of Benjamini and Hochberg's own example (1995, section 4.1): four are significant at 5%.
    @Test func falseDiscoveriesAreHeldDown() {
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590,
            1.0000,
        ]
        let q = BenjaminiHochberg.adjusted(p)
        #expect(q.filter { $0 <= 0.05 }.count == 4)
        #expect(abs(q[0] - 0.0015) < 1e-12)
        #expect(zip(q, q.dropFirst()).allSatisfy { $0 <= $1 })
        #expect(BenjaminiHochberg.adjusted(p.reversed()) == q.reversed())
        #expect(BenjaminiHochberg.adjusted([]).isEmpty)
        #expect(BenjaminiHochberg.adjusted([0.9, 0.9]) == [0.9, 0.9])
    }

    @Test func ranksAreSharedByEquals() {
        #expect(Ranking.ranks([5, 9, 5, 1, 9, 0]) == [3, 1, 3, 5, 1, 6])
        #expect(Ranking.ranks([]) == [])
        #expect(Ranking.ratePerThousand(3, population: 1500) == 2)
        #expect(Ranking.ratePerThousand(3, population: 0) == nil)
    }

    @Test func trendsAreTested() throws {
        // Ten rising values: S = 45, variance 10 · 9 · 25 / 18 = 125, z = 44 / √125.
        let rising = try #require(MannKendall((0..<10).map(Double.init)))
        #expect(rising.tau == 1)
        #expect(abs(rising.z - 44 / 125.0.squareRoot()) < 1e-12)
        // With ties: 1 1 2 2 has S = 4, variance (4 · 3 · 13 - 2 · 2 · 1 · 9) / 18 = 120 / 18, z = 3 / √(20/3).
        let tied = try #require(MannKendall([1, 1, 2, 2]))
        #expect(abs(tied.z - 3 / (20.0 / 3).squareRoot()) < 1e-12)
        #expect(try #require(MannKendall([4, 3, 2, 1])).z < 0)
        #expect(MannKendall([1, 1, 1, 1]) == nil)
        #expect(MannKendall([1, 2, 3]) == nil)
    }
}
