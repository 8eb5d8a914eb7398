/// Finds the area that a point lies in, from polygons on the National Grid.
///
/// A point on a border belongs to the area to its north-east (even-odd rule with half-open edges), so that it lies in one area
/// of a partition only.
package struct Boundaries: Sendable {
    /// One area's rings: outer ones and holes alike, by the even-odd rule.
    package struct Shape: Sendable {
        /// Whose rings they are.
        package let cell: Cell
        /// Each ring without its first point repeated; metres.
        package let rings: [[GridPoint]]

        /// The rings of an area.
        package init(cell: Cell, rings: [[GridPoint]]) {
            self.cell = cell
            self.rings = rings
        }
    }

    /// Shapes are found through squares of this edge in metres.
    private static let square = 1000.0

    private let shapes: [Shape]
    private let bySquare: [Int64: [Int32]]
    private let byCell: [Cell: Int32]

    /// Boundaries of areas; where areas of several kinds are given, a point lies in one of each.
    package init(_ shapes: [Shape]) {
        self.shapes = shapes
        var bySquare: [Int64: [Int32]] = [:]
        for (index, shape) in shapes.enumerated() {
            let points = shape.rings.joined()
            guard let west = points.map(\.easting).min(), let east = points.map(\.easting).max(),
                let south = points.map(\.northing).min(), let north = points.map(\.northing).max()
            else { continue }
            for column in Self.number(west)...Self.number(east) {
                for row in Self.number(south)...Self.number(north) {
                    bySquare[Self.key(column, row), default: []].append(Int32(index))
                }
            }
        }
        self.bySquare = bySquare
        byCell = Dictionary(shapes.enumerated().map { ($0.element.cell, Int32($0.offset)) }) { first, _ in first }
    }

    /// The rings of an area; empty where its boundary is not known.
    package func rings(of cell: Cell) -> [[GridPoint]] { byCell[cell].map { shapes[Int($0)].rings } ?? [] }

    /// Whether there are any.
    package var isEmpty: Bool { shapes.isEmpty }

    /// The areas that hold a point, in the order they were given.
    package func cells(at point: GridPoint) -> [Cell] {
        guard point.isOnGrid else { return [] }
        return (bySquare[Self.key(Self.number(point.easting), Self.number(point.northing))] ?? []).compactMap { index in
            let shape = shapes[Int(index)]
            return Self.holds(shape.rings, point) ? shape.cell : nil
        }
    }

    /// Whether rings hold a point by the even-odd rule.
    package static func holds(_ rings: [[GridPoint]], _ point: GridPoint) -> Bool {
        var isInside = false
        for ring in rings {
            var previous = ring.last ?? point
            for corner in ring {
                if (corner.northing > point.northing) != (previous.northing > point.northing) {
                    let crossing =
                        (previous.easting - corner.easting) * (point.northing - corner.northing)
                        / (previous.northing - corner.northing) + corner.easting
                    if point.easting < crossing { isInside.toggle() }
                }
                previous = corner
            }
        }
        return isInside
    }

    private static func number(_ metres: Double) -> Int32 {
        Int32(min(max((metres / square).rounded(.down), -10_000), 10_000))
    }

    private static func key(_ column: Int32, _ row: Int32) -> Int64 {
        Int64(column) << 32 | Int64(UInt32(bitPattern: row))
    }
}
