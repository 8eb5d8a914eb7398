import Foundation
import HubFeeds
import HubStore
import HubTesting
import Testing

@testable import HubHTTP

/// The rules of OGC API - Features Part 1 (OGC 17-069r4) that a client can see, one by one; and what is the hub's own.
@Suite(.timeLimit(.minutes(15))) struct FeatureTests {
    private let hub: HTTPFixture
    private let key: String

    init() throws {
        let store = try FeatureStore.shared.get()
        hub = store.hub
        key = store.key
    }

    private func get(_ target: String, key: String?? = nil, _ headers: String...) throws -> RawResponse {
        try hub.send("GET", target, key: key ?? self.key, headers: headers)
    }

    private func json(_ target: String, key: String?? = nil) throws -> [String: Any] {
        let response = try get(target, key: key)
        #expect(response.status == 200, "\(target): \(response.text.prefix(300))")
        return try response.json()
    }

    private func links(_ document: [String: Any]) -> [(rel: String, type: String, href: String)] {
        (document["links"] as? [[String: Any]] ?? []).map {
            ($0["rel"] as? String ?? "", $0["type"] as? String ?? "", $0["href"] as? String ?? "")
        }
    }

    private static let items = "/collections/asb-lsoa-month/items"

    private func features(_ target: String) throws -> [[String: Any]] {
        try json(target)["features"] as? [[String: Any]] ?? []
    }

    // /req/core/root-op, root-success; conformance-op, -success; api-definition-op, -success
    @Test func theLandingPageLeadsToEverything() throws {
        let relations = Set(links(try json("/")).map(\.rel))
        #expect(relations.isSuperset(of: ["self", "alternate", "service-desc", "service-doc", "conformance", "data"]))
        let classes = try json("/conformance")["conformsTo"] as? [String] ?? []
        for name in ["core", "geojson", "html", "oas30"] {
            #expect(classes.contains("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/\(name)"))
        }
        for link in links(try json("/")) {
            let target = String(link.href.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" })
            let response = try get(target)
            #expect(
                response.status == 200 && response.headers["content-type"]?.hasPrefix(link.type) == true, "\(target)")
        }
    }

    // /req/oas30/oas-definition-1; the document stands alone
    @Test func theDefinitionStandsAlone() throws {
        let document = try json("/api")
        #expect(document["openapi"] as? String == "3.0.3")
        let text = try get("/api").text
        for reference in text.matches(of: /"\$ref" ?: ?"(?<to>[^"]+)"/) { #expect(reference.output.to.hasPrefix("#/")) }
        let open = try get("/api", key: .some(nil)).text
        #expect(text.contains("asb-lsoa-month") && !open.contains("lsoa-month"))
    }

    // /req/core/fc-md-op, -success, -links, -items, -items-links, -extent; sfc-md-op, -success
    @Test func everyCollectionIsDescribedAlikeInBothPlaces() throws {
        let all = try json("/collections")
        #expect(Set(links(all).map(\.rel)).isSuperset(of: ["self", "alternate"]))
        let collections = try #require(all["collections"] as? [[String: Any]])
        #expect(collections.count == 40)
        for collection in collections {
            let id = try #require(collection["id"] as? String)
            let single = try json("/collections/\(id)")
            #expect(NSDictionary(dictionary: single).isEqual(to: collection), "\(id)")
            #expect(links(collection).contains { $0.rel == "items" && $0.type == "application/geo+json" })
            let extent = try #require(collection["extent"] as? [String: Any])
            let box = (extent["spatial"] as? [String: Any])?["bbox"] as? [[Double]]
            #expect(box?.first?.count == 4)
            // An empty one says why.
            let windows = collection["windows"] as? [String] ?? []
            #expect(windows.isEmpty == (collection["note"] != nil), "\(id)")
        }
        #expect(try get("/collections/none").status == 404)
    }

    // /req/core/fc-op, fc-response, fc-links, fc-numberReturned, fc-numberMatched; /req/geojson/definition, content
    @Test func aPageOfFeaturesIsGeoJSON() throws {
        let response = try get(Self.items + "?limit=3")
        #expect(response.headers["content-type"] == "application/geo+json")
        let page = try response.json()
        #expect(page["type"] as? String == "FeatureCollection")
        #expect(page["numberMatched"] as? Int == 2 * 1388 && page["numberReturned"] as? Int == 3)
        #expect(Set(links(page).map(\.rel)) == ["self", "alternate", "collection", "next"])
        let first = try #require((page["features"] as? [[String: Any]])?.first)
        let properties = try #require(first["properties"] as? [String: Any])
        #expect(first["id"] as? String == "E01010568_2024-04" && properties["count"] as? Int == 1)
        #expect(properties["from"] as? String == "2024-04-01" && properties["to"] as? String == "2024-05-01")
        #expect((first["geometry"] as? [String: Any])?["type"] as? String == "Point")
        #expect(properties["gi_star"] != nil && properties["significance"] is String)
    }

    // /req/core/fc-limit-response-1; paging reaches each feature once
    @Test func pagesHoldEachFeatureOnce() throws {
        var seen: [String] = []
        var target: String? = Self.items + "?limit=700&f=json"
        while let next = target {
            let page = try json(next)
            seen += (page["features"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
            target = links(page).first { $0.rel == "next" }.map {
                String($0.href.drop { $0 != ":" }.dropFirst(3).drop { $0 != "/" })
            }
        }
        #expect(seen.count == 2776 && Set(seen).count == 2776)
        // A limit above the maximum is cut.
        #expect(try json(Self.items + "?limit=99999999999999999999")["numberReturned"] as? Int == 2776)
        #expect(try json(Self.items + "?offset=99999999999999999999")["numberReturned"] as? Int == 0)
    }

    // /req/core/fc-time-definition, fc-time-response
    @Test(arguments: [
        ("2024-03-15T12:00:00Z", 1388), ("2024-03-31T23:30:00Z", 1388), ("2024-03-01/2024-04-30", 2776),
        ("../2024-03-31", 1388), ("2024-04-02/..", 1388), ("2024-04-02/", 1388), ("2025-01-01T00:00:00Z/..", 0),
        ("2024-03-31T23:30:00%2B00:00", 1388), ("2024-02-29", 0), ("2024-05-01/2024-04-01", 0),
    ])
    func datetimeChoosesWindows(text: String, count: Int) throws {
        #expect(try json("\(Self.items)?limit=1&datetime=\(text)")["numberMatched"] as? Int == count)
    }

    // /req/core/fc-bbox-definition, fc-bbox-response
    @Test(arguments: [
        ("-180,-90,180,90", 2776), ("-180,-90,0,180,90,100", 2776), ("0,0,1,1", 0), ("170,-90,-179,90", 0),
        ("170,-90,-1,90", 2776), ("-1.55,53.79,-1.54,53.80", nil),
    ])
    func bboxChoosesByPlace(text: String, count: Int?) throws {
        let page = try json("\(Self.items)?bbox=\(text)")
        if let count {
            #expect(page["numberMatched"] as? Int == count)
            return
        }
        let points = (page["features"] as? [[String: Any]] ?? []).compactMap {
            ($0["geometry"] as? [String: Any])?["coordinates"] as? [Double]
        }
        #expect(!points.isEmpty)
        #expect(points.allSatisfy { (-1.55 ... -1.54).contains($0[0]) && (53.79...53.80).contains($0[1]) })
    }

    // /req/core/query-param-unknown, query-param-invalid
    @Test(arguments: [
        "limit=0", "limit=-1", "limit=x", "limit=", "limit=1&limit=2", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=1,2,3,nan",
        "bbox=1,2,3,4,5", "datetime=yesterday", "datetime=../..", "datetime=2024-02-30",

        "f=xml", "unknown=1", "offset=-1", "code=a%20b", "tier=secret", "limit=1%00",
    ])
    func aWrongParameterIsRefused(query: String) throws {
        let response = try get("\(Self.items)?\(query)")
        #expect(response.status == 400 && response.headers["content-type"] == "application/problem+json", "\(query)")
    }

    // /req/core/f-op, f-success, f-links
    @Test func oneFeatureIsThatOfThePage() throws {
        let listed = try #require(try features(Self.items + "?code=E01011698&limit=1").first)
        let id = try #require(listed["id"] as? String)
        var single = try json("\(Self.items)/\(id)")
        #expect(Set(links(single).map(\.rel)).isSuperset(of: ["self", "alternate", "collection"]))
        single["links"] = nil
        #expect(NSDictionary(dictionary: single).isEqual(to: listed))
        for missing in ["E01011698_2023-01", "none", "E01011698", "_2024-03", "x_2024-03", "E01011698_2024-Q1"] {
            #expect(try get("\(Self.items)/\(missing)").status == 404, "\(missing)")
        }
        // All windows of one area: what a trend line is drawn from.
        #expect(try features(Self.items + "?code=E01011698").count == 2)
    }

    // /req/html/definition, content
    @Test(arguments: [
        "/", "/conformance", "/collections", "/collections/asb-lsoa-month", items + "?limit=5",
        items + "/E01011698_2024-03", "/api",
    ])
    func everythingIsHadAsHTML(target: String) throws {
        let response = try get(target, "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8")
        #expect(response.status == 200 && response.headers["content-type"] == "text/html; charset=utf-8")
        #expect(response.text.contains("<h1>") && response.text.contains("lang=\"en-GB\""))
        let query = target.contains("?") ? "&" : "?"
        #expect(
            try get("\(target)\(query)f=json", "Accept: text/html").headers["content-type"]?.contains("json") == true)
        #expect(try get(target, "Accept: image/png").status == 406)
    }

    @Test func aClientKeepsWhatHasNotChanged() throws {
        let first = try get(Self.items, "Accept-Encoding: gzip")
        let etag = try #require(first.headers["etag"])
        #expect(first.headers["content-encoding"] == "gzip" && first.body.starts(with: [0x1F, 0x8B]))
        let again = try get(Self.items, "Accept-Encoding: gzip", "If-None-Match: \(etag)")
        #expect(again.status == 304 && again.body.isEmpty && again.headers["etag"] == etag)
        #expect(try get(Self.items, "If-None-Match: \(etag)").status == 200)
        let head = try hub.send("HEAD", Self.items, key: key)
        #expect(head.status == 200 && head.body.isEmpty && Int(head.headers["content-length"] ?? "") ?? 0 > 1000)
    }

    @Test func aTierIsNotExceeded() throws {
        #expect(try get(Self.items, key: .some(nil)).status == 401)
        let partner = try hub.key("leeds", tier: "partner")
        #expect(try get(Self.items + "?tier=exact", key: partner).status == 403)
        #expect(try get("/collections/asb-lsoa-rolling/items", key: partner).status == 403)
        let open = try json("/collections", key: .some(nil))
        let ids = (open["collections"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
        #expect(!ids.isEmpty && ids.allSatisfy { $0.hasSuffix("-year") && !$0.contains("lsoa") && !$0.contains("hex") })
        #expect(try get("/feeds/hotspots?theme=asb&area=lsoa&tier=exact", key: .some(nil)).status == 401)
    }

    @Test func aSummaryIsHadInItsForms() throws {
        let place = "/feeds/hotspots?theme=asb&area=lsoa&window=month:2024-03"
        let document = try json(place)
        #expect((document["items"] as? [Any])?.count == 1388 && document["tier"] as? String == "exact")
        #expect(try json(place + "&format=geojson")["type"] as? String == "FeatureCollection")
        let table = try get(place + "&format=csv")
        #expect(table.headers["content-type"]?.hasPrefix("text/csv") == true && table.text.contains("count"))
        #expect(try get("/feeds/hotspots?theme=asb&area=lsoa&window=month:1999-01").status == 404)
        #expect(try get("/feeds/hotspots?theme=asb").status == 400)
        #expect(try get("/feeds/hotspots?theme=asb&area=lsoa&window=2024").status == 400)
    }

    @Test func changesAreFollowedFromACursor() throws {
        let first = try json("/changes?limit=5")
        #expect((first["changes"] as? [Any])?.count == 5)
        let cursor = try #require(first["next"] as? String)
        let rest = try json("/changes?since=\(cursor)")
        let end = try #require(rest["next"] as? String)
        let known = (rest["changes"] as? [Any])?.count ?? 0
        #expect(known > 0)
        #expect((try json("/changes?since=\(end)")["changes"] as? [Any])?.isEmpty == true)
        let total = try json("/changes")["changes"] as? [[String: Any]] ?? []
        #expect(total.count == known + 5 && total.contains { $0["collection"] as? String == "asb-lsoa-month" })
        #expect(try get("/changes?since=00000000-1").status == 404)
        #expect(try get("/changes?since=x").status == 400)
    }
}
