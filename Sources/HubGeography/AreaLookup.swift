/// The county's areas: codes, names, populations, what lies in what, and what touches what.
///
/// Immutable and shared between threads. LSOAs and MSOAs are those of 2011; the five districts have had their codes since
/// 2009 and are taken for any vintage. Wards and other vintages come with boundary files.
package final class AreaLookup: Sendable {
    /// The vintage of the LSOA and MSOA codes held.
    package static let vintage = 2011

    /// Areas of one kind, in order of their codes, with their neighbours.
    private struct Layer: Sendable {
        var areas: [Area] = []
        var adjacency = Adjacency([])
    }

    private let lsoas: Layer
    private let msoas: Layer
    private let districts: Layer
    private let position: [Cell: Int32]
    private let parents: [Cell: (msoa: Cell, district: Cell)]

    /// Makes the look-up from rows of `AreaTable`.
    ///
    /// - Parameters:
    ///   - rows: one for each LSOA, any order, codes distinct.
    ///   - neighbours: LSOA code to the codes that touch it; one direction is enough.
    init(rows: [AreaTable.Row], neighbours: [Cell: [Cell]]) {
        let rows = rows.sorted { $0.lsoa < $1.lsoa }
        var position: [Cell: Int32] = [:]
        var parents: [Cell: (msoa: Cell, district: Cell)] = [:]
        for (index, row) in rows.enumerated() {
            position[row.lsoa] = Int32(index)
            parents[row.lsoa] = (row.msoa, row.district)
            parents[row.msoa] = (row.msoa, row.district)
        }
        var sets = [Set<Int>](repeating: [], count: rows.count)
        for (area, others) in neighbours {
            guard let from = position[area] else { continue }
            for case let to? in others.map({ position[$0] }) {
                sets[Int(from)].insert(Int(to))
                sets[Int(to)].insert(Int(from))
            }
        }
        let lsoa = Layer(
            areas: rows.map {
                Area(
                    cell: $0.lsoa, code: $0.lsoa.code, name: $0.name, population: $0.population, hectares: $0.hectares,
                    longitude: $0.longitude, latitude: $0.latitude)
            }, adjacency: Adjacency(sets))
        lsoas = lsoa
        msoas = Self.merged(rows, lsoa.adjacency, by: \.msoa, name: \.msoaName)
        districts = Self.merged(rows, lsoa.adjacency, by: \.district, name: \.districtName)
        for layer in [msoas, districts] {
            for (index, area) in layer.areas.enumerated() { position[area.cell] = Int32(index) }
        }
        self.position = position
        self.parents = parents
    }

    /// The layer of larger areas: sums, weighted centroids, and neighbours wherever any of the LSOAs are.
    private static func merged(
        _ rows: [AreaTable.Row], _ adjacency: Adjacency, by parent: KeyPath<AreaTable.Row, Cell>,
        name: KeyPath<AreaTable.Row, String>
    ) -> Layer {
        let cells = Set(rows.map { $0[keyPath: parent] }).sorted()
        let position = Dictionary(uniqueKeysWithValues: cells.enumerated().map { ($0.element, $0.offset) })
        let owner = rows.map { position[$0[keyPath: parent]] ?? 0 }
        var sets = [Set<Int>](repeating: [], count: cells.count)
        var names = [String](repeating: "", count: cells.count)
        var population = [Int64](repeating: 0, count: cells.count)
        var sums = [(hectares: Double, longitude: Double, latitude: Double)](repeating: (0, 0, 0), count: cells.count)
        for (index, row) in rows.enumerated() {
            let to = owner[index]
            names[to] = row[keyPath: name]
            population[to] += row.population
            sums[to].hectares += row.hectares
            sums[to].longitude += row.hectares * row.longitude
            sums[to].latitude += row.hectares * row.latitude
            for other in adjacency[index] { sets[to].insert(owner[Int(other)]) }
        }
        let areas = cells.indices.map { index in
            Area(
                cell: cells[index], code: cells[index].code, name: names[index], population: population[index],
                hectares: sums[index].hectares, longitude: sums[index].longitude / sums[index].hectares,
                latitude: sums[index].latitude / sums[index].hectares)
        }
        return Layer(areas: areas, adjacency: Adjacency(sets))
    }

    private func layer(_ kind: Cell.Kind) -> Layer? {
        switch kind {
        case .lsoa: lsoas
        case .msoa: msoas
        case .district: districts
        case .ward, .hexagon, .county, .nowhere: nil
        }
    }

    /// All areas of a kind in order of their codes; none for kinds without a look-up.
    package func areas(_ kind: Cell.Kind) -> [Area] { layer(kind)?.areas ?? [] }

    /// The neighbours of all areas of a kind, as indices into `areas(kind)`.
    package func adjacency(_ kind: Cell.Kind) -> Adjacency { layer(kind)?.adjacency ?? Adjacency([]) }

    /// The index of a cell in `areas(kind)` of its kind; nil if the look-up does not hold it.
    package func index(of cell: Cell) -> Int? { position[cell].map { Int($0) } }

    /// Whether the cell is an area of the county.
    package func contains(_ cell: Cell) -> Bool { position[cell] != nil }

    /// The area of a cell; nil if the look-up does not hold it.
    package func area(_ cell: Cell) -> Area? {
        guard let kind = cell.kind, let index = position[cell] else { return nil }
        return layer(kind)?.areas[Int(index)]
    }

    /// The area of a (not smaller) kind that `cell` is or lies in; nil if it is not known.
    package func ancestor(of cell: Cell, kind: Cell.Kind) -> Cell? {
        if cell.kind == kind { return contains(cell) ? cell : nil }
        guard let parent = parents[cell] else { return nil }
        return switch kind {
        case .msoa: cell.kind == .lsoa ? parent.msoa : nil
        case .district: parent.district
        default: nil
        }
    }

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
            guard vintage == Self.vintage else { return .noLookup }
        case .msoa:
            guard vintage == Self.vintage else { return .noLookup }
        case .district:
            cell = Cell(utf8: code, kind: kind, vintage: Self.vintage) ?? cell
        case .county:
            return cell.rawValue & 0xFF_FFFF_FFFF == Cell.county.rawValue & 0xFF_FFFF_FFFF
                ? .inCounty(.county) : .outside
        case .ward, .hexagon, .nowhere:
            return .noLookup
        }
        return contains(cell) ? .inCounty(cell) : .outside
    }

    /// The district that an area's name begins with (`Leeds 087C` or `Leeds`), for codes of a vintage without a
    /// look-up; nil if it is none of the five.
    ///
    /// Allocates nothing.
    package func district(ofAreaName name: UnsafeRawBufferPointer) -> Cell? {
        for area in districts.areas {
            let length = area.name.utf8.count
            guard name.count >= length, name.count == length || name[length] == UInt8(ascii: " "),
                area.name.utf8.elementsEqual(name[..<length])
            else { continue }
            return area.cell
        }
        return nil
    }
}
