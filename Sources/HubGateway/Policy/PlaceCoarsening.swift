import HubGeography
import HubJSON

/// The finest place that an agreement releases (its `precision`).
///
/// What is finer is left out or replaced by the larger area that it lies in; where that is not known, by nothing.
package enum PlacePrecision: String, Sendable, CaseIterable {
    case point, lsoa, msoa, ward, district

    /// From fine to coarse; a kind of area that no precision names is as coarse as can be.
    fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    fileprivate static func rank(of kind: Cell.Kind?) -> Int {
        switch kind {
        case .lsoa: 1
        case .msoa: 2
        case .ward: 3
        case .district: 4
        case .county, .nowhere: 5
        case .hexagon, nil: 0
        }
    }

    private var kind: Cell.Kind? {
        switch self {
        case .point: nil
        case .lsoa: .lsoa
        case .msoa: .msoa
        case .ward: .ward
        case .district: .district
        }
    }

    /// Whether an area of this kind may be released as it is.
    func allows(_ kind: Cell.Kind?) -> Bool { Self.rank(of: kind) >= rank }

    /// The smallest area that may be released of the place that a record is in; nil if none is known.
    func coarsened(_ cell: Cell, _ lookup: AreaLookup) -> Area? {
        if let kind, let found = lookup.ancestor(of: cell, kind: kind) { return lookup.area(found) }
        return lookup.ancestor(of: cell, kind: .district).flatMap { lookup.area($0) }
    }

    /// Members of data that say where, other than by the code of an area.
    static func isFinePlace(_ name: UnsafeRawBufferPointer) -> Bool {
        switch name.count {
        case 5: ByteCompare.equal(name, "point") || ByteCompare.equal(name, "label")
        case 8: ByteCompare.equal(name, "geometry") || ByteCompare.equal(name, "hexagons")
        default: false
        }
    }
}
