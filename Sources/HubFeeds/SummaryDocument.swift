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
        /// Whether it has reported for every month of the window.
        package var isWhole: Bool
        /// Records in force in the months of the window.
        package var messages: Int64

        /// What is known of one partner and type.
        package init(partner: String, type: String, lastReportedAt: Int64?, isWhole: Bool, messages: Int64) {
            self.partner = partner
            self.type = type
            self.lastReportedAt = lastReportedAt
            self.isWhole = isWhole
            self.messages = messages
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
    package var contributors: [Contributor] = []
    /// What the items add up to.
    package var totals: Totals
    /// Size of the hexagons; nil for areas.
    package var hexagonHectares: UInt8?
    /// What a reader must know; nil if nothing.
    package var note: String?
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

    /// Whether every contributing partner has reported for the whole window; false where there is none.
    package var isWhole: Bool { !contributors.isEmpty && contributors.allSatisfy(\.isWhole) }

    /// The items in order of count, the highest first, equal counts by code.
    package func top(_ limit: Int) -> [Item] {
        Array(items.sorted { ($1.measures.count, $0.code) < ($0.measures.count, $1.code) }.prefix(max(0, limit)))
    }
}
