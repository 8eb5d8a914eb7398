// The mathematics library must be linked for a debug build.
import Glibc

/// A grid of equal regular hexagons on the British National Grid.
///
/// Pointy-top hexagons (rows run west to east) in axial coordinates (q, r) around the grid's false origin: the centre lies at
/// easting = edge · √3 · (q + r/2), northing = edge · 3/2 · r. A hexagon of area A has the edge √(2A / 3√3): 164.1 m at 7 ha,
/// the size the Home Office's hexagon pilots describe as about ten football pitches.
package struct HexagonGrid: Sendable, Hashable {
    /// The area of one cell in hectares.
    package let hectares: UInt8
    /// The edge, which is also the distance from the centre to a corner, in metres.
    package let edge: Double

    /// A grid whose cells have `hectares` (1 to 255; 0 is taken as 1).
    package init(hectares: UInt8 = 7) {
        self.hectares = max(1, hectares)
        edge = (2 * Double(self.hectares) * 10_000 / (3 * 3.0.squareRoot())).squareRoot()
    }

    /// The cell that holds a point; nil if it is not on the National Grid.
    package func cell(easting: Double, northing: Double) -> Cell? {
        guard GridPoint(easting: easting, northing: northing).isOnGrid else { return nil }
        let row = northing / (edge * 1.5)
        let column = easting / (edge * 3.0.squareRoot()) - row / 2
        // Cube rounding: of the three rounded coordinates the one that moved most is made from the others.
        var q = column.rounded()
        var r = row.rounded()
        let s = (-column - row).rounded()
        let (moveQ, moveR, moveS) = (abs(q - column), abs(r - row), abs(s + column + row))
        if moveQ > moveR, moveQ > moveS { q = -r - s } else if moveR > moveS { r = -q - s }
        return .hexagon(q: Int(q), r: Int(r), hectares: hectares)
    }

    /// The centre of a cell; nil if it is no hexagon of this grid.
    package func centre(of cell: Cell) -> GridPoint? {
        guard let axial = cell.axial, axial.hectares == hectares else { return nil }
        return GridPoint(
            easting: edge * 3.0.squareRoot() * (Double(axial.q) + Double(axial.r) / 2),
            northing: edge * 1.5 * Double(axial.r))
    }

    /// The six cells around a cell, counter-clockwise from the east; fewer at the end of the coordinates, none for other cells.
    package func neighbours(of cell: Cell) -> [Cell] {
        guard let axial = cell.axial, axial.hectares == hectares else { return [] }
        return [(1, 0), (0, 1), (-1, 1), (-1, 0), (0, -1), (1, -1)].compactMap {
            .hexagon(q: axial.q + $0.0, r: axial.r + $0.1, hectares: hectares)
        }
    }

    /// The six corners of a cell, counter-clockwise from the lower right; none for other cells.
    package func polygon(of cell: Cell) -> [GridPoint] {
        guard let centre = centre(of: cell) else { return [] }
        let half = edge * 3.0.squareRoot() / 2
        return [(half, -0.5), (half, 0.5), (0, 1), (-half, 0.5), (-half, -0.5), (0, -1)].map {
            GridPoint(easting: centre.easting + $0.0, northing: centre.northing + $0.1 * edge)
        }
    }
}
