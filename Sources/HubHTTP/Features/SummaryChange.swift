import HubFeeds
import HubGeography
import HubHotspots
import HubJSON
import HubStore

/// A revision of a published summary, for those who follow changes.
struct SummaryChange {
    private let theme: Theme
    private let kind: AreaKind
    private let window: Window
    private let row: StateReader.SummaryChange

    /// Nil for what is no hotspot summary.
    init?(_ row: StateReader.SummaryChange) {
        let key = row.key.split(separator: "/", maxSplits: 2)
        guard key.count == 3, let theme = Theme(rawValue: String(key[0])),
            let kind = AreaKind(rawValue: String(key[1])),
            let window = Window(String(key[2]))
        else { return nil }
        self.theme = theme
        self.kind = kind
        self.window = window
        self.row = row
    }

    func write(_ tier: Tier, base: String, to writer: inout JSONWriter) {
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
