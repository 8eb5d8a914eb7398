/// The Mann-Kendall test: whether a series tends to rise or fall, whatever its shape.
///
/// `S = Σ sign(xⱼ - xᵢ)`, variance `[n(n-1)(2n+5) - Σ t(t-1)(2t+5)] / 18` with t the sizes of the groups of equal values,
/// `z = (S ∓ 1) / √variance`, two-sided p. Source: Kendall (1975), "Rank Correlation Methods", chapter 4; Gilbert (1987),
/// section 16.4; for the seasonal form Hirsch, Slack and Smith (1982), "Techniques of trend analysis".
package struct MannKendall: Hashable, Sendable {
    /// The level at which a trend is called one, two-sided.
    package static let level = 0.05

    /// S over the number of pairs, between -1 and 1.
    package let tau: Double
    /// The standard score with the correction for continuity.
    package let z: Double
    /// The two-sided probability.
    package let p: Double

    /// Where a series is going.
    package enum Direction: Sendable { case rising, falling, level }

    /// Rising or falling if p is at most 5%.
    package var direction: Direction { p > Self.level ? .level : z > 0 ? .rising : .falling }

    /// Figures that were worked out.
    package init(tau: Double, z: Double, p: Double) {
        self.tau = tau
        self.z = z
        self.p = p
    }

    /// Tests a series in order of time; nil with fewer than four values, or when all are equal or one is not finite.
    package init?(_ series: [Double]) {
        guard series.count >= 4, series.allSatisfy(\.isFinite) else { return nil }
        self.init([Sums(series, from: 0, by: 1)])
    }

    /// The seasonal form: values are compared with those of the same season only, so that a yearly rhythm is no trend.
    ///
    /// - Parameter period: how many values make a cycle, such as 12 months; the series begins with any season.
    /// - Returns: nil with fewer than two whole cycles, or when the values of each season are equal or one is not finite.
    package init?(_ series: [Double], period: Int) {
        guard period > 0, series.count >= 2 * period, series.allSatisfy(\.isFinite) else { return nil }
        self.init((0..<period).lazy.map { Sums(series, from: $0, by: period) })
    }

    private init?(_ parts: some Sequence<Sums>) {
        var (s, pairs) = (0, 0)
        var variance = 0.0
        for part in parts {
            s += part.s
            pairs += part.pairs
            variance += Double(part.variance18) / 18
        }
        guard variance > 0 else { return nil }
        tau = Double(s) / Double(pairs)
        z = s == 0 ? 0 : Double(s > 0 ? s - 1 : s + 1) / variance.squareRoot()
        p = GetisOrd.twoSided(z)
    }

    /// S of one season, its variance times 18, and the number of pairs.
    private struct Sums {
        var s = 0
        var variance18: Int
        var pairs: Int

        /// Of every `step`-th value from `first` on.
        init(_ series: [Double], from first: Int, by step: Int) {
            let n = (series.count - first + step - 1) / step
            pairs = n * (n - 1) / 2
            variance18 = n * (n - 1) * (2 * n + 5)
            var isTied = false
            for i in 0..<n {
                let earlier = series[first + i * step]
                for j in (i + 1)..<max(i + 1, n) {
                    let later = series[first + j * step]
                    if later > earlier { s += 1 } else if later < earlier { s -= 1 } else { isTied = true }
                }
            }
            guard isTied else { return }
            var run = 1
            let sorted = stride(from: first, to: series.count, by: step).map { series[$0] }.sorted()
            for index in 1...n {
                if index < n, sorted[index] == sorted[index - 1] {
                    run += 1
                } else {
                    variance18 -= run * (run - 1) * (2 * run + 5)
                    run = 1
                }
            }
        }
    }
}
