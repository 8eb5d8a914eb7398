/// The county's areas: codes, names, populations, what lies in what, and what touches what.
///
/// Immutable and shared between threads. One layer of each kind is shown: the shipped LSOAs, MSOAs and districts are those of
/// 2011 (districts have had their codes since 2009 and are taken for any vintage); layers that were imported take their place.
/// Areas of a vintage that is no longer shown keep what they lie in, so that older records still count in larger areas.
package final class AreaLookup: Sendable {
    /// The vintage of the LSOA and MSOA codes that are shipped.
    package static let vintage = 2011

    /// What a cell lies in, itself included.
    private struct Ancestors: Sendable {
        var lsoa: Cell?
        var msoa: Cell?
        var ward: Cell?
        var district: Cell?

        subscript(kind: Cell.Kind) -> Cell? {
            get {
                switch kind {
                case .lsoa: lsoa
                case .msoa: msoa
                case .ward: ward
                case .district: district
                case .hexagon, .county, .nowhere: nil
                }
            }
            set {
                switch kind {
                case .lsoa: lsoa = newValue
                case .msoa: msoa = newValue
                case .ward: ward = newValue
                case .district: district = newValue
                case .hexagon, .county, .nowhere: break
                }
            }
        }
    }

    private let layers: [Cell.Kind: AreaLayer]
    private let position: [Cell: Int32]
    private let ancestors: [Cell: Ancestors]
    /// Kinds and vintages that a code can be looked up in.
    private let known: [Cell.Kind: Set<Int>]
    /// The districts' names as bytes, for names of areas without a look-up.
    private let districtNames: [(name: [UInt8], cell: Cell)]
    /// Finds the area of a point, where boundaries were imported.
    package let boundaries: Boundaries

    /// A look-up of layers, the last of each kind being shown, and the boundaries that place points.
    package init(layers: [AreaLayer], boundaries: Boundaries = Boundaries([])) {
        var shown: [Cell.Kind: AreaLayer] = [:]
        var known: [Cell.Kind: Set<Int>] = [:]
        var parents: [Cell: [Cell]] = [:]
        for layer in layers {
            shown[layer.kind] = layer
            known[layer.kind, default: []].insert(layer.vintage)
            for (cell, larger) in layer.parents { parents[cell, default: []] += larger }
        }
        var position: [Cell: Int32] = [:]
        for layer in shown.values {
            for (index, area) in layer.areas.enumerated() { position[area.cell] = Int32(index) }
        }
        var ancestors: [Cell: Ancestors] = [:]
        for cell in Set(position.keys).union(parents.keys) {
            var found = Ancestors()
            // Breadth first, so that what a look-up says of the cell itself comes before what follows from it.
            var next = [cell]
            var steps = 0
            while !next.isEmpty, steps < 5 {
                for cell in next where position[cell] != nil {
                    if let kind = cell.kind, found[kind] == nil { found[kind] = cell }
                }
                next = next.flatMap { parents[$0] ?? [] }
                steps += 1
            }
            ancestors[cell] = found
        }
        self.layers = shown
        self.known = known
        self.position = position
        self.ancestors = ancestors
        self.boundaries = boundaries
        districtNames = (shown[.district]?.areas ?? []).map { (Array($0.name.utf8), $0.cell) }
    }

    /// All areas of a kind in order of their codes; none for kinds without a look-up.
    package func areas(_ kind: Cell.Kind) -> [Area] { layers[kind]?.areas ?? [] }

    /// The layer of a kind that is shown; nil without a look-up.
    package func layer(_ kind: Cell.Kind) -> AreaLayer? { layers[kind] }

    /// The neighbours of all areas of a kind, as indices into `areas(kind)`.
    package func adjacency(_ kind: Cell.Kind) -> Adjacency { layers[kind]?.adjacency ?? Adjacency([]) }

    /// The index of a cell in `areas(kind)` of its kind; nil if the look-up does not hold it.
    package func index(of cell: Cell) -> Int? { position[cell].map { Int($0) } }

    /// Whether the cell is an area of the county that is shown.
    package func contains(_ cell: Cell) -> Bool { position[cell] != nil }

    /// The area of a cell; nil if the look-up does not hold it.
    package func area(_ cell: Cell) -> Area? {
        guard let kind = cell.kind, let index = position[cell] else { return nil }
        return layers[kind]?.areas[Int(index)]
    }

    /// The area of a kind that `cell` is or lies in; nil if it is not known.
    package func ancestor(of cell: Cell, kind: Cell.Kind) -> Cell? { ancestors[cell]?[kind] }

    /// Where an area code of a message lies.
    ///
    /// Allocates nothing.
    package func place(utf8 code: UnsafeRawBufferPointer, kind: Cell.Kind, vintage: Int) -> AreaPlacement {
        guard var cell = Cell(utf8: code, kind: kind, vintage: vintage) else { return .neverIssued }
        switch kind {
        case .lsoa:
            guard
                let issued = IssuedCodes.holds(
                    country: code[0], number: cell.rawValue & 0xFFFF_FFFF, vintage: vintage)
            else { return .noLookup }
            guard issued else { return .neverIssued }
            guard known[.lsoa]?.contains(vintage) == true || ancestors[cell] != nil else { return .noLookup }
        case .msoa, .ward:
            guard known[kind]?.contains(vintage) == true || ancestors[cell] != nil else { return .noLookup }
        case .district:
            cell = Cell(utf8: code, kind: kind, vintage: Self.vintage) ?? cell
        case .county:
            return cell.rawValue & 0xFF_FFFF_FFFF == Cell.county.rawValue & 0xFF_FFFF_FFFF
                ? .inCounty(.county) : .outside
        case .hexagon, .nowhere:
            return .noLookup
        }
        return ancestors[cell] != nil ? .inCounty(cell) : .outside
    }

    /// The district that an area's name begins with (`Leeds 087C` or `Leeds`), for codes of a vintage without a
    /// look-up; nil if it is none of the five.
    ///
    /// Allocates nothing.
    package func district(ofAreaName name: UnsafeRawBufferPointer) -> Cell? {
        for district in districtNames {
            let length = district.name.count
            guard name.count >= length, name.count == length || name[length] == UInt8(ascii: " "),
                district.name.elementsEqual(name[..<length])
            else { continue }
            return district.cell
        }
        return nil
    }
}
