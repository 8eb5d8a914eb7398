import HubContracts

/// What a knife count is made of, and what stands beside it: sub-types, what the flags rest on, possession, and assaults with
/// a knife or sharp object seen in emergency departments.
package struct KnifeParts: Sendable, Hashable {
    /// The names of the places of `subTypes`.
    package static let subTypeNames = KnifeSeries.subTypes + ["unknown"]
    /// The names of the places of `basis`.
    package static let basisNames = KnifeSeries.bases + ["unknown"]

    /// Counted offences by `subTypeNames`; possession is not among them. In place, since there is one for each cell and month.
    package var subTypes = SIMD16<Int32>()
    /// Counted offences by `basisNames`.
    package var basis = SIMD8<Int32>()
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
            subTypes[parts?.subType ?? KnifeSeries.subTypes.count] &+= Int32(clamping: count)
            basis[parts?.basis ?? KnifeSeries.bases.count] &+= Int32(clamping: count)
        }
    }

    static func + (left: Self, right: Self) -> Self {
        var sum = left
        sum.subTypes &+= right.subTypes
        sum.basis &+= right.basis
        sum.possession += right.possession
        sum.emergency += right.emergency
        return sum
    }
}
