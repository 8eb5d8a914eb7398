/// How knife offences are told apart in bins: a series of its own for each sub-type and each basis of the flag.
///
/// The numbers are 64 + 4 · sub-type + basis and never change. Source of the sub-types: `schemas/codes/knife_sub_type.json`; of
/// the bases: `schemas/knife.offence/v1/schema.json`.
package enum KnifeSeries {
    /// The sub-types in the order of their numbers.
    package static let subTypes = [
        "homicide", "attempted_murder", "threats_to_kill", "serious_harm_intent", "assault_with_injury", "rape",
        "sexual_assault", "robbery_business", "robbery_personal", "possession", "other_weapon", "other",
    ]
    /// How `knife_involved` was derived, in the order of their numbers.
    package static let bases = ["flag", "ndqis", "mo_text", "officer"]

    /// The number of possession, which is counted apart from use.
    package static let possession = 9

    /// All the series there are.
    package static let all: ClosedRange<UInt8> = 64...64 + UInt8(12 * 4) - 1

    /// The series of a sub-type and a basis by their numbers; nil beyond them.
    package static func series(subType: Int, basis: Int) -> UInt8? {
        guard subTypes.indices.contains(subType), bases.indices.contains(basis) else { return nil }
        return all.lowerBound + UInt8(subType * bases.count + basis)
    }

    /// The numbers of sub-type and basis of a series; nil for any other series.
    package static func parts(of series: UInt8) -> (subType: Int, basis: Int)? {
        guard all.contains(series) else { return nil }
        let number = Int(series - all.lowerBound)
        return (number / bases.count, number % bases.count)
    }
}
