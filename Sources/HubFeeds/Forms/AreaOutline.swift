import HubGeography
import HubJSON

/// The polygons of a hexagon or an area in degrees (WGS84), as GeoJSON has them (RFC 7946, section 3.1.6).
package struct AreaOutline: Sendable {
    /// A corner.
    package typealias Position = (longitude: Double, latitude: Double)

    /// Each polygon's rings: the outer one counter-clockwise, then holes clockwise, the first corner repeated at the end.
    package let polygons: [[[Position]]]

    /// Polygons as they are.
    init(polygons: [[[Position]]]) { self.polygons = polygons }

    /// The polygons of rings on the National Grid, outer ones and holes in any order and direction; nil if there is none.
    init?(rings: [[GridPoint]], _ transform: GridTransform) {
        let rings = rings.filter { $0.count > 2 }
        var outer: [(ring: Int, holes: [Int])] = []
        var holes: [(ring: Int, parents: [Int])] = []
        for (index, ring) in rings.enumerated() {
            // Nested in an odd number of others: a hole.
            let around = rings.indices.filter { $0 != index && Self.isInside(ring, rings[$0]) }
            if around.count % 2 == 0 { outer.append((index, [])) } else { holes.append((index, around)) }
        }
        for hole in holes {
            // The innermost of the outer rings around it is the one that most others lie around.
            let owner = outer.indices.filter { hole.parents.contains(outer[$0].ring) }.max { left, right in
                Self.isInside(rings[outer[right].ring], rings[outer[left].ring])
            }
            if let owner { outer[owner].holes.append(hole.ring) }
        }
        func positions(_ index: Int, counterClockwise: Bool) -> [Position] {
            let ring = (Self.area(rings[index]) > 0) == counterClockwise ? rings[index] : rings[index].reversed()
            let corners = ring.compactMap { transform.position(of: $0) }
            return corners + corners.prefix(1)
        }
        polygons = outer.map {
            [positions($0.ring, counterClockwise: true)] + $0.holes.map { positions($0, counterClockwise: false) }
        }
        .filter { ($0.first?.count ?? 0) > 3 }
        if polygons.isEmpty { return nil }
    }

    /// Whether a ring lies in another: of rings that do not cross, any corner that is not on both tells.
    private static func isInside(_ ring: [GridPoint], _ other: [GridPoint]) -> Bool {
        let corners = Set(other)
        guard let corner = ring.first(where: { !corners.contains($0) }) else { return false }
        return Boundaries.holds([other], corner)
    }

    /// Twice the area, positive for a counter-clockwise ring.
    private static func area(_ ring: [GridPoint]) -> Double {
        zip(ring, ring.dropFirst() + ring.prefix(1)).reduce(0) {
            $0 + $1.0.easting * $1.1.northing - $1.1.easting * $1.0.northing
        }
    }

    /// Writes a Polygon or MultiPolygon.
    func write(_ writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("type")
        writer.string(polygons.count == 1 ? "Polygon" : "MultiPolygon")
        writer.key("coordinates")
        if polygons.count == 1 {
            Self.write(polygons[0], &writer)
        } else {
            writer.beginArray()
            for polygon in polygons { Self.write(polygon, &writer) }
            writer.endArray()
        }
        writer.endObject()
    }

    private static func write(_ rings: [[Position]], _ writer: inout JSONWriter) {
        writer.beginArray()
        for ring in rings {
            writer.beginArray()
            for corner in ring { write(corner, &writer) }
            writer.endArray()
        }
        writer.endArray()
    }

    /// Writes one position.
    static func write(_ position: Position, _ writer: inout JSONWriter) {
        writer.beginArray()
        writer.double(Figures.places(position.longitude))
        writer.double(Figures.places(position.latitude))
        writer.endArray()
    }

    /// What the polygons reach over.
    var box: FeatureDocument.Box? {
        let corners = polygons.lazy.compactMap(\.first).joined()
        guard let first = corners.first else { return nil }
        var box = FeatureDocument.Box(
            west: first.longitude, south: first.latitude, east: first.longitude, north: first.latitude)
        for corner in corners {
            box.west = min(box.west, corner.longitude)
            box.south = min(box.south, corner.latitude)
            box.east = max(box.east, corner.longitude)
            box.north = max(box.north, corner.latitude)
        }
        return box
    }

    /// Whether a polygon and a box have a point in common: an edge meets the box, or the box lies inside.
    func meets(_ box: FeatureDocument.Box) -> Bool {
        polygons.contains { rings in
            rings.contains { ring in zip(ring, ring.dropFirst()).contains { Self.meets($0, $1, box) } }
                || Self.holds(rings, (box.west, box.south))
        }
    }

    /// Whether a line meets a box: what is left of it after each side has cut it (Liang and Barsky).
    private static func meets(_ from: Position, _ to: Position, _ box: FeatureDocument.Box) -> Bool {
        let (x, y) = (to.longitude - from.longitude, to.latitude - from.latitude)
        var (enter, leave) = (0.0, 1.0)
        for (step, room) in [
            (-x, from.longitude - box.west), (x, box.east - from.longitude), (-y, from.latitude - box.south),
            (y, box.north - from.latitude),
        ] {
            if step == 0 {
                if room < 0 { return false }
            } else if step < 0 {
                enter = max(enter, room / step)
            } else {
                leave = min(leave, room / step)
            }
        }
        return enter <= leave
    }

    private static func holds(_ rings: [[Position]], _ point: Position) -> Bool {
        Boundaries.holds(
            rings.map { $0.dropLast().map { GridPoint(easting: $0.longitude, northing: $0.latitude) } },
            GridPoint(easting: point.longitude, northing: point.latitude))
    }
}
