import HubFeeds
import HubHotspots

/// `/feeds/hotspots`: one summary, as published.
enum FeedRoutes {
    private static let formats: [Format] = [.json, .geojson, .csv, .xlsx]

    static func hotspots(_ request: Request, _ session: Session) throws -> Response {
        let parameters = try Parameters(request, ["theme", "area", "window", "format", "tier"])
        let tier = try TierAccess.tier(request, parameters)
        guard
            let theme = try parameters.choice("theme", Theme.allCases.map(\.rawValue)).flatMap({ Theme(rawValue: $0) }),
            let kind = try parameters.choice("area", AreaKind.allCases.map(\.rawValue)).flatMap({
                AreaKind(rawValue: $0)
            })
        else { throw Problem(400, "theme (asb or knife) and area (lsoa, msoa, ward, district or hex) are needed.") }
        let window = try parameters["window"].map { text in
            guard let window = Window(text) else {
                throw Problem(400, Window.expectation.prefix(1).uppercased() + Window.expectation.dropFirst() + ".")
            }
            return window
        }
        let format = try Format.of(request, parameters, name: "format", among: formats)
        switch try session.feed.summary(theme, kind, window, tier: tier) {
        case .found(let document, _):
            return FileAnswer.response(
                format, try form(document, format, session),
                name: "hotspots-\(theme.rawValue)-\(kind.rawValue)-\(document.window.label)")
        case .nothing(let message), .unavailable(let message):
            throw Problem(404, message.prefix(1).uppercased() + message.dropFirst() + ".")
        }
    }

    private static func form(_ document: SummaryDocument, _ format: Format, _ session: Session) throws -> [UInt8] {
        switch format {
        case .geojson: SummaryGeoJSON.write(document, session.feed.builder)
        case .csv: SummaryCSV.write(document)
        case .xlsx: try SummaryXLSX.write(document)
        case .json, .html: SummaryJSON.write(document)
        }
    }
}
