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
        writer.key("totals")
        writer.beginObject()
        writer.key("counted")
        writer.int(document.totals.counted)
        writer.key("no_area")
        writer.int(document.totals.noArea)
        writer.key("unlocated")
        writer.int(document.totals.unlocated)
        writer.key("outside")
        writer.int(document.totals.outside)
        if let empty = document.totals.empty {
            writer.key("empty")
            writer.int(Int64(empty))
        }
        writer.endObject()
        if document.areaKind != .hex {
            writer.key("denominator")
            writer.string("usual residents, census 2011")
        }
        writer.key("neighbours")
        writer.string(neighbours(document.areaKind))
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
            writer.key("messages")
            writer.int(contributor.messages)
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
        if item.cell.kind == .hexagon {
            writer.key("centre")
            writer.beginArray()
            writer.double(Figures.places(item.longitude))
            writer.double(Figures.places(item.latitude))
            writer.endArray()
        }
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
