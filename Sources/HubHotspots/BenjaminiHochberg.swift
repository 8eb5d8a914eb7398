/// The false discovery rate: how far to trust one of many probabilities.
///
/// Source: Benjamini and Hochberg (1995), "Controlling the false discovery rate", section 3.1.
package enum BenjaminiHochberg {
    /// The q of each p, in their order: `q(k) = min over j ≥ k of n p(j) / j`, at most 1.
    ///
    /// A p is significant at a rate of alpha exactly when its q is at most alpha. Cost: a sort.
    package static func adjusted(_ probabilities: [Double]) -> [Double] {
        let order = probabilities.indices.sorted {
            (probabilities[$0], $0) < (probabilities[$1], $1)
        }
        var adjusted = [Double](repeating: 1, count: probabilities.count)
        let n = Double(probabilities.count)
        var lowest = 1.0
        for rank in stride(from: order.count, to: 0, by: -1) {
            let index = order[rank - 1]
            lowest = min(lowest, probabilities[index] * n / Double(rank))
            adjusted[index] = lowest
        }
        return adjusted
    }
}
