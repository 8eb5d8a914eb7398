package import HubGeography
package import HubHotspots

/// A hotspot summary: one theme, kind of area and window, as it is published (`hotspot.summary`).
package struct SummaryDocument: Sendable, Hashable {
    /// What the items' counts add up to, and what no item shows: together the records in force in the window.
    package struct Totals: Sendable, Hashable {
        /// In an area of this kind.
        package var counted: Int64 = 0
        /// In the county, but in no area of this kind that is known.
        package var noArea: Int64 = 0
        /// Without a place.
        package var unlocated: Int64 = 0
        /// Outside the county.
        package var outside: Int64 = 0
        /// Hexagons of the county that are not listed since they have no count.
        package var empty: Int?

        /// Nothing at all.
        package init() {}

        /// All records in force in the window.
        package var sum: Int64 { counted + noArea + unlocated + outside }
    }

    /// Whether a contributing partner's records for the window are all there.
    package struct Contributor: Sendable, Hashable {
        /// The partner's id.
        package var partner: String
        /// The message type.
        package var type: String
        /// When its last message was received, in milliseconds since 1970; nil if never.
        package var lastReportedAt: Int64?
        /// Months of the window (YYYYMM) that it has not reported for; they are missing, not zero.
        package var missingMonths: [Int32]
        /// Records in force in the months of the window; nil where disclosure control withholds it.
        package var messages: Int64?

        /// Whether it has reported for every month of the window.
        package var isWhole: Bool { missingMonths.isEmpty }
        /// Whether its records are in the counts; attendances at emergency departments stand beside them.
        package var isCounted: Bool { type != StoredCounts.emergencyType }

        /// What is known of one partner and type.
        package init(partner: String, type: String, lastReportedAt: Int64?, missingMonths: [Int32], messages: Int64?) {
            self.partner = partner
            self.type = type
            self.lastReportedAt = lastReportedAt
            self.missingMonths = missingMonths
            self.messages = messages
        }
    }

    /// What disclosure control lets be seen of an area's counts; nil stands for `*`.
    package struct Shown: Sendable, Hashable {
        /// Of all records.
        package var count: Int64?
        /// Of those by day.
        package var day: Int64?
        /// Of those by night.
        package var night: Int64?

        /// Counts as they are shown.
        package init(count: Int64?, day: Int64?, night: Int64?) {
            self.count = count
            self.day = day
            self.night = night
        }

        /// Counts as they are.
        init(_ measures: WindowTally.Measures) {
            self.init(count: measures.count, day: measures.daytime, night: measures.night)
        }
    }

    /// One area.
    package struct Item: Sendable, Hashable {
        /// Its cell; for a hexagon the place of its polygon.
        package var cell: Cell
        /// Code, as people write it.
        package var code: String
        /// Name; the code where it has none.
        package var name: String
        /// What was counted.
        package var measures: WindowTally.Measures
        /// What may be seen of it in the partner and public tiers, where `measures` is empty; nil in the exact tier.
        package var shown: Shown?
        /// Rank by count; nil for districts, which are never ranked.
        package var rank: Int?
        /// Records per 1,000 residents; nil without a population.
        package var rate: Double?
        /// Residents; nil for hexagons.
        package var population: Int64?
        /// Gi* of the counts.
        package var score: HotspotScore
        /// Gi* of the rates.
        package var rateScore: HotspotScore
        /// Mann-Kendall on the scores of the months of the document's `outlook`; nil where there is none.
        package var trend: MannKendall?
        /// The emerging class; nil where it was not computed.
        package var emerging: EmergingClass?
        /// Of the knife theme: sub-types, possession and emergency department attendances.
        package var knife: KnifeParts?
        /// Harm of the counted offences that have a weight; nil where the theme has no weights.
        package var harm: Double?
        /// Counted offences without a weight, which are not in `harm`.
        package var harmUnweighted: Int64 = 0
        /// Attendances less counted offences; nil unless every emergency department that reports did so for the whole window.
        package var gap: Int64?
        /// A point in it: centroid or centre, in degrees (WGS84).
        package var longitude: Double
        /// See `longitude`.
        package var latitude: Double
    }

    /// What is counted.
    package var theme: Theme
    /// Kind of area of the items.
    package var areaKind: AreaKind
    /// When.
    package var window: Window
    /// For whom.
    package var tier: Tier
    /// Rises by one with each change of what the document says.
    package var revision: Int64 = 1
    /// Receive time of the last message included, in milliseconds since 1970.
    package var asOf: Int64 = 0
    /// By partner and type, sorted.
    package var contributors: [Contributor] = [] {
        didSet {
            guard theme == .knife else { return }
            let isWhole = hasEmergency
            for index in items.indices {
                items[index].gap = isWhole ? items[index].knife.map { $0.emergency - items[index].measures.count } : nil
            }
        }
    }
    /// What the items add up to.
    package var totals: Totals
    /// Size of the hexagons; nil for areas.
    package var hexagonHectares: UInt8?
    /// What a reader must know; nil if nothing.
    package var note: String?
    /// What trends and classes are made from.
    package var outlook = Outlook()
    /// How the list before this window did in it; nil where nothing was judged.
    package var judged: Judged?
    /// Of the knife theme: what the flags of all counted records rest on, by `KnifeSeries.bases`, then those not known.
    package var flagBasis: [Int64]?
    /// The weights of the items' harm; nil where the theme has none.
    package var harmWeights: HarmWeights?
    /// All areas in order of their codes; hexagons only with a count or a significance.
    package var items: [Item]

    /// The document's part of a topic key: `<theme>/<area_kind>/<window>`.
    package var key: String { Self.key(theme, areaKind, window) }

    /// The key of a document.
    package static func key(_ theme: Theme, _ kind: AreaKind, _ window: Window) -> String {
        "\(theme.rawValue)/\(kind.rawValue)/\(window.label)"
    }

    /// The topic that documents of a theme and tier are published to: `hotspot.<product>.<tier>.v1`.
    package static func topic(_ theme: Theme, _ tier: Tier) -> String {
        "hotspot.\(theme.rawValue).\(tier.rawValue).v1"
    }

    /// Whether every partner whose records are counted has reported for the whole window; false where there is none.
    package var isWhole: Bool {
        let counted = contributors.filter(\.isCounted)
        return !counted.isEmpty && counted.allSatisfy(\.isWhole)
    }

    /// Whether the emergency departments' figures are whole, so that they can stand beside those of the police.
    package var hasEmergency: Bool {
        let others = contributors.filter { !$0.isCounted }
        return !others.isEmpty && others.allSatisfy(\.isWhole)
    }

    /// The items in order of count, the highest first, equal counts by code; where a count is hidden, after those that are
    /// shown.
    package func top(_ limit: Int) -> [Item] {
        func count(_ item: Item) -> Int64 { item.shown.map { $0.count ?? 1 } ?? item.measures.count }
        return Array(items.sorted { (count($1), $0.code) < (count($0), $1.code) }.prefix(max(0, limit)))
    }
}
