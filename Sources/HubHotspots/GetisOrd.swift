import Glibc
package import HubGeography

/// The Getis-Ord Gi* statistic: where high (or low) values lie together more than chance would have it.
///
/// Each area is its own neighbour, weights are 1, the variance is that of the population (divided by n):
/// `z = (Σ wx - X̄ Σ w) / (S √((n Σ w² - (Σ w)²) / (n - 1)))`. p is two-sided under the normal distribution.
/// Source: Ord and Getis (1995), "Local spatial autocorrelation statistics", equation 14; Esri, "How Hot Spot Analysis works".
package enum GetisOrd {
    /// What came out for one area.
    package enum Outcome: Hashable, Sendable {
        /// The standard score and its two-sided probability.
        case computed(z: Double, p: Double)
        /// Why there is no score; never a score of zero instead.
        case notComputed(Reason)
        /// Only the verdict is told: exact figures would give small counts away.
        case verdict(HotspotScore.Significance)
    }

    /// Why a score was not computed; the raw value stands in documents.
    package enum Reason: String, Hashable, Sendable, CaseIterable {
        /// Fewer than `minimumAreas` areas.
        case tooFewAreas = "too few areas"
        /// All areas have the same value (so also: all are zero).
        case noVariance = "no variance"
        /// The area and its neighbours are all the areas there are.
        case coversEverything = "neighbours are all the areas"
        /// There is no population to make rates from.
        case noDenominator = "no population"
    }

    /// Below this number of areas scores are not computed: the normal approximation is not to be trusted (Esri's guidance
    /// asks for 30 features or more).
    package static let minimumAreas = 30

    /// The scores of all areas, in their order.
    ///
    /// - Parameters:
    ///   - values: one value for each area; finite.
    ///   - adjacency: the neighbours of each area without itself; as many areas as values.
    package static func scores(_ values: [Double], _ adjacency: Adjacency) -> [Outcome] {
        let count = values.count
        precondition(adjacency.count == count, "one list of neighbours for each value")
        guard count >= minimumAreas else {
            return Array(repeating: .notComputed(.tooFewAreas), count: count)
        }
        let n = Double(count)
        let mean = values.reduce(0, +) / n
        // Two passes: the sum of squares less the square of the mean loses digits that this keeps.
        let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
        guard variance > 0, let first = values.first, values.contains(where: { $0 != first }) else {
            return Array(repeating: .notComputed(.noVariance), count: count)
        }
        let deviation = variance.squareRoot()
        return values.indices.map { area in
            var sum = values[area]
            for other in adjacency[area] { sum += values[Int(other)] }
            let weight = Double(adjacency[area].count + 1)
            let spread = (n * weight - weight * weight) / (n - 1)
            guard spread > 0 else { return .notComputed(.coversEverything) }
            let z = (sum - mean * weight) / (deviation * spread.squareRoot())
            return .computed(z: z, p: twoSided(z))
        }
    }

    /// The probability of a score at least this far from zero under the normal distribution.
    package static func twoSided(_ z: Double) -> Double { erfc(abs(z) / 2.0.squareRoot()) }
}
