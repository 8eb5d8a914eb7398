import Foundation
import HubTesting
import Testing

@testable import HubHTTP

/// What each tier is given over HTTP, in every form: the exact figures leave the exact tier in none.
@Suite(.timeLimit(.minutes(15))) struct TierTests {
    /// Two years of incidents and knife offences, so that trends, classes and judgements are there to be leaked.
    private final class Store: @unchecked Sendable {
        static let shared = Result { try Store() }
        let hub: HTTPFixture
        let keys: [String: String]

        init() throws {
            hub = try HTTPFixture { $0.addressRate = 100_000 }
            keys = ["partner": try hub.key("leeds", tier: "partner"), "exact": try hub.key("vrp", tier: "exact")]
            var events: [String] = []
            for month in 0..<24 {
                let name = "202\(3 + month / 12)-" + String(format: "%02d", month % 12 + 1)
                for (place, code) in ["E01011698", "E01011271", "E01010568", "E01011697"].enumerated() {
                    for number in 0..<(place == 0 ? 4 + month : 1 + (month + place) % 9) {
                        events.append(Self.incident("\(name)/\(code)/\(number)", name, code))
                    }
                }
            }
            events.append(Self.review)
            for start in stride(from: 0, to: events.count, by: 200) {
                let part = events[start..<min(start + 200, events.count)]
                let answer = try hub.send(
                    "POST", "/events", key: try hub.key("wyp"),
                    headers: ["Content-Type: application/cloudevents-batch+json"],
                    body: Array(("[" + part.filter { !$0.contains("case_review") }.joined(separator: ",") + "]").utf8))
                guard answer.status == 202 else { throw RawConnection.Failure(description: answer.text) }
            }
            let answer = try hub.send(
                "POST", "/events", key: try hub.key("leeds"), headers: ["Content-Type: application/cloudevents+json"],
                body: Array(Self.review.utf8))
            guard answer.status == 202 else { throw RawConnection.Failure(description: answer.text) }
            try hub.process()
            try hub.publish()
        }

        private static func incident(_ subject: String, _ month: String, _ code: String) -> String {
            Events.incident(subject, partner: "wyp").replacingOccurrences(
                of: "\"2024-03\"}",
                with:
                    "\"\(month)\"},\"place\":{\"area\":{\"area_kind\":\"lsoa\",\"code\":\"\(code)\",\"vintage\":2011},"
                    + "\"point\":{\"crs\":\"wgs84\",\"longitude\":-1.55,\"latitude\":53.8,\"precision_m\":0}}")
        }

        private static let review = """
            {"specversion":"1.0","id":"r1","source":"/partners/leeds","type":"asb.case_review.return","subject":"r1",\
            "time":"2024-10-05T10:00:00Z","revision":1,"kind":"report","data":{"area":"E08000035",\
            "period":{"from":"2024-07-01","to":"2024-09-30"},"applications_received":9,"threshold_not_met":2,\
            "reviews_carried_out":8,"reviews_with_recommendations":3}}
            """
    }

    private let store: Store

    init() throws { store = try Store.shared.get() }

    private func get(_ target: String, _ tier: String, _ headers: String...) throws -> RawResponse {
        try store.hub.send("GET", target, key: store.keys[tier], headers: headers)
    }

    /// Members that a lower tier's items may have.
    private static let allowed: Set<String> = [
        "code", "name", "significance", "window", "from", "to", "revision", "tier", "as_of", "complete", "area",
        "count",
        "rate_per_1000", "population", "gi_star", "gi_star_rate", "day", "night", "class", "centre", "vintage",
        "reason",
    ]

    /// Faults of one item of a lower tier.
    private func faults(_ item: [String: Any]) -> [String] {
        var faults = item.keys.filter { !Self.allowed.contains($0) }
        for name in ["area", "gi_star", "gi_star_rate"] {
            let inner = item[name] as? [String: Any] ?? [:]
            faults += inner.keys.filter { !Self.allowed.contains($0) || $0 == "count" }.map { "\(name).\($0)" }
        }
        for name in ["count", "day", "night"] where !Self.isShown(item[name]) {
            faults.append("\(name) \(item[name] ?? "")")
        }
        if let rate = item["rate_per_1000"] as? Double, let count = item["count"] as? Int,
            let population = item["population"] as? Int,
            abs(rate - Double(count) * 1000 / Double(population)) > 1e-5
        {
            faults.append("rate \(rate) of \(count)")
        }
        return faults
    }

    private static func isShown(_ value: Any?) -> Bool {
        if let number = value as? Int { return number >= 0 && number % 5 == 0 && number != 5 }
        return value as? String == "*"
    }

    private func windows(_ tier: String) throws -> [(id: String, windows: [String])] {
        let list = try get("/collections", tier).json()
        #expect(list["tier"] as? String == tier)
        return (list["collections"] as? [[String: Any]] ?? []).map {
            ($0["id"] as? String ?? "", $0["windows"] as? [String] ?? [])
        }
    }

    @Test(arguments: ["public", "partner"])
    func everyFormHoldsWhatTheTierMay(tier: String) throws {
        var seen = 0
        for (id, windows) in try windows(tier) where !windows.isEmpty {
            #expect(
                tier == "partner" || (id.hasSuffix("-year") && !id.contains("lsoa") && !id.contains("hex")), "\(id)")
            #expect(!id.hasSuffix("-rolling"))
            let page = try get("/collections/\(id)/items?limit=10000", tier).json()
            let features = page["features"] as? [[String: Any]] ?? []
            for feature in features {
                seen += 1
                let found = faults(feature["properties"] as? [String: Any] ?? [:])
                guard found.isEmpty else {
                    Issue.record("\(id): \(found)")
                    return
                }
            }
            let html = try get("/collections/\(id)/items?limit=50&f=html", tier).text
            #expect(!html.contains("gi_star") && html.contains("<table"))
            let feature = try #require(features.first?["id"] as? String)
            let single = try get("/collections/\(id)/items/\(feature)?f=html", tier).text
            #expect(!single.contains(" z</th>") && !single.contains("tau") && !single.contains("rank"), "\(id)")
            try forms(id, windows[0], tier)
        }
        #expect(seen > 100)
    }

    /// One summary in all its forms.
    private func forms(_ id: String, _ window: String, _ tier: String) throws {
        let parts = id.split(separator: "-")
        let place = "/feeds/hotspots?theme=\(parts[0])&area=\(parts[1])&window=\(window)"
        let document = try get(place, tier, "Accept: application/json").json()
        #expect(document["totals"] == nil && document["judged"] == nil && document["flag_basis"] == nil)
        for partner in (document["completeness"] as? [String: Any])?["partners"] as? [[String: Any]] ?? [] {
            #expect(partner["messages"] == nil)
        }
        let items = document["items"] as? [[String: Any]] ?? []
        for item in items { #expect(faults(item) == []) }
        let geojson = try get(place, tier, "Accept: application/geo+json")
        #expect(geojson.headers["content-type"] == "application/geo+json")
        let features = try geojson.json()["features"] as? [[String: Any]] ?? []
        #expect(features.count == items.count)
        for feature in features { #expect(faults(feature["properties"] as? [String: Any] ?? [:]) == []) }
        let csv = try get(place, tier, "Accept: text/csv").text.split(separator: "\r\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        #expect(csv.count == items.count + 1)
        try check(columns: csv[0], rows: Array(csv.dropFirst()), items: items)
        guard PythonEnvironment.isPresent else { return }
        let workbook = try get(place + "&format=xlsx", tier)
        #expect(workbook.headers["content-type"] == Format.xlsx.type && workbook.headers["content-encoding"] == nil)
        let book = try Book.read(workbook.body)
        let sheet = try #require(book.sheets["figures"])
        #expect(book.formulas == 0 && book.sheets["explanation"] != nil)
        #expect(book.sheets["explanation"]?.contains { $0[0] == "totals" || $0[0] == "judged" } == false)
        try check(columns: sheet[0], rows: Array(sheet.dropFirst()), items: items)
    }

    /// A table of a lower tier: the columns of exact figures are empty, the others are those of the items.
    private func check(columns: [String], rows: [[String]], items: [[String: Any]]) throws {
        func text(_ value: Any?) -> String { (value as? String) ?? (value as? Int).map { "\($0)" } ?? "" }
        for name in [
            "z", "p", "q", "rate_z", "rate_p", "rate_q", "rank", "repeat_share", "trend_tau", "trend_z", "trend_p",
            "possession", "emergency_department", "gap", "harm", "harm_unweighted",
        ] {
            let column = try #require(columns.firstIndex(of: name))
            #expect(rows.allSatisfy { $0[column].isEmpty }, "\(name)")
        }
        for name in ["count", "day", "night", "class"] {
            let column = try #require(columns.firstIndex(of: name))
            let shown = rows.map { $0[column].replacing("number:", with: "") }
            #expect(shown == items.map { text($0[name]) }, "\(name)")
        }
    }

    private struct Book: Decodable {
        var sheets: [String: [[String]]]
        var formulas: Int

        static func read(_ bytes: [UInt8]) throws -> Book {
            try JSONDecoder().decode(
                Book.self, from: try PythonEnvironment.run(script: "HubFeedsTests/workbook.py", input: Data(bytes)))
        }
    }

    /// The exact tier has what the others lack, so that the test above has something to miss.
    @Test func theExactTierHasItAll() throws {
        let document = try get("/feeds/hotspots?theme=asb&area=lsoa&window=month:2024-12", "exact").json()
        let items = document["items"] as? [[String: Any]] ?? []
        #expect(
            items.contains { ($0["gi_star"] as? [String: Any])?["z"] != nil && $0["trend"] != nil && $0["rank"] != nil }
        )
        #expect(document["totals"] != nil && (document["judged"] as? [String: Any])?["hit_rate"] != nil)
    }

    @Test(arguments: ["public", "partner"])
    func changesAreOfTheTierAlone(tier: String) throws {
        let answer = try get("/changes", tier).json()
        let changes = answer["changes"] as? [[String: Any]] ?? []
        #expect(!changes.isEmpty && changes.allSatisfy { $0["tier"] as? String == tier })
        for change in changes {
            #expect(
                Set(change.keys).isSubset(of: [
                    "collection", "theme", "area_kind", "window", "tier", "as_of", "href", "revision",
                ]))
        }
        // The cursor is that of the last change seen, not of what other tiers revised since.
        let cursor = try #require(answer["next"] as? String)
        #expect(try get("/changes?since=\(cursor)", tier).json()["next"] as? String == cursor)
        #expect(try get("/changes?limit=\(changes.count)", tier).json()["next"] as? String == cursor)
    }

    /// What a higher tier has is refused by name, and not told of in the definition.
    @Test(arguments: ["public", "partner"])
    func aHigherTierIsRefused(tier: String) throws {
        let status = tier == "public" ? 401 : 403
        for target in [
            "/feeds/hotspots?theme=asb&area=lsoa&window=month:2024-12&tier=exact", "/collections?tier=exact",
            "/collections/asb-lsoa-rolling/items", "/collections/asb-lsoa-month/items?tier=exact", "/quarters/2024-Q3",
            "/quarters/2024-Q3?format=csv", "/quarters/2024-Q3?format=xlsx",
        ] { #expect(try get(target, tier).status == status, "\(target)") }
        #expect(try get("/feeds/hotspots?theme=asb&area=lsoa&window=rolling:28@2024-12-31", tier).status == 404)
        #expect(!(try get("/api", tier).text.contains("-rolling\"")))
        // An exact document's validator opens nothing.
        let exact = try get("/feeds/hotspots?theme=asb&area=msoa&window=year:2024-Q4", "exact")
        let etag = try #require(exact.headers["etag"])
        #expect(
            try get("/feeds/hotspots?theme=asb&area=msoa&window=year:2024-Q4", tier, "If-None-Match: \(etag)").status
                == 200)
    }

    @Test func theReturnAndTheCaseReviewsAreHadInTheirForms() throws {
        let types = ["html": "text/html", "csv": "text/csv", "xlsx": Format.xlsx.type, "json": "application/json"]
        for (form, type) in types {
            for (target, tier) in [("/quarters/2024-Q3", "exact"), ("/quarters/2024-Q3/case-reviews", "public")] {
                let named = try get("\(target)?format=\(form)", tier)
                let accepted = try get(target, tier, "Accept: \(type)")
                for answer in [named, accepted] {
                    #expect(
                        answer.status == 200 && answer.headers["content-type"]?.hasPrefix(type) == true,
                        "\(target) \(form)")
                }
                #expect(named.body == accepted.body)
                if form == "xlsx", PythonEnvironment.isPresent {
                    let book = try Book.read(named.body)
                    #expect(book.formulas == 0 && book.sheets["ASB case reviews"]?[1][5] == "number:9")
                    #expect(book.sheets["explanation"] != nil && (book.sheets["figures"] != nil) == (tier == "exact"))
                } else if form != "xlsx" {
                    #expect(named.text.contains("Leeds") && named.text.contains("9"))
                }
            }
        }
        let list = try get("/quarters", "public").json()
        #expect((list["quarters"] as? [[String: Any]])?.first?["quarter"] as? String == "2024-Q4")
        #expect(try get("/quarters?f=html", "exact").text.contains("/quarters/2024-Q3?format=html"))
        for (target, status) in [
            ("/quarters/2024-Q5/case-reviews", 404), ("/quarters/2024/case-reviews", 404),
            ("/quarters/1999-Q1/case-reviews", 404), ("/quarters/2024-Q3/case-reviews?close=7", 404),
            ("/quarters/2024-Q3/case-reviews?format=pdf", 400), ("/quarters/2024-Q3/case-reviews?close=0", 400),
        ] { #expect(try get(target, "public").status == status, "\(target)") }
        #expect(try get("/quarters/2024-Q3/case-reviews", "public", "Accept: image/png").status == 406)
    }
}
