import HubFeeds
import HubGeography
import HubHotspots
import HubJSON
import HubStore

/// A revision of a published summary, for those who follow changes.
struct SummaryChange {
    let tier: Tier
    private let theme: Theme
    private let kind: AreaKind
    private let window: Window
    private let row: StateReader.SummaryChange

    /// Nil for what is no hotspot summary.
    init?(_ row: StateReader.SummaryChange) {
        let topic = row.topic.split(separator: ".")
        let key = row.key.split(separator: "/", maxSplits: 2)
        guard topic.count == 4, topic[0] == "hotspot", let tier = Tier(rawValue: String(topic[2])), key.count == 3,
            let theme = Theme(rawValue: String(key[0])), let kind = AreaKind(rawValue: String(key[1])),
            let window = Window(String(key[2]))
        else { return nil }
        self.tier = tier
        self.theme = theme
        self.kind = kind
        self.window = window
        self.row = row
    }

    func write(base: String, to writer: inout JSONWriter) {
        let collection = HotspotCollection(theme: theme, kind: kind, span: HotspotCollection.Span(window))
        writer.beginObject()
        for (key, value) in [
            ("collection", collection.id), ("theme", theme.rawValue), ("area_kind", kind.rawValue),
            ("window", window.label), ("tier", tier.rawValue),
            ("as_of", LondonCalendar.text(ofEpochMilliseconds: row.asOf)),
            (
                "href",
                "\(base)/feeds/hotspots?theme=\(theme.rawValue)&area=\(kind.rawValue)&window=\(Target.encoded(window.label))"
            ),
        ] {
            writer.key(key)
            writer.string(value)
        }
        writer.key("revision")
        writer.int(row.revision)
        writer.endObject()
    }
}
