import HubFeeds
import HubJSON

/// A page of features as GeoJSON or HTML, with links to the others.
struct ItemsAnswer {
    var collection: HotspotCollection
    var query: FeatureQuery
    var page: FeaturePage
    /// Why it is empty, where it is.
    var note: String?
    var request: Request

    private var place: String { "\(request.base)/collections/\(collection.id)" }

    /// The request's own address with other paging or format.
    private func address(offset: Int? = nil, format: String? = nil) -> String {
        var parameters = request.target.query.filter {
            !(offset != nil && $0.name == "offset") && !(format != nil && $0.name == "f")
        }
        if let offset, offset > 0 { parameters.append(("offset", "\(offset)")) }
        if let format { parameters.append(("f", format)) }
        let text = parameters.map { "\(Target.encoded($0.name))=\(Target.encoded($0.value, also: ",:/"))" }
        return "\(place)/items" + (text.isEmpty ? "" : "?" + text.joined(separator: "&"))
    }

    private var next: String? {
        let end = query.offset.addingReportingOverflow(page.returned)
        return page.returned > 0 && !end.overflow && end.partialValue < page.matched
            ? address(offset: end.partialValue) : nil
    }

    private var previous: String? {
        query.offset > 0 && query.offset <= page.matched ? address(offset: max(0, query.offset - query.limit)) : nil
    }

    func json() -> [UInt8] {
        var links = [
            Link(address(), "self", Response.geoJSON, "This page"),
            Link(address(format: "html"), "alternate", "text/html", "This page as HTML"),
            Link(place, "collection", Response.json, collection.title),
        ]
        if let next { links.append(Link(next, "next", Response.geoJSON, "The next page")) }
        if let previous { links.append(Link(previous, "prev", Response.geoJSON, "The page before")) }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("type")
        writer.string("FeatureCollection")
        writer.key("numberMatched")
        writer.int(Int64(page.matched))
        writer.key("numberReturned")
        writer.int(Int64(page.returned))
        if let note {
            writer.key("note")
            writer.string(note)
        }
        Link.write(links, to: &writer)
        writer.key("features")
        writer.beginArray()
        if page.returned > 0 { writer.raw(page.features) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    func html() -> [UInt8] {
        let id = collection.id
        var out = HTMLPage(
            "\(collection.title): features",
            trail: [
                ("Home", "/?f=html"), ("Collections", "/collections?f=html"), (id, "/collections/\(id)?f=html"),
                ("features", "/collections/\(id)/items?f=html"),
            ])
        out.paragraph("\(page.returned) of \(page.matched) features.")
        if let note { out.paragraph(note) }
        let features = (try? JSONValue.parse([UInt8(ascii: "[")] + page.features + [UInt8(ascii: "]")]))?.array ?? []
        let names = ["name", "code", "window", "count", "significance"]
        if !features.isEmpty {
            out.table(
                collection.title, names.map { ($0, $0 == "count") },
                features.map { feature in names.map { FeatureText.text(feature["properties"]?[$0]) } })
        }
        var links = [HTMLPage.link("GeoJSON", address(format: "json"))]
        if let previous { links.append(HTMLPage.link("page before", previous)) }
        if let next { links.append(HTMLPage.link("next page", next)) }
        out.list(html: links)
        return Array(out.text().utf8)
    }
}

/// One feature as GeoJSON or HTML.
struct ItemAnswer {
    var collection: HotspotCollection
    var id: String
    var feature: ArraySlice<UInt8>
    var request: Request

    func json() -> [UInt8] {
        let place = "\(request.base)/collections/\(collection.id)"
        let suffix = request.tierSuffix
        var writer = JSONWriter()
        writer.beginObject()
        Link.write(
            [
                Link("\(place)/items/\(id)?f=json\(suffix)", "self", Response.geoJSON, "This feature"),
                Link("\(place)/items/\(id)?f=html\(suffix)", "alternate", "text/html", "This feature as HTML"),
                Link(place, "collection", Response.json, collection.title),
            ], to: &writer)
        // The feature's own members, then the links.
        return Array(feature.dropLast()) + [UInt8(ascii: ",")] + writer.bytes.dropFirst() + [UInt8(ascii: "}")]
    }

    func html() -> [UInt8] {
        let value = try? JSONValue.parse(Array(feature))
        let title = FeatureText.text(value?["properties"]?["name"])
        var page = HTMLPage(
            "\(title), \(FeatureText.text(value?["properties"]?["window"]))",
            trail: [
                ("Home", "/?f=html"), ("Collections", "/collections?f=html"),
                (collection.id, "/collections/\(collection.id)?f=html"),
                ("features", "/collections/\(collection.id)/items?f=html"), (id, ""),
            ])
        var rows: [[String]] = []
        FeatureText.flatten(value?["properties"] ?? .null, name: "", into: &rows)
        page.table("Properties", [("property", false), ("value", false)], rows)
        return Array(page.text().utf8)
    }
}

/// Values of features as text.
enum FeatureText {
    static func text(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null?: ""
        case .string(let text)?: text
        case let value?: String(decoding: value.serialised(), as: UTF8.self)
        }
    }

    /// One row for each value, its path as the name.
    static func flatten(_ value: JSONValue, name: String, into rows: inout [[String]]) {
        guard let object = value.object else {
            rows.append([name, text(value)])
            return
        }
        for (key, member) in object.members {
            flatten(member, name: name.isEmpty ? key : "\(name) \(key)", into: &rows)
        }
    }
}
