import HubGeography
import HubHotspots
import HubJSON

/// The GeoJSON form of a summary (RFC 7946): one feature an item, a hexagon's polygon or, until boundary files are
/// there, an area's centroid.
///
/// Properties are `from`, `to`, the members of the item, and its code, name and significance once more on the first
/// level, where mapping software can style by them.
package enum SummaryGeoJSON {
    /// The whole document as a feature collection; the document's own members stand beside `features`.
    package static func write(_ document: SummaryDocument, _ builder: SummaryBuilder) -> [UInt8] {
        var writer = JSONWriter()
        let from = LondonCalendar.text(ofDay: document.window.from)
        let to = LondonCalendar.text(ofDay: document.window.to)
        writer.beginObject()
        for (key, value) in [
            ("type", "FeatureCollection"), ("theme", document.theme.rawValue),
            ("area_kind", document.areaKind.rawValue),
            ("window", document.window.label), ("from", from), ("to", to), ("tier", document.tier.rawValue),
            ("as_of", LondonCalendar.text(ofEpochMilliseconds: document.asOf)),
        ] {
            writer.key(key)
            writer.string(value)
        }
        writer.key("revision")
        writer.int(document.revision)
        writer.key("features")
        writer.beginArray()
        for item in document.items {
            writer.beginObject()
            writer.key("type")
            writer.string("Feature")
            writer.key("id")
            writer.string(item.code)
            writer.key("geometry")
            geometry(item, builder, &writer)
            writer.key("properties")
            writer.beginObject()
            for (key, value) in [
                ("code", item.code), ("name", item.name), ("significance", item.score.significance.rawValue),
                ("from", from),
                ("to", to),
            ] {
                writer.key(key)
                writer.string(value)
            }
            SummaryJSON.members(of: item, &writer)
            writer.endObject()
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private static func geometry(_ item: SummaryDocument.Item, _ builder: SummaryBuilder, _ writer: inout JSONWriter) {
        if let outline = builder.outline(of: item.cell) { return outline.write(&writer) }
        writer.beginObject()
        writer.key("type")
        writer.string("Point")
        writer.key("coordinates")
        AreaOutline.write((item.longitude, item.latitude), &writer)
        writer.endObject()
    }
}
