/// The Mann-Kendall test: whether a series tends to rise or fall, whatever its shape.
///
/// `S = Σ sign(xⱼ - xᵢ)`, variance `[n(n-1)(2n+5) - Σ t(t-1)(2t+5)] / 18` with t the sizes of the groups of equal values,
/// `z = (S ∓ 1) / √variance`, two-sided p. Source: Kendall (1975), "Rank Correlation Methods", chapter 4; Gilbert (1987), section 16.4.
package struct MannKendall: Hashable, Sendable {
    /// S over the number of pairs, between -1 and 1.
    package let tau: Double
    /// The standard score with the correction for continuity.
    package let z: Double
    /// The two-sided probability.
    package let p: Double

    /// Tests a series in order of time; nil with fewer than four values or when all are equal.
    package init?(_ series: [Double]) {
        let n = series.count
        guard n >= 4, series.allSatisfy(\.isFinite) else { return nil }
        var s = 0
        for i in 0..<n {
            for j in (i + 1)..<max(n, i + 1) { s += (series[j] > series[i] ? 1 : 0) - (series[j] < series[i] ? 1 : 0) }
        }
        var ties = 0
        var run = 1
        let sorted = series.sorted()
        for index in 1...n {
            if index < n, sorted[index] == sorted[index - 1] {
                run += 1
            } else {
                ties += run * (run - 1) * (2 * run + 5)
                run = 1
            }
        }
        let variance = Double(n * (n - 1) * (2 * n + 5) - ties) / 18
        guard variance > 0 else { return nil }
        tau = Double(s) / (Double(n * (n - 1)) / 2)
        z = s == 0 ? 0 : Double(s > 0 ? s - 1 : s + 1) / variance.squareRoot()
        p = GetisOrd.twoSided(z)
    }
}
