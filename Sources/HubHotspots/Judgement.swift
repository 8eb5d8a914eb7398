/// How a list of hotspots did on what came after it, next to what chance and the best possible list would score.
///
/// The hit rate is the share of the new records that fell into the list's areas; the prediction accuracy index (PAI) is the hit
/// rate over the list's share of the area; the prediction efficiency index (PEI) is its PAI over the best there could be.
/// Sources: Chainey, Tompson and Uhlig (2008); Hunt (2016), for PEI; White, Hunt and Green (2023), "Crime hot spot forecasting".
package struct Judgement: Hashable, Sendable {
    /// How many areas the list has.
    package let areas: Int
    /// The list's share of all hectares, 0 to 1: what a list of its extent drawn by chance hits on average.
    package let areaShare: Double
    /// The share of the new records that fell into the list's areas.
    package let hitRate: Double
    /// The hit rate of the best list of the same extent: areas in order of records per hectare, the last one in part, so that
    /// none can do better.
    package let bestHitRate: Double

    /// The prediction accuracy index; chance has 1. Nil for an empty list.
    package var pai: Double? { areaShare > 0 ? hitRate / areaShare : nil }
    /// The prediction accuracy index of the best list; nil for an empty list.
    package var bestPai: Double? { areaShare > 0 ? bestHitRate / areaShare : nil }
    /// The prediction efficiency index, 0 to 1; nil for an empty list.
    package var pei: Double? { bestHitRate > 0 ? hitRate / bestHitRate : nil }

    /// Figures that were worked out.
    package init(areas: Int, areaShare: Double, hitRate: Double, bestHitRate: Double) {
        self.areas = areas
        self.areaShare = areaShare
        self.hitRate = hitRate
        self.bestHitRate = bestHitRate
    }

    /// Judges a list; nil if there are no new records or no extent.
    ///
    /// - Parameters:
    ///   - list: whether each area is on the list.
    ///   - counts: the new records of each area.
    ///   - hectares: the extent of each area; above 0.
    package init?(list: [Bool], counts: [Int64], hectares: [Double]) {
        precondition(list.count == counts.count && counts.count == hectares.count, "one of each for every area")
        let all = Double(counts.reduce(0, +))
        let extent = hectares.reduce(0, +)
        guard all > 0, extent > 0 else { return nil }
        var hit: Int64 = 0
        var listed = 0.0
        var areas = 0
        for index in list.indices where list[index] {
            hit += counts[index]
            listed += hectares[index]
            areas += 1
        }
        self.areas = areas
        areaShare = listed / extent
        hitRate = Double(hit) / all
        bestHitRate = Self.best(counts, hectares, within: listed) / all
    }

    /// The most records that areas of so many hectares can hold.
    private static func best(_ counts: [Int64], _ hectares: [Double], within limit: Double) -> Double {
        let full = counts.indices.filter { counts[$0] > 0 && hectares[$0] > 0 }
        let density = counts.indices.map { hectares[$0] > 0 ? Double(counts[$0]) / hectares[$0] : 0 }
        var left = limit
        var found = 0.0
        for index in full.sorted(by: { (density[$1], $0) < (density[$0], $1) }) {
            guard left > 0 else { break }
            let part = min(1, left / hectares[index])
            found += part * Double(counts[index])
            left -= hectares[index]
        }
        return found
    }
}
