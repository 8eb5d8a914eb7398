import HubContracts
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
            guard let item = Item(published: item, tier: tier, lookup: lookup) else { return nil }
            read.append(item)
        }
        self.init(
            theme: theme, areaKind: kind, window: window, tier: tier, revision: Int64(revision), asOf: asOf,
            contributors: (value["completeness"]?["partners"]?.array ?? []).compactMap { Contributor(published: $0) },
            totals: totals,
            hexagonHectares: value["hexagon_hectares"]?.int.flatMap { UInt8(exactly: $0) }, note: value["note"]?.string,
            outlook: Outlook(published: value["trend_over"]), judged: value["judged"].flatMap { Judged(published: $0) },
            flagBasis: value["flag_basis"].map { basis in
                KnifeParts.basisNames.map { Optional(basis).number($0) ?? 0 }
            }, harmWeights: value["harm_weights"].flatMap { HarmWeights(published: $0) }, items: read)
    }
}

extension SummaryDocument.Contributor {
    init?(published value: JSONValue) {
        guard let partner = value["partner"]?.string, let type = value["type"]?.string,
            value["whole"]?.bool != nil
        else { return nil }
        self.init(
            partner: partner, type: type,
            lastReportedAt: value["last_reported_at"]?.string.flatMap { LondonCalendar.instant($0) },
            missingMonths: (value["missing_months"]?.array ?? []).compactMap {
                $0.string.flatMap(LondonCalendar.month)
            },
            messages: Optional(value).number("messages"))
    }
}

extension SummaryDocument.Item {
    init?(published value: JSONValue, tier: Tier, lookup: AreaLookup) {
        guard let code = value["area"]?["code"]?.string, let name = value["area"]?["name"]?.string,
            let count = tier == .exact ? value["count"]?.int : 0, let score = HotspotScore(published: value["gi_star"]),
            let rateScore = HotspotScore(published: value["gi_star_rate"])
        else { return nil }
        let vintage = value["area"]?["vintage"]?.int
        let found = vintage.map { Cell(code: code, vintage: $0) } ?? Cell(hexagonCode: code)
        guard let cell = found else { return nil }
        var measures = WindowTally.Measures()
        measures.count = Int64(count)
        var shown: SummaryDocument.Shown?
        if tier == .exact {
            measures.daytime = Optional(value).number("day") ?? 0
            measures.night = Optional(value).number("night") ?? 0
        } else {
            shown = .init(
                count: Optional(value).number("count"), day: Optional(value).number("day"),
                night: Optional(value).number("night"))
        }
        measures.repeats = Int64(((value["repeat_share"]?.double ?? 0) * Double(count)).rounded())
        let area = lookup.area(cell)
        self.init(
            cell: cell, code: code, name: name, measures: measures, shown: shown, rank: value["rank"]?.int,
            rate: value["rate_per_1000"]?.double, population: Optional(value).number("population"), score: score,
            rateScore: rateScore, trend: MannKendall(published: value["trend"]),
            emerging: value["class"]?.string.flatMap { EmergingClass(rawValue: $0) },
            knife: KnifeParts(published: value),
            harm: value["harm"]?.double, harmUnweighted: Optional(value).number("harm_unweighted") ?? 0,
            gap: Optional(value).number("gap"),
            longitude: area?.longitude ?? value["centre"]?[0]?.double ?? 0,
            latitude: area?.latitude ?? value["centre"]?[1]?.double ?? 0)
    }
}

extension SummaryDocument.Outlook {
    init(published value: JSONValue?) {
        self.init(
            steps: value?["steps"]?.int.map { Int($0) } ?? 0,
            lastMonth: value?["last"]?.string.flatMap { LondonCalendar.month($0) }, reason: value?["reason"]?.string)
    }
}

extension SummaryDocument.Judged {
    init?(published value: JSONValue) {
        guard let list = value["list"]?.string else { return nil }
        var judgement: Judgement?
        if let areas = value["areas"]?.int, let share = value["area_share"]?.double,
            let hitRate = value["hit_rate"]?.double, let best = value["best"]?["hit_rate"]?.double
        {
            judgement = Judgement(areas: Int(areas), areaShare: share, hitRate: hitRate, bestHitRate: best)
        }
        self.init(list: list, judgement: judgement, reason: value["reason"]?.string)
    }
}

extension HarmWeights {
    init?(published value: JSONValue) {
        guard let version = value["version"]?.string, let unit = value["unit"]?.string,
            let source = value["source"]?.string
        else { return nil }
        self.init(version: version, unit: unit, source: source, weights: [:])
    }
}

extension KnifeParts {
    init?(published value: JSONValue) {
        guard let subTypes = value["sub_types"] else { return nil }
        self.init()
        for (index, name) in KnifeParts.subTypeNames.enumerated() {
            self.subTypes[index] = Int32(clamping: Optional(subTypes).number(name) ?? 0)
        }
        possession = Optional(value).number("possession") ?? 0
        emergency = Optional(value).number("emergency_department") ?? 0
    }
}

extension MannKendall {
    init?(published value: JSONValue?) {
        guard let tau = value?["tau"]?.double, let z = value?["z"]?.double, let p = value?["p"]?.double else {
            return nil
        }
        self.init(tau: tau, z: z, p: p)
    }
}

extension HotspotScore {
    init?(published value: JSONValue?) {
        if let z = value?["z"]?.double, let p = value?["p"]?.double, let q = value?["q"]?.double {
            self.init(outcome: .computed(z: z, p: p), q: q)
        } else if let reason = value?["reason"]?.string.flatMap({ GetisOrd.Reason(rawValue: $0) }) {
            self.init(outcome: .notComputed(reason), q: 1)
        } else if let verdict = value?["significance"]?.string.flatMap({ Significance(rawValue: $0) }) {
            self.init(outcome: .verdict(verdict), q: 1)
        } else {
            return nil
        }
    }
}

extension JSONValue? {
    fileprivate func number(_ key: String) -> Int64? { self?[key]?.int.map { Int64($0) } }
}
