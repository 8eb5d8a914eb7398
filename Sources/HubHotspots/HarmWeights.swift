/// Weights that make a total of harm out of counts of offences: a version of a table with its source.
package struct HarmWeights: Sendable, Hashable {
    /// The table's version.
    package let version: String
    /// What a weight is in.
    package let unit: String
    /// Where the weights are from.
    package let source: String
    /// Weight by the name of a sub-type; those that are not there have none.
    package let weights: [String: Double]

    /// A table.
    package init(version: String, unit: String, source: String, weights: [String: Double]) {
        self.version = version
        self.unit = unit
        self.source = source
        self.weights = weights
    }

    /// The harm of so many offences, and how many had no weight and are not in it.
    ///
    /// - Parameters:
    ///   - counts: by sub-type.
    ///   - names: the sub-types in the same order; those beyond the list count nothing.
    package func total(_ counts: SIMD16<Int32>, _ names: [String]) -> (harm: Double, unweighted: Int64) {
        var harm = 0.0
        var unweighted: Int64 = 0
        for (index, name) in names.prefix(counts.scalarCount).enumerated() where counts[index] != 0 {
            if let weight = weights[name] {
                harm += weight * Double(counts[index])
            } else {
                unweighted += Int64(counts[index])
            }
        }
        return (harm, unweighted)
    }
}
