import HubAssurance
import HubFeeds
import HubGeography
import HubHotspots
import HubJSON

/// OGC API - Features Part 1: landing page, conformance, API definition, collections, features (core, GeoJSON, HTML,
/// OpenAPI 3.0).
struct FeatureRoutes: Sendable {
    private let cache = FeatureCache()
    private let pages = PageCache()

    static let conformance = [
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/html",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    ]
    private static let title = "Hotspots of West Yorkshire"
    private static let about =
        "Anti-social behaviour and knife crime by area and window, with significance; what is shown depends on the key."

    // MARK: Landing page, conformance, API

    func landing(_ request: Request) throws -> Response {
        let format = try Format.of(request, Parameters(request, ["f"]))
        let base = request.base
        if format == .html {
            var page = HTMLPage(Self.title, trail: [("Home", "/")])
            page.paragraph(Self.about)
            page.list(html: [
                HTMLPage.link("Map", "/map"), HTMLPage.link("Collections", "/collections?f=html"),
                HTMLPage.link("Quarters: returns and ASB case reviews", "/quarters?f=html"),
                HTMLPage.link("API definition", "/api?f=html"), HTMLPage.link("Conformance", "/conformance?f=html"),
            ])
            return page.response()
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("title")
        writer.string(Self.title)
        writer.key("description")
        writer.string(Self.about)
        Link.write(
            [
                Link("\(base)/?f=json", "self", Response.json, "This document"),
                Link("\(base)/?f=html", "alternate", "text/html", "This document as HTML"),
                Link("\(base)/api?f=json", "service-desc", Link.api, "The API definition"),
                Link("\(base)/api?f=html", "service-doc", "text/html", "The API in words"),
                Link("\(base)/conformance", "conformance", Response.json, "What the API conforms to"),
                Link("\(base)/collections", "data", Response.json, "The collections"),
            ], to: &writer)
        writer.endObject()
        return Response(200, type: Response.json, writer.bytes)
    }

    func conformance(_ request: Request) throws -> Response {
        let format = try Format.of(request, Parameters(request, ["f"]))
        if format == .html {
            var page = HTMLPage("Conformance", trail: [("Home", "/?f=html"), ("Conformance", "/conformance?f=html")])
            page.list(html: Self.conformance.map { HTMLPage.escaped($0) })
            return page.response()
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("conformsTo")
        writer.strings(Self.conformance)
        Link.write([Link("\(request.base)/conformance", "self", Response.json, "This document")], to: &writer)
        writer.endObject()
        return Response(200, type: Response.json, writer.bytes)
    }

    func api(_ request: Request) throws -> Response {
        let format = try Format.of(request, Parameters(request, ["f"]))
        let ids = HotspotCollection.all(in: TierAccess.own(request)).map(\.id)
        let document = APIDocument.make(collections: ids)
        if format == .html { return APIDocument.page(document).response() }
        var response = Response(200, type: Link.api, document.serialised(pretty: true))
        response.maximumAge = 0
        return response
    }

    // MARK: Collections

    func collections(_ request: Request, _ session: Session) throws -> Response {
        let parameters = try Parameters(request, ["f", "tier"])
        let format = try Format.of(request, parameters)
        let tier = try TierAccess.tier(request, parameters)
        let windows = try cache.windows(session.reader)
        let all = HotspotCollection.all(in: tier)
        if format == .html {
            var page = HTMLPage("Collections", trail: [("Home", "/?f=html"), ("Collections", "/collections?f=html")])
            page.paragraph("What the \(tier.rawValue) tier has. A collection without windows says why.")
            page.list(
                html: all.map { collection in
                    let count = windows.entries(of: collection, tier: tier).count
                    return HTMLPage.link(collection.title, "/collections/\(collection.id)?f=html")
                        + HTMLPage.escaped(": \(count == 1 ? "1 window" : "\(count) windows")")
                })
            return page.response()
        }
        var writer = JSONWriter()
        writer.beginObject()
        Link.write(
            [
                Link("\(request.base)/collections?f=json", "self", Response.json, "This document"),
                Link("\(request.base)/collections?f=html", "alternate", "text/html", "This document as HTML"),
            ], to: &writer)
        writer.key("tier")
        writer.string(tier.rawValue)
        writer.key("collections")
        writer.beginArray()
        for collection in all { describe(collection, windows, tier, request, &writer) }
        writer.endArray()
        writer.endObject()
        return Response(200, type: Response.json, writer.bytes)
    }

    func collection(_ id: String, _ request: Request, _ session: Session) throws -> Response {
        let parameters = try Parameters(request, ["f", "tier"])
        let format = try Format.of(request, parameters)
        let (collection, tier) = try find(id, request, parameters)
        let windows = try cache.windows(session.reader)
        if format == .html {
            var page = HTMLPage(
                collection.title,
                trail: [
                    ("Home", "/?f=html"), ("Collections", "/collections?f=html"), (id, "/collections/\(id)?f=html"),
                ])
            page.paragraph(Self.description(collection, tier))
            page.list(
                html: windows.entries(of: collection, tier: tier).map { entry in
                    let day = LondonCalendar.text(ofDay: entry.window.from)
                    return HTMLPage.link(entry.window.label, "/collections/\(id)/items?f=html&datetime=\(day)")
                        + ", revision \(entry.revision)"
                })
            if let note = Self.note(collection, windows.entries(of: collection, tier: tier), tier) {
                page.paragraph(note)
            }
            return page.response()
        }
        var writer = JSONWriter()
        describe(collection, windows, tier, request, &writer)
        return Response(200, type: Response.json, writer.bytes)
    }

    /// The collection of an id in the tier of a request.
    private func find(_ id: String, _ request: Request, _ parameters: Parameters) throws -> (HotspotCollection, Tier) {
        let tier = try TierAccess.tier(request, parameters)
        guard let collection = HotspotCollection(id: id) else {
            throw Problem(404, "There is no such collection; /collections lists those there are.")
        }
        guard HotspotCollection.all(in: tier).contains(collection) else {
            for higher in [Tier.partner, .exact] where HotspotCollection.all(in: higher).contains(collection) {
                try TierAccess.check(higher, request)
            }
            throw Problem(404, "The \(tier.rawValue) tier has no such collection; /collections lists those there are.")
        }
        return (collection, tier)
    }

    static func description(_ collection: HotspotCollection, _ tier: Tier) -> String {
        "\(collection.title). Records in force by area and window in the \(tier.rawValue) tier, with significance"
            + (collection.kind == .district ? "; districts are context, not a ranking." : ".")
    }

    /// Why a collection is empty and what would show something; nil where it is not.
    static func note(_ collection: HotspotCollection, _ entries: [PublishedWindows.Entry], _ tier: Tier) -> String? {
        guard entries.isEmpty else { return nil }
        if collection.kind == .ward { return "Wards need boundary files: the hub's operator can import them." }
        return switch tier {
        case .exact: "Nothing is published yet: it appears once records of this theme have been taken in."
        case .partner, .public:
            "Nothing is published in the \(tier.rawValue) tier for this yet; a key of a higher tier may show more."
        }
    }

    private func describe(
        _ collection: HotspotCollection, _ windows: PublishedWindows, _ tier: Tier, _ request: Request,
        _ writer: inout JSONWriter
    ) {
        let entries = windows.entries(of: collection, tier: tier)
        let place = "\(request.base)/collections/\(collection.id)"
        let suffix = request.tierSuffix
        writer.beginObject()
        for (key, value) in [
            ("id", collection.id), ("title", collection.title), ("description", Self.description(collection, tier)),
            ("itemType", "feature"),
        ] {
            writer.key(key)
            writer.string(value)
        }
        writer.key("crs")
        writer.strings(["http://www.opengis.net/def/crs/OGC/1.3/CRS84"])
        writer.key("extent")
        writer.beginObject()
        writer.key("spatial")
        writer.beginObject()
        writer.key("bbox")
        writer.beginArray()
        writer.beginArray()
        for value in Self.county { writer.double(value) }
        writer.endArray()
        writer.endArray()
        writer.key("crs")
        writer.string("http://www.opengis.net/def/crs/OGC/1.3/CRS84")
        writer.endObject()
        writer.key("temporal")
        writer.beginObject()
        writer.key("interval")
        writer.beginArray()
        writer.beginArray()
        if let from = entries.map(\.window.from).min(), let to = entries.map(\.window.to).max() {
            writer.string(LondonCalendar.text(ofDay: from) + "T00:00:00Z")
            writer.string(LondonCalendar.text(ofDay: to) + "T00:00:00Z")
        } else {
            writer.null()
            writer.null()
        }
        writer.endArray()
        writer.endArray()
        writer.key("trs")
        writer.string("http://www.opengis.net/def/uom/ISO-8601/0/Gregorian")
        writer.endObject()
        writer.endObject()
        writer.key("windows")
        writer.strings(entries.map(\.window.label))
        if let note = Self.note(collection, entries, tier) {
            writer.key("note")
            writer.string(note)
        }
        Link.write(
            [
                Link("\(place)?f=json\(suffix)", "self", Response.json, "This collection"),
                Link("\(place)?f=html\(suffix)", "alternate", "text/html", "This collection as HTML"),
                Link("\(place)/items?f=json\(suffix)", "items", Response.geoJSON, "The features as GeoJSON"),
                Link("\(place)/items?f=html\(suffix)", "items", "text/html", "The features as HTML"),
            ], to: &writer)
        writer.endObject()
    }

    /// The county with a margin: west, south, east, north.
    private static let county: [Double] = {
        let areas = AreaLookup.shipped.areas(.lsoa)
        let west = areas.map(\.longitude).min() ?? -2.2
        let east = areas.map(\.longitude).max() ?? -1.2
        let south = areas.map(\.latitude).min() ?? 53.5
        let north = areas.map(\.latitude).max() ?? 54
        return [west - 0.1, south - 0.1, east + 0.1, north + 0.1].map { ($0 * 1000).rounded() / 1000 }
    }()

    // MARK: Features

    func items(_ id: String, _ request: Request, _ session: Session) throws -> Response {
        let parameters = try Parameters(request, QueryReading.parameters)
        let format = try Format.of(request, parameters)
        let (collection, tier) = try find(id, request, parameters)
        let query = try QueryReading.query(parameters)
        let entries = FeaturePage.entries(collection, tier: tier, query, try cache.windows(session.reader))
        let identity =
            "\(request.base) \(request.target.path) \(request.target.query) \(format) \(tier) "
            + entries.map { "\($0.topic)/\($0.key)/\($0.revision)" }.joined(separator: " ")
        let etag = Blake2b.digest128(Array(identity.utf8)).hexadecimal
        let body = try pages.body(etag) {
            let page = try FeaturePage(query, entries, cache, session.reader, session.feed.builder)
            let note = entries.isEmpty && query.days == nil ? Self.note(collection, entries, tier) : nil
            let answer = ItemsAnswer(collection: collection, query: query, page: page, note: note, request: request)
            return format == .json ? answer.json() : answer.html()
        }
        var response = Response(200, type: format == .json ? Response.geoJSON : Response.html)
        response.body = body
        response.etag = etag
        response.maximumAge = 0
        return response
    }

    func item(_ id: String, _ feature: String, _ request: Request, _ session: Session) throws -> Response {
        let parameters = try Parameters(request, ["f", "tier"])
        let format = try Format.of(request, parameters)
        let (collection, tier) = try find(id, request, parameters)
        let windows = try cache.windows(session.reader)
        guard let named = collection.parse(feature: feature),
            let entry = windows.entries(of: collection, tier: tier).first(where: { $0.window == named.window }),
            let document = try cache.document(entry, session.reader, session.feed.builder),
            let index = document.index(ofCode: named.code)
        else { throw Problem(404, "There is no such feature in \(id).") }
        let answer = ItemAnswer(collection: collection, id: feature, feature: document.text(index), request: request)
        var response = Response(
            200, type: format == .json ? Response.geoJSON : Response.html,
            format == .json ? answer.json() : answer.html())
        response.etag =
            Blake2b.digest128(Array("\(request.base) \(entry.revision) \(format) \(tier) \(feature)".utf8)).hexadecimal
        response.maximumAge = 0
        return response
    }
}
