// The mathematics library must be linked for a debug build.
import Glibc

/// The hexagons of a grid that make up the county: those whose centre lies within the outline of one of the five districts.
///
/// Hotspots need the empty cells as well as the full ones. The outlines are generalised, so that a record close to the
/// county's edge may fall in a hexagon that is not in the list; documents add such a hexagon when it has a count.
package struct StudyArea: Sendable {
    /// The grid that the cells belong to.
    package let grid: HexagonGrid
    /// The cells in the order of their raw values.
    package let cells: [Cell]
    /// Which of the cells touch.
    package let adjacency: Adjacency
    private let members: Set<Cell>

    /// The cells of the shipped outlines with 7 ha.
    package static let shipped = StudyArea(grid: HexagonGrid())

    /// Works the cells of a grid out from the shipped outlines; some 30,000 at 7 ha.
    package init(grid: HexagonGrid) {
        self.init(grid: grid, rings: Self.shippedRings)
    }

    init(grid: HexagonGrid, rings: [[GridPoint]]) {
        var members: Set<Cell> = []
        for ring in rings { Self.collect(ring, grid, into: &members) }
        self.grid = grid
        self.members = members
        cells = members.sorted()
        adjacency = Self.adjacency(of: cells, grid)
    }

    /// Whether a hexagon is one of the county's.
    package func contains(_ cell: Cell) -> Bool { members.contains(cell) }

    /// The shipped outlines by district.
    package static let districts: Boundaries = {
        let transform = GridTransform()
        var rings: [Cell: [[GridPoint]]] = [:]
        for (code, ring) in AreaTable.districtOutlines(ShippedLookups.outlines) {
            guard let cell = Cell(code: code, vintage: AreaLookup.vintage) else { continue }
            rings[cell, default: []].append(transform.grid(ring).compactMap(\.self))
        }
        return Boundaries(rings.sorted { $0.key < $1.key }.map { Boundaries.Shape(cell: $0.key, rings: $0.value) })
    }()

    private static let shippedRings: [[GridPoint]] = {
        let transform = GridTransform()
        return AreaTable.outlines(ShippedLookups.outlines).map { transform.grid($0).compactMap(\.self) }
    }()

    /// Row by row of hexagon centres: the crossings of the row's northing with the ring, taken in pairs (even-odd rule).
    private static func collect(_ ring: [GridPoint], _ grid: HexagonGrid, into members: inout Set<Cell>) {
        guard let south = ring.map(\.northing).min(), let north = ring.map(\.northing).max(), ring.count > 2 else {
            return
        }
        let rowHeight = grid.edge * 1.5
        let columnWidth = grid.edge * 3.0.squareRoot()
        for r in Int(
            (south / rowHeight).rounded(.up))...max(
                Int((south / rowHeight).rounded(.up)), Int((north / rowHeight).rounded(.down)))
        {
            let northing = Double(r) * rowHeight
            var crossings: [Double] = []
            for index in ring.indices {
                let a = ring[index]
                let b = ring[index + 1 == ring.count ? 0 : index + 1]
                guard (a.northing <= northing) != (b.northing <= northing) else { continue }
                crossings.append(
                    a.easting + (northing - a.northing) / (b.northing - a.northing) * (b.easting - a.easting))
            }
            crossings.sort()
            for pair in stride(from: 0, to: crossings.count - 1, by: 2) {
                let from = Int((crossings[pair] / columnWidth - Double(r) / 2).rounded(.up))
                let to = Int((crossings[pair + 1] / columnWidth - Double(r) / 2).rounded(.down))
                guard from <= to else { continue }
                for q in from...to {
                    if let cell = Cell.hexagon(q: q, r: r, hectares: grid.hectares) { members.insert(cell) }
                }
            }
        }
    }
}
