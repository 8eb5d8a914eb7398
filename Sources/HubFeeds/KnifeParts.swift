import HubContracts

/// What a knife count is made of, and what stands beside it: sub-types, what the flags rest on, possession, and assaults with
/// a knife or sharp object seen in emergency departments.
package struct KnifeParts: Sendable, Hashable {
    /// Counted offences by `KnifeSeries.subTypes` (possession is not among them), then those whose sub-type is not known.
    package var subTypes = [Int64](repeating: 0, count: KnifeSeries.subTypes.count + 1)
    /// Counted offences by `KnifeSeries.bases`, then those whose basis is not known.
    package var basis = [Int64](repeating: 0, count: KnifeSeries.bases.count + 1)
    /// Possession without use or threat, which is counted apart.
    package var possession: Int64 = 0
    /// Attendances at emergency departments after an assault with a knife or sharp object.
    package var emergency: Int64 = 0

    /// Nothing counted.
    package init() {}

    /// Whether records of a series are in the theme's count.
    static func isCounted(_ series: UInt8) -> Bool {
        if let parts = KnifeSeries.parts(of: series) { return parts.subType != KnifeSeries.possession }
        return Series(rawValue: series) == .knife
    }

    /// Adds so many records of a series.
    mutating func add(_ series: UInt8, _ count: Int64) {
        let parts = KnifeSeries.parts(of: series)
        switch Series(rawValue: series) {
        case .emergencyKnife: emergency += count
        case .knifePossession: possession += count
        case .knife, .asb, nil:
            guard Self.isCounted(series) else {
                possession += count
                return
            }
            subTypes[parts?.subType ?? KnifeSeries.subTypes.count] += count
            basis[parts?.basis ?? KnifeSeries.bases.count] += count
        }
    }

    static func + (left: Self, right: Self) -> Self {
        var sum = left
        for index in sum.subTypes.indices { sum.subTypes[index] += right.subTypes[index] }
        for index in sum.basis.indices { sum.basis[index] += right.basis[index] }
        sum.possession += right.possession
        sum.emergency += right.emergency
        return sum
    }
}
