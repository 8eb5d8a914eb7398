import HubHotspots
import Testing

struct EmergingClassTests {
    /// `h` hot, `c` cold, `.` neither; the trend of scores that goes with the steps.
    @Test(arguments: [
        ("...........h", "level", EmergingClass.newHot), ("..........hh", "level", .consecutiveHot),
        ("h.........hh", "level", .sporadicHot), ("h....h.....h", "rising", .sporadicHot),
        ("c..........h", "level", .oscillatingHot), ("c.........hh", "rising", .oscillatingHot),
        ("hhhhhhhhhhhh", "level", .persistentHot), ("hhhhhhhhhhhh", "rising", .intensifyingHot),
        ("hhhhhhhhhhhh", "falling", .diminishingHot), ("hhhhhhhhhhh.", "rising", .historicalHot),
        (".hhhhhhhhhhh", "level", .persistentHot), ("..hhhhhhhhhh", "level", .consecutiveHot),
        // Nine tenths hot is enough, whatever the rest was.
        ("chhhhhhhhhhh", "level", .persistentHot), ("hhhhhhhhhh..", "level", .none), ("h...........", "level", .none),
        // The final step decides which family is asked.
        ("hhhhhhhhhhhc", "level", .oscillatingCold), ("ccccccccccch", "level", .oscillatingHot),
        ("............", "rising", .none), ("hc", "level", .oscillatingCold), ("", "level", .none),
        ("h", "level", .persistentHot),
    ])
    func classesAreThoseOfTheRules(text: String, trend: String, expected: EmergingClass) throws {
        let steps = text.map { $0 == "h" ? EmergingClass.Step.hot : $0 == "c" ? .cold : .neither }
        #expect(EmergingClass(steps, trend: Self.trend(trend)) == expected)
        // The mirror: hot for cold and up for down gives the cold class of the same name.
        let mirrored = steps.map { $0 == .hot ? EmergingClass.Step.cold : $0 == .cold ? .hot : .neither }
        let other = trend == "rising" ? "falling" : trend == "falling" ? "rising" : trend
        let name = expected.rawValue
        let opposite = name.hasSuffix("hot") ? name.dropLast(3) + "cold" : name.dropLast(4) + "hot"
        let wanted = expected == .none ? EmergingClass.none : EmergingClass(rawValue: String(opposite))
        #expect(EmergingClass(mirrored, trend: Self.trend(other)) == wanted)
    }

    @Test func thereAreSeventeen() { #expect(EmergingClass.allCases.count == 17) }

    private static func trend(_ name: String) -> MannKendall? {
        switch name {
        case "rising": MannKendall(tau: 0.5, z: 3, p: 0.003)
        case "falling": MannKendall(tau: -0.5, z: -3, p: 0.003)
        default: nil
        }
    }

    @Test func seasonsAreComparedWithThemselves() throws {
        // Twice the same year: no trend, whatever the rhythm. Higher in each month of the second: S 12, variance 12.
        let year = [1.0, 2, 5, 9, 12, 20, 30, 28, 15, 9, 4, 2]
        #expect(MannKendall(year + year, period: 12) == nil)
        let risen = try #require(MannKendall(year + year.map { $0 + 1 }, period: 12))
        #expect(abs(risen.z - 11 / 12.0.squareRoot()) < 1e-12)
        #expect(risen.tau == 1 && risen.direction == .rising)
        #expect(MannKendall(year, period: 12) == nil)
        #expect(MannKendall(year + [.nan] + year, period: 12) == nil)
    }

    @Test func listsAreJudged() throws {
        // Of 100 records in four areas of 1, 1, 2 and 4 ha, the list has the first and the third.
        let judged = try #require(
            Judgement(list: [true, false, true, false], counts: [40, 30, 20, 10], hectares: [1, 1, 2, 4]))
        #expect(judged.areas == 2)
        #expect(abs(judged.areaShare - 0.375) < 1e-12)
        #expect(abs(judged.hitRate - 0.6) < 1e-12)
        #expect(abs((judged.pai ?? 0) - 1.6) < 1e-12)
        // Best in 3 ha: the first two and half of the third.
        #expect(abs(judged.bestHitRate - 0.8) < 1e-12)
        #expect(abs((judged.pei ?? 0) - 0.75) < 1e-12)
        let empty = try #require(Judgement(list: [false, false], counts: [1, 2], hectares: [1, 1]))
        #expect(empty.pai == nil && empty.pei == nil && empty.hitRate == 0)
        #expect(Judgement(list: [true], counts: [0], hectares: [1]) == nil)
    }

    @Test func harmLeavesOutWhatHasNoWeight() {
        let table = HarmWeights(version: "1", unit: "days", source: "test", weights: ["a": 10, "b": 0.5])
        let total = table.total([2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], ["a", "b", "c"])
        #expect(total.harm == 21.5 && total.unweighted == 4)
    }
}
