import HubFeeds
import HubHotspots

enum FeedCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let window = try invocation["window"].map { text in
            guard let window = Window(text) else {
                throw CommandFailure(
                    .usage,
                    "--window is month:2016-07, quarter:2016-Q3, year:2016-Q3 or rolling:28@2016-07-31, not \(Quoted(text))"
                )
            }
            return window
        }
        guard let theme = Theme(rawValue: try invocation.required("theme")),
            let kind = AreaKind(rawValue: try invocation.required("area")),
            let tier = Tier(rawValue: try invocation.required("tier"))
        else { return .usage }
        let settings = try HubSettings(invocation)
        let feed = HotspotFeed(try StoreCheck.reader(settings.store), builder: try .stored(in: settings.store))
        switch try feed.summary(theme, kind, window, tier: tier) {
        case .found(let document, let isPublished):
            try write(document, feed, invocation["format"] ?? "table")
            if !isPublished { Talk.line("worked out for this question; topics carry other windows") }
            return .done
        case .nothing(let message):
            throw CommandFailure(.notSo, message)
        case .unavailable(let message):
            throw CommandFailure(.unavailable, message)
        }
    }

    private static func write(_ document: SummaryDocument, _ feed: HotspotFeed, _ format: String) throws {
        switch format {
        case "json":
            try Output.write(SummaryJSON.write(document))
            try Output.line("")
        case "geojson":
            try Output.write(SummaryGeoJSON.write(document, feed.builder))
            try Output.line("")
        case "xlsx": try Output.write(try SummaryXLSX.write(document))
        case "csv": try Output.write(SummaryCSV.write(document))
        default: try Output.write(SummaryTable.write(document))
        }
    }
}
