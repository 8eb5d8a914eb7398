import HubFeeds
import HubGeography
import HubHotspots
import HubJSON

/// `hub feed named`: the records in the hotspots that partners have drawn and named.
enum NamedCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let text = try invocation.required("window")
        guard let theme = Theme(rawValue: try invocation.required("theme")) else { return .usage }
        guard let window = Window(text) else { throw CommandFailure(.usage, Window.expectation) }
        let settings = try HubSettings(invocation)
        let named = NamedHotspots(
            try StoreCheck.reader(settings.store), log: try settings.openLog(),
            lookup: try settings.geography().lookup())
        let (rows, records) = try named.rows(theme, window)
        guard !rows.isEmpty else {
            throw CommandFailure(
                .notSo,
                "no \(theme.rawValue) hotspot is defined for \(window.label); a message of type hotspot.definition defines one"
            )
        }
        if invocation["output"] == "json" {
            try Output.write(json(theme, window, rows, records))
            try Output.line("")
            return .done
        }
        var table = TextTable([
            ("name", .left), ("partner", .left), ("reference", .left), ("count", .right), ("day", .right),
            ("night", .right), ("share", .right),
        ])
        for row in rows {
            let hotspot = row.hotspot
            table.add([
                hotspot.name, hotspot.partner, hotspot.subject, "\(row.count)", "\(row.day)", "\(row.night)",
                share(row, records).map { "\(($0 * 1000).rounded() / 10)%" } ?? "",
            ])
        }
        try Output.write(table.text())
        try Output.line("\(theme.rawValue), \(window.label): \(records) records in force; hotspots may overlap")
        return .done
    }

    /// Of all records of the theme in the window, to a tenth of a percent.
    private static func share(_ row: NamedHotspots.Row, _ records: Int64) -> Double? {
        records > 0 ? (Double(row.count) * 1000 / Double(records)).rounded() / 1000 : nil
    }

    private static func json(
        _ theme: Theme, _ window: Window, _ rows: [NamedHotspots.Row], _ records: Int64
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("theme")
        writer.string(theme.rawValue)
        writer.key("window")
        writer.string(window.label)
        writer.key("records")
        writer.int(records)
        writer.key("hotspots")
        writer.beginArray()
        for row in rows {
            let hotspot = row.hotspot
            writer.beginObject()
            for (key, value) in [
                ("name", hotspot.name), ("partner", hotspot.partner), ("subject", hotspot.subject),
                ("valid_from", LondonCalendar.text(ofDay: hotspot.from)),
            ] {
                writer.key(key)
                writer.string(value)
            }
            writer.key("valid_to")
            writer.optional(hotspot.lastDay.map { LondonCalendar.text(ofDay: $0) })
            for (key, value) in [
                ("count", row.count), ("day", row.day), ("night", row.night), ("by_hexagon", row.byHexagon),
            ] {
                writer.key(key)
                writer.int(value)
            }
            writer.key("share")
            if let share = share(row, records) { writer.double(share) } else { writer.null() }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
