import HubGeography
import HubJSON

/// Where a feature lies: its polygon or, where its boundary is not known, a point in the area.
struct FeatureOutline: Sendable {
    private let cell: Cell?
    /// What the outline reaches over; nil for a feature without a place.
    private let box: FeatureDocument.Box?

    /// Finds the outline of an item and writes it as a GeoJSON geometry.
    init(_ cell: Cell?, item: JSONNode, on tape: JSONTape, _ builder: SummaryBuilder, writer: inout JSONWriter) {
        self.cell = cell
        if let outline = cell.flatMap({ builder.outline(of: $0) }) {
            box = outline.box
            outline.write(&writer)
        } else if let point = Self.point(cell, item, tape, builder.lookup) {
            box = FeatureDocument.Box(
                west: point.longitude, south: point.latitude, east: point.longitude, north: point.latitude)
            writer.beginObject()
            writer.key("type")
            writer.string("Point")
            writer.key("coordinates")
            AreaOutline.write(point, &writer)
            writer.endObject()
        } else {
            box = nil
            writer.null()
        }
    }

    private static func point(
        _ cell: Cell?, _ item: JSONNode, _ tape: JSONTape, _ lookup: AreaLookup
    ) -> AreaOutline.Position? {
        if let area = cell.flatMap({ lookup.area($0) }) { return (area.longitude, area.latitude) }
        guard let centre = tape.member(item, "centre"), tape.count(centre) == 2 else { return nil }
        let first = tape.firstChild(centre)
        guard let longitude = tape.double(first), let latitude = tape.double(tape.next(first)) else { return nil }
        return (longitude, latitude)
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
        return isInside || cell.flatMap { builder.outline(of: $0) }?.meets(wanted) != false
    }
}
