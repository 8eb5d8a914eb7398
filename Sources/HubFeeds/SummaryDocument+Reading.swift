package import HubGeography
import HubHotspots
package import HubJSON

extension SummaryDocument {
    /// Reads a published document back, so that each form shows what was published; nil if it is none of ours.
    ///
    /// Figures are as they were written (`SummaryJSON`). Centroids of areas come from the look-up.
    package init?(published value: JSONValue, lookup: AreaLookup = .shipped) {
        guard let theme = value["theme"]?.string.flatMap({ Theme(rawValue: $0) }),
            let kind = value["area_kind"]?.string.flatMap({ AreaKind(rawValue: $0) }),
            let window = value["window"]?["label"]?.string.flatMap({ Window($0) }),
            let tier = value["tier"]?.string.flatMap({ Tier(rawValue: $0) }), let revision = value["revision"]?.int,
            let asOf = value["as_of"]?.string.flatMap({ LondonCalendar.instant($0) }), let items = value["items"]?.array
        else { return nil }
        var totals = Totals()
        totals.counted = value["totals"].number("counted") ?? 0
        totals.noArea = value["totals"].number("no_area") ?? 0
        totals.unlocated = value["totals"].number("unlocated") ?? 0
        totals.outside = value["totals"].number("outside") ?? 0
        totals.empty = value["totals"].number("empty").map { Int($0) }
        var read: [Item] = []
        read.reserveCapacity(items.count)
        for item in items {
            guard let item = Item(published: item, lookup: lookup) else { return nil }
            read.append(item)
        }
        self.init(
            theme: theme, areaKind: kind, window: window, tier: tier, revision: Int64(revision), asOf: asOf,
            contributors: (value["completeness"]?["partners"]?.array ?? []).compactMap { Contributor(published: $0) },
            totals: totals,
            hexagonHectares: value["hexagon_hectares"]?.int.flatMap { UInt8(exactly: $0) }, note: value["note"]?.string,
            items: read)
    }
}

extension SummaryDocument.Contributor {
    init?(published value: JSONValue) {
        guard let partner = value["partner"]?.string, let type = value["type"]?.string,
            let isWhole = value["whole"]?.bool
        else { return nil }
        self.init(
            partner: partner, type: type,
            lastReportedAt: value["last_reported_at"]?.string.flatMap { LondonCalendar.instant($0) }, isWhole: isWhole,
            messages: Optional(value).number("messages") ?? 0)
    }
}

extension SummaryDocument.Item {
    init?(published value: JSONValue, lookup: AreaLookup) {
        guard let code = value["area"]?["code"]?.string, let name = value["area"]?["name"]?.string,
            let count = value["count"]?.int, let score = HotspotScore(published: value["gi_star"]),
            let rateScore = HotspotScore(published: value["gi_star_rate"])
        else { return nil }
        let vintage = value["area"]?["vintage"]?.int
        let found = vintage.map { Cell(code: code, vintage: $0) } ?? Cell(hexagonCode: code)
        guard let cell = found else { return nil }
        var measures = WindowTally.Measures()
        measures.count = Int64(count)
        measures.daytime = Optional(value).number("day") ?? 0
        measures.night = Optional(value).number("night") ?? 0
        measures.repeats = Int64(((value["repeat_share"]?.double ?? 0) * Double(count)).rounded())
        let area = lookup.area(cell)
        self.init(
            cell: cell, code: code, name: name, measures: measures, rank: value["rank"]?.int,
            rate: value["rate_per_1000"]?.double, population: Optional(value).number("population"), score: score,
            rateScore: rateScore, longitude: area?.longitude ?? value["centre"]?[0]?.double ?? 0,
            latitude: area?.latitude ?? value["centre"]?[1]?.double ?? 0)
    }
}

extension HotspotScore {
    init?(published value: JSONValue?) {
        if let z = value?["z"]?.double, let p = value?["p"]?.double, let q = value?["q"]?.double {
            self.init(outcome: .computed(z: z, p: p), q: q)
        } else if let reason = value?["reason"]?.string.flatMap({ GetisOrd.Reason(rawValue: $0) }) {
            self.init(outcome: .notComputed(reason), q: 1)
        } else {
            return nil
        }
    }
}

extension JSONValue? {
    fileprivate func number(_ key: String) -> Int64? { self?[key]?.int.map { Int64($0) } }
}
