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

    /// The harm of so many offences by sub-type, and how many had no weight and are not in it.
    package func total(_ counts: [(name: String, count: Int64)]) -> (harm: Double, unweighted: Int64) {
        var harm = 0.0
        var unweighted: Int64 = 0
        for (name, count) in counts {
            if let weight = weights[name] { harm += weight * Double(count) } else { unweighted += count }
        }
        return (harm, unweighted)
    }
}
