import HubGeography
import HubJSON

/// Where a feature lies: the polygon of a hexagon or, until boundaries are there, a point in the area.
struct FeatureOutline: Sendable {
    private let cell: Cell?
    /// What the outline reaches over; nil for a feature without a place.
    private let box: FeatureDocument.Box?

    /// Finds the outline of an item and writes it as a GeoJSON geometry.
    init(
        _ cell: Cell?, item: JSONNode, on tape: JSONTape, _ builder: SummaryBuilder, _ lookup: AreaLookup,
        writer: inout JSONWriter
    ) {
        self.cell = cell
        let polygon = cell.map { builder.polygon(of: $0) } ?? []
        if let first = polygon.first {
            var box = FeatureDocument.Box(
                west: first.longitude, south: first.latitude, east: first.longitude, north: first.latitude)
            for corner in polygon {
                box.west = min(box.west, corner.longitude)
                box.south = min(box.south, corner.latitude)
                box.east = max(box.east, corner.longitude)
                box.north = max(box.north, corner.latitude)
            }
            self.box = box
            Self.begin("Polygon", &writer)
            writer.beginArray()
            writer.beginArray()
            for corner in polygon { Self.position(corner.longitude, corner.latitude, &writer) }
            writer.endArray()
            writer.endArray()
            writer.endObject()
        } else if let point = Self.point(cell, item, tape, lookup) {
            box = FeatureDocument.Box(
                west: point.longitude, south: point.latitude, east: point.longitude, north: point.latitude)
            Self.begin("Point", &writer)
            Self.position(point.longitude, point.latitude, &writer)
            writer.endObject()
        } else {
            box = nil
            writer.null()
        }
    }

    private static func point(
        _ cell: Cell?, _ item: JSONNode, _ tape: JSONTape, _ lookup: AreaLookup
    ) -> (longitude: Double, latitude: Double)? {
        if let area = cell.flatMap({ lookup.area($0) }) { return (area.longitude, area.latitude) }
        guard let centre = tape.member(item, "centre"), tape.count(centre) == 2 else { return nil }
        let first = tape.firstChild(centre)
        guard let longitude = tape.double(first), let latitude = tape.double(tape.next(first)) else { return nil }
        return (longitude, latitude)
    }

    private static func begin(_ type: String, _ writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("type")
        writer.string(type)
        writer.key("coordinates")
    }

    private static func position(_ longitude: Double, _ latitude: Double, _ writer: inout JSONWriter) {
        writer.beginArray()
        writer.double(Figures.places(longitude))
        writer.double(Figures.places(latitude))
        writer.endArray()
    }

    /// Whether the outline and a box have a point in common.
    func meets(_ wanted: FeatureDocument.Box, _ builder: SummaryBuilder) -> Bool {
        guard let box else { return false }
        if wanted.west > wanted.east {
            var (first, second) = (wanted, wanted)
            first.east = 180
            second.west = -180
            return meets(first, builder) || meets(second, builder)
        }
        guard box.west <= wanted.east, box.east >= wanted.west, box.south <= wanted.north, box.north >= wanted.south
        else { return false }
        let isInside =
            box.west >= wanted.west && box.east <= wanted.east && box.south >= wanted.south && box.north <= wanted.north
        if isInside { return true }
        let polygon = cell.map { builder.polygon(of: $0) } ?? []
        return polygon.isEmpty || Self.meets(polygon, wanted)
    }

    /// Whether a convex polygon, its first corner repeated, and a box meet that overlap in both axes: no edge of the
    /// polygon has the whole box on its outer side.
    private static func meets(
        _ polygon: [(longitude: Double, latitude: Double)], _ box: FeatureDocument.Box
    ) -> Bool {
        let corners = [
            (box.west, box.south), (box.east, box.south), (box.east, box.north), (box.west, box.north),
        ]
        for (from, to) in zip(polygon, polygon.dropFirst()) {
            let (x, y) = (to.longitude - from.longitude, to.latitude - from.latitude)
            // Counter-clockwise: inside is to the left.
            if corners.allSatisfy({ x * ($0.1 - from.latitude) - y * ($0.0 - from.longitude) < 0 }) { return false }
        }
        return true
    }
}
