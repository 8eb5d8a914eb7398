/// A place that counts are kept for, packed into 64 bits so that a bin's key is an integer.
///
/// Layout, from the top: 4 bits kind, 8 bits vintage (year - 2000), 52 bits identity. For a coded area the identity is the
/// country letter (E or W, as ASCII, 8 bits) over the eight digits of its GSS code (32 bits); for a hexagon two signed
/// 24-bit axial coordinates (q over r), and the vintage bits hold the grid's hectares, so that cells of grids of different
/// size are never mixed up. The top bit is always 0: raw values of real cells are positive.
package struct Cell: Hashable, Sendable, Comparable {
    /// What a cell is, in the top four bits of its raw value.
    package enum Kind: UInt8, Sendable, CaseIterable {
        case lsoa = 1
        case msoa = 2
        case ward = 3
        case district = 4
        case hexagon = 5
        /// The whole county, for records placed in it but in no smaller area (such as a point without a boundary file).
        case county = 6
        /// Records in force that lie in no cell of the county: `Cell.unlocated` and `Cell.outside`. They are kept as bins
        /// too, so that for every window the totals of a summary add up.
        case nowhere = 7
    }

    /// The packed form, as stored; never 0.
    package var rawValue: Int64

    /// Takes a stored raw value as it is; `kind` says nil when it is none of ours.
    package init(rawValue: Int64) { self.rawValue = rawValue }

    init(kind: Kind, vintageBits: Int64, identity: Int64) {
        rawValue = Int64(kind.rawValue) << 60 | (vintageBits & 0xFF) << 52 | (identity & 0xF_FFFF_FFFF_FFFF)
    }

    /// A hexagon of the grid with cells of `hectares` (1 to 255); nil if a coordinate needs more than 24 bits.
    package static func hexagon(q: Int, r: Int, hectares: UInt8 = 7) -> Self? {
        let range = -(1 << 23)..<(1 << 23)
        guard range.contains(q), range.contains(r), hectares > 0 else { return nil }
        return Self(
            kind: .hexagon, vintageBits: Int64(hectares), identity: Int64(q & 0xFF_FFFF) << 24 | Int64(r & 0xFF_FFFF))
    }

    /// West Yorkshire as a whole (the metropolitan county, GSS code E11000006), for counts in no smaller area.
    package static let county = Self(
        kind: .county, vintageBits: 11, identity: Int64(UInt8(ascii: "E")) << 32 | 11_000_006)

    /// Records in force without a place.
    package static let unlocated = Self(kind: .nowhere, vintageBits: 0, identity: 1)

    /// Records in force placed outside the county.
    package static let outside = Self(kind: .nowhere, vintageBits: 0, identity: 2)

    /// What the cell is; nil for a raw value that no cell has.
    package var kind: Kind? { Kind(rawValue: UInt8(truncatingIfNeeded: rawValue >> 60) & 0xF) }

    /// The year of the area's definition, for example 2011; nil for a hexagon, which has none.
    package var vintage: Int? {
        switch kind {
        case .hexagon, .nowhere, nil: nil
        default: 2000 + Int(rawValue >> 52 & 0xFF)
        }
    }

    /// For a hexagon its axial coordinates and the area in hectares of its grid's cells; otherwise nil.
    package var axial: (q: Int, r: Int, hectares: UInt8)? {
        guard kind == .hexagon else { return nil }
        let signed = { (bits: Int64) in Int(Int32(truncatingIfNeeded: bits << 8) >> 8) }
        return (signed(rawValue >> 24), signed(rawValue), UInt8(truncatingIfNeeded: rawValue >> 52))
    }

    /// Orders by raw value: kind, then vintage, then code (or coordinates).
    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
