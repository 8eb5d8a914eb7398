import HubFeeds
import HubHotspots
import HubJSON
import HubOperations

/// What `hub demo` says at its end; in JSON by `schemas/cli/demo.json`.
struct DemoReport {
    /// Messages of one partner and type.
    struct Sent {
        var partner: String
        var type: String
        var count: Int
        var isReal: Bool
    }

    var store: String
    var seed: UInt64
    var sent: [Sent]
    var seconds: Double
    var reconciliation: Reconciliation
    var feed: HotspotFeed
    /// A key of the exact tier in the store, for the map.
    var key: String

    private static let window = Window("month:2016-07")

    func writeText() throws {
        var table = TextTable([("partner", .left), ("type", .left), ("messages", .right), ("what", .left)])
        for row in sent {
            table.add([
                row.partner, row.type, "\(row.count)", row.isReal ? "real, data.police.uk" : "synthetic, seed \(seed)",
            ])
        }
        try heading("Published, \(DemoMonth.label)")
        try Output.write(table.text())
        try Output.line("Contains public sector information licensed under the Open Government Licence v3.0.")
        try Output.line("")
        try show(.asb, .district, limit: 5)
        try Output.line("")
        try show(.asb, .lsoa, limit: 10)
        try Output.line("")
        try show(.knife, .lsoa, limit: 10)
        try Output.line(
            "Made from synthetic offences; possession without use is a series of its own and not counted here.")
        try heading("Where every message went")
        try Output.write(ReconcileCommand.text(reconciliation))
        try heading("Where it is")
        try Output.line("store  \(store)")
        try Output.line("feeds  topics hotspot.asb.exact.v1 and hotspot.knife.exact.v1 in it")
        try Output.line("took   \(Self.fixed(seconds)) s")
        try heading("What to try next")
        for command in commands { try Output.line("  " + command) }
        try Output.line("The map, with every count (the key is shown this once), while hub run goes on:")
        try Output.line("  " + map)
    }

    private func heading(_ text: String) throws { try Output.line("\n" + Terminal.styled(text, .bold)) }

    private func show(_ theme: Theme, _ kind: AreaKind, limit: Int) throws {
        switch try feed.summary(theme, kind, Self.window) {
        case .found(let document, _): try Output.write(SummaryTable.write(document, limit: limit))
        case .nothing(let message), .unavailable(let message): try Output.line(message)
        }
    }

    private static let address = "127.0.0.1:8080"

    /// The page takes the key from the fragment, which is never sent.
    private var map: String { "http://\(Self.address)/map#key=\(key)" }

    /// Commands that work as they stand, from the folder the demonstration was started in.
    private var commands: [String] {
        let program = CommandLine.arguments.first ?? "hub"
        let store = "--store \(store)"
        return [
            "\(program) feed hotspots --theme asb --area msoa --format csv \(store)",
            "\(program) feed hotspots --theme asb --area hex --format geojson \(store) > asb.geojson",
            "\(program) consume --partner leeds --topic receipt.leeds.v1 \(store)",
            "\(program) reconcile --output json \(store)",
            "\(program) run --listen \(Self.address) \(store)",
            "\(program) status \(store)",
        ]
    }

    private static func fixed(_ seconds: Double) -> String {
        let tenths = Int((seconds * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    func writeJSON() throws {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("store")
        writer.string(store)
        writer.key("seconds")
        writer.double(seconds)
        writer.key("messages")
        writer.beginArray()
        for row in sent {
            writer.beginObject()
            writer.key("partner")
            writer.string(row.partner)
            writer.key("type")
            writer.string(row.type)
            writer.key("sent")
            writer.int(Int64(row.count))
            writer.endObject()
        }
        writer.endArray()
        writer.key("hotspots")
        writer.beginArray()
        for theme in Theme.allCases {
            for kind in SummaryBuilder().kinds {
                if case .found(let document, _) = try feed.summary(theme, kind, Self.window) {
                    write(document, to: &writer)
                }
            }
        }
        writer.endArray()
        writer.key("reconciliation")
        writer.beginObject()
        Reconciliation.write(reconciliation.sum, to: &writer)
        writer.key("balanced")
        writer.bool(reconciliation.isBalanced)
        writer.endObject()
        writer.key("map")
        writer.string(map)
        writer.key("next")
        writer.strings(commands)
        writer.endObject()
        try Output.write(writer.bytes)
        try Output.line("")
    }

    private func write(_ document: SummaryDocument, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("theme")
        writer.string(document.theme.rawValue)
        writer.key("area_kind")
        writer.string(document.areaKind.rawValue)
        writer.key("window")
        writer.string(document.window.label)
        writer.key("hot")
        writer.int(Int64(document.items.count { $0.score.significance == .hot }))
        writer.key("top")
        writer.beginArray()
        for item in document.top(10) {
            writer.beginObject()
            writer.key("code")
            writer.string(item.code)
            writer.key("name")
            writer.string(item.name)
            writer.key("count")
            writer.int(item.measures.count)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
    }
}
