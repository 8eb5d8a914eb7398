/// A place that counts are kept for, packed into 64 bits so that a bin's key is an integer.
///
/// Layout, from the top: 4 bits kind, 8 bits vintage (year - 2000), 52 bits identity. For a coded area the identity is the
/// country letter (E or W) and the eight digits of its GSS code; for a hexagon two signed 24-bit axial coordinates.
package struct Cell: Hashable, Sendable, Comparable {
    package enum Kind: UInt8, Sendable, CaseIterable {
        case lsoa = 1
        case msoa = 2
        case ward = 3
        case district = 4
        case hexagon = 5
        /// The whole county, for records placed in it but in no smaller area.
        case county = 6
    }

    /// The packed form, as stored; never 0.
    package var rawValue: Int64

    package init(rawValue: Int64) { self.rawValue = rawValue }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
