import HubContracts
import HubGeography
import HubHotspots
import HubJSON

/// The JSON form of a summary: the data of a `hotspot.summary` message (`schemas/hotspot.summary/v1`), members in a fixed order.
package enum SummaryJSON {
    /// The largest document on a topic in bytes; a longer one is split into parts.
    ///
    /// The event around it has its own 2 KiB.
    package static let partLimit = 512 * 1024 - 2048

    /// The items as JSON text, written once and put behind any head.
    package struct Items {
        /// The objects one after the other, without commas between them.
        fileprivate var bytes: [UInt8] = []
        /// Where each object ends.
        fileprivate var ends: [Int] = []

        /// Writes the items of a document.
        package init(_ document: SummaryDocument) {
            var writer = JSONWriter()
            ends.reserveCapacity(document.items.count)
            for item in document.items {
                writer.reset()
                SummaryJSON.item(item, &writer)
                bytes.append(contentsOf: writer.bytes)
                ends.append(bytes.count)
            }
        }

        /// How long the text of some items is, with a comma after each.
        fileprivate func size(_ range: Range<Int>) -> Int {
            guard let last = range.last else { return 0 }
            return ends[last] - (range.lowerBound == 0 ? 0 : ends[range.lowerBound - 1]) + range.count
        }
    }

    /// The whole document as one JSON object.
    package static func write(_ document: SummaryDocument, pretty: Bool = false) -> [UInt8] {
        guard pretty else { return write(document, Items(document)) }
        var writer = JSONWriter(pretty: true)
        writer.beginObject()
        head(document, part: nil, &writer)
        writer.key("items")
        writer.beginArray()
        for item in document.items { self.item(item, &writer) }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// The whole document with its items written already.
    package static func write(_ document: SummaryDocument, _ items: Items) -> [UInt8] {
        write(document, part: nil, items, 0..<items.ends.count)
    }

    private static func write(
        _ document: SummaryDocument, part: (Int, Int)?, _ items: Items, _ range: Range<Int>
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        head(document, part: part, &writer)
        writer.key("items")
        var bytes = writer.bytes
        bytes.reserveCapacity(bytes.count + items.size(range) + 3)
        bytes.append(UInt8(ascii: "["))
        for index in range {
            if index > range.lowerBound { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: items.bytes[(index == 0 ? 0 : items.ends[index - 1])..<items.ends[index]])
        }
        bytes.append(UInt8(ascii: "]"))
        bytes.append(UInt8(ascii: "}"))
        return bytes
    }

    /// The document in numbered parts of whole items, each at most `limit` bytes unless one item alone is more.
    ///
    /// A document of one part has no members `part` and `parts`.
    package static func parts(_ document: SummaryDocument, limit: Int = partLimit) -> [[UInt8]] {
        parts(document, Items(document), limit: limit)
    }

    /// The same with the items written already.
    package static func parts(_ document: SummaryDocument, _ items: Items, limit: Int = partLimit) -> [[UInt8]] {
        let whole = write(document, items)
        let count = items.ends.count
        guard whole.count > limit, count > 1 else { return [whole] }
        // The widest numbers a head may carry, so that every part keeps to the limit.
        let room = limit - write(document, part: (count, count), items, 0..<0).count
        var groups: [Range<Int>] = []
        var start = 0
        for index in 0..<count where items.size(start..<index + 1) > room && index > start {
            groups.append(start..<index)
            start = index
        }
        groups.append(start..<count)
        return groups.enumerated().map { write(document, part: ($0 + 1, groups.count), items, $1) }
    }

    /// What the document says, without what changes on its own: `revision`, `as_of` and when partners last sent.
    ///
    /// Two documents with the same content need no new revision.
    package static func content(_ document: SummaryDocument) -> [UInt8] { content(document, Items(document)) }

    /// The same with the items written already.
    package static func content(_ document: SummaryDocument, _ items: Items) -> [UInt8] {
        var document = document
        document.revision = 0
        document.asOf = 0
        for index in document.contributors.indices { document.contributors[index].lastReportedAt = nil }
        return write(document, items)
    }

    /// All members before `items`.
    private static func head(_ document: SummaryDocument, part: (Int, Int)?, _ writer: inout JSONWriter) {
        writer.key("theme")
        writer.string(document.theme.rawValue)
        writer.key("area_kind")
        writer.string(document.areaKind.rawValue)
        writer.key("window")
        writer.beginObject()
        writer.key("label")
        writer.string(document.window.label)
        writer.key("from")
        writer.string(LondonCalendar.text(ofDay: document.window.from))
        writer.key("to")
        writer.string(LondonCalendar.text(ofDay: document.window.to))
        writer.endObject()
        writer.key("tier")
        writer.string(document.tier.rawValue)
        writer.key("revision")
        writer.int(document.revision)
        writer.key("as_of")
        writer.string(LondonCalendar.text(ofEpochMilliseconds: document.asOf))
        completeness(document, &writer)
        if document.tier == .exact { totals(document.totals, &writer) }
        if document.areaKind != .hex {
            writer.key("denominator")
            writer.string("usual residents, census 2011")
        }
        writer.key("neighbours")
        writer.string(neighbours(document.areaKind))
        outlook(document, &writer)
        if let hectares = document.hexagonHectares {
            writer.key("hexagon_hectares")
            writer.int(Int64(hectares))
        }
        if let note = document.note {
            writer.key("note")
            writer.string(note)
        }
        if let part {
            writer.key("part")
            writer.int(Int64(part.0))
            writer.key("parts")
            writer.int(Int64(part.1))
        }
    }

    private static func totals(_ totals: SummaryDocument.Totals, _ writer: inout JSONWriter) {
        writer.key("totals")
        writer.beginObject()
        writer.key("counted")
        writer.int(totals.counted)
        writer.key("no_area")
        writer.int(totals.noArea)
        writer.key("unlocated")
        writer.int(totals.unlocated)
        writer.key("outside")
        writer.int(totals.outside)
        if let empty = totals.empty {
            writer.key("empty")
            writer.int(Int64(empty))
        }
        writer.endObject()
    }

    /// What the items' trends, classes and weights are made from, and how the list before did.
    private static func outlook(_ document: SummaryDocument, _ writer: inout JSONWriter) {
        let outlook = document.outlook
        writer.key("trend_over")
        writer.beginObject()
        if let reason = outlook.reason {
            writer.key("reason")
            writer.string(reason)
        } else {
            writer.key("steps")
            writer.int(Int64(outlook.steps))
            writer.key("last")
            writer.string(LondonCalendar.text(ofMonth: outlook.lastMonth ?? 190001))
            writer.key("seasonal")
            writer.bool(outlook.isSeasonal)
        }
        writer.endObject()
        if let judged = document.judged { Self.judged(judged, &writer) }
        if let basis = document.flagBasis {
            writer.key("flag_basis")
            writer.beginObject()
            for (name, count) in zip(KnifeParts.basisNames, basis) {
                writer.key(name)
                writer.int(count)
            }
            writer.endObject()
        }
        if let weights = document.harmWeights {
            writer.key("harm_weights")
            writer.beginObject()
            for (key, value) in [("version", weights.version), ("unit", weights.unit), ("source", weights.source)] {
                writer.key(key)
                writer.string(value)
            }
            writer.endObject()
        }
    }

    private static func judged(_ judged: SummaryDocument.Judged, _ writer: inout JSONWriter) {
        func figure(_ key: String, _ value: Double?) {
            writer.key(key)
            if let value { writer.double(Figures.places(value)) } else { writer.null() }
        }
        writer.key("judged")
        writer.beginObject()
        writer.key("list")
        writer.string(judged.list)
        if let judgement = judged.judgement {
            writer.key("areas")
            writer.int(Int64(judgement.areas))
            figure("area_share", judgement.areaShare)
            figure("hit_rate", judgement.hitRate)
            figure("pai", judgement.pai)
            figure("pei", judgement.pei)
            writer.key("chance")
            writer.beginObject()
            figure("hit_rate", judgement.areaShare)
            figure("pai", 1)
            writer.endObject()
            writer.key("best")
            writer.beginObject()
            figure("hit_rate", judgement.bestHitRate)
            figure("pai", judgement.bestPai)
            writer.endObject()
        } else {
            writer.key("reason")
            writer.string(judged.reason ?? "not judged")
        }
        writer.endObject()
    }

    private static func neighbours(_ kind: AreaKind) -> String {
        switch kind {
        case .hex: "the area itself and the six hexagons around it"
        case .msoa, .district: "the area itself and those with an LSOA within 1 m of one of its own"
        case .lsoa, .ward: "the area itself and those within 1 m of it on the National Grid"
        }
    }

    private static func completeness(_ document: SummaryDocument, _ writer: inout JSONWriter) {
        writer.key("completeness")
        writer.beginObject()
        writer.key("whole")
        writer.bool(document.isWhole)
        writer.key("partners")
        writer.beginArray()
        for contributor in document.contributors {
            writer.beginObject()
            writer.key("partner")
            writer.string(contributor.partner)
            writer.key("type")
            writer.string(contributor.type)
            writer.key("last_reported_at")
            if let at = contributor.lastReportedAt {
                writer.string(LondonCalendar.text(ofEpochMilliseconds: at))
            } else {
                writer.null()
            }
            writer.key("whole")
            writer.bool(contributor.isWhole)
            if !contributor.isWhole {
                writer.key("missing_months")
                writer.beginArray()
                for month in contributor.missingMonths { writer.string(LondonCalendar.text(ofMonth: month)) }
                writer.endArray()
            }
            if let messages = contributor.messages {
                writer.key("messages")
                writer.int(messages)
            }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }

    /// One item as an object.
    static func item(_ item: SummaryDocument.Item, _ writer: inout JSONWriter) {
        writer.beginObject()
        members(of: item, &writer)
        writer.endObject()
    }

    /// The members of an item, within an object that the caller began.
    static func members(of item: SummaryDocument.Item, _ writer: inout JSONWriter) {
        writer.key("area")
        writer.beginObject()
        writer.key("code")
        writer.string(item.code)
        writer.key("name")
        writer.string(item.name)
        writer.key("vintage")
        if let vintage = item.cell.vintage { writer.int(Int64(vintage)) } else { writer.null() }
        writer.endObject()
        if let shown = item.shown { return controlled(item, shown, &writer) }
        writer.key("count")
        writer.int(item.measures.count)
        if let rank = item.rank {
            writer.key("rank")
            writer.int(Int64(rank))
        }
        writer.key("rate_per_1000")
        if let rate = item.rate { writer.double(Figures.places(rate)) } else { writer.null() }
        writer.key("population")
        if let population = item.population { writer.int(population) } else { writer.null() }
        writer.key("gi_star")
        score(item.score, &writer)
        writer.key("gi_star_rate")
        score(item.rateScore, &writer)
        writer.key("day")
        writer.int(item.measures.daytime)
        writer.key("night")
        writer.int(item.measures.night)
        writer.key("repeat_share")
        if let share = item.repeatShare { writer.double(Figures.places(share)) } else { writer.null() }
        writer.key("class")
        writer.string(item.emerging?.rawValue ?? "not_computed")
        if let trend = item.trend {
            writer.key("trend")
            writer.beginObject()
            writer.key("tau")
            writer.double(Figures.places(trend.tau))
            writer.key("z")
            writer.double(Figures.places(trend.z))
            writer.key("p")
            writer.double(Figures.digits(trend.p))
            writer.endObject()
        }
        if let knife = item.knife { self.knife(knife, item, &writer) }
        centre(item, &writer)
    }

    private static func centre(_ item: SummaryDocument.Item, _ writer: inout JSONWriter) {
        guard item.cell.kind == .hexagon else { return }
        writer.key("centre")
        writer.beginArray()
        writer.double(Figures.places(item.longitude))
        writer.double(Figures.places(item.latitude))
        writer.endArray()
    }

    /// What the partner and public tiers say of an area: counts as they are shown, the rate made from what is shown, and
    /// verdicts without the figures behind them.
    private static func controlled(
        _ item: SummaryDocument.Item, _ shown: SummaryDocument.Shown, _ writer: inout JSONWriter
    ) {
        func count(_ key: String, _ value: Int64?) {
            writer.key(key)
            if let value { writer.int(value) } else { writer.string("*") }
        }
        count("count", shown.count)
        writer.key("rate_per_1000")
        if shown.count == nil {
            writer.string("*")
        } else if let rate = item.rate {
            writer.double(Figures.places(rate))
        } else {
            writer.null()
        }
        writer.key("population")
        if let population = item.population { writer.int(population) } else { writer.null() }
        writer.key("gi_star")
        score(item.score, &writer)
        writer.key("gi_star_rate")
        score(item.rateScore, &writer)
        count("day", shown.day)
        count("night", shown.night)
        writer.key("class")
        writer.string(item.emerging?.rawValue ?? "not_computed")
        centre(item, &writer)
    }

    /// The knife theme's members: sub-types with a count, possession, attendances, and harm.
    private static func knife(_ parts: KnifeParts, _ item: SummaryDocument.Item, _ writer: inout JSONWriter) {
        writer.key("sub_types")
        writer.beginObject()
        for (index, name) in KnifeParts.subTypeNames.enumerated() where parts.subTypes[index] != 0 {
            writer.key(name)
            writer.int(Int64(parts.subTypes[index]))
        }
        writer.endObject()
        writer.key("possession")
        writer.int(parts.possession)
        writer.key("emergency_department")
        writer.int(parts.emergency)
        if let gap = item.gap {
            writer.key("gap")
            writer.int(gap)
        }
        writer.key("harm")
        if let harm = item.harm { writer.double(Figures.places(harm)) } else { writer.null() }
        writer.key("harm_unweighted")
        writer.int(item.harmUnweighted)
    }

    private static func score(_ score: HotspotScore, _ writer: inout JSONWriter) {
        writer.beginObject()
        switch score.outcome {
        case .computed(let z, let p):
            writer.key("z")
            writer.double(Figures.places(z))
            writer.key("p")
            writer.double(Figures.digits(p))
            writer.key("q")
            writer.double(Figures.digits(score.q))
            writer.key("significance")
            writer.string(score.significance.rawValue)
        case .verdict(let verdict):
            writer.key("significance")
            writer.string(verdict.rawValue)
        case .notComputed(let reason):
            writer.key("significance")
            writer.string(score.significance.rawValue)
            writer.key("reason")
            writer.string(reason.rawValue)
        }
        writer.endObject()
    }
}

extension SummaryDocument.Item {
    /// Share of the count at repeat locations; nil without a count.
    package var repeatShare: Double? {
        measures.count > 0 ? Double(measures.repeats) / Double(measures.count) : nil
    }
}
