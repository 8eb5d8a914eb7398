import HubAssurance
import HubFeeds
import HubHotspots

/// `/feeds/hotspots`: one summary, as published.
enum FeedRoutes {
    private static let formats = ["json", "geojson", "csv"]

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
        let format = try parameters.choice("format", formats) ?? "json"
        switch try session.feed.summary(theme, kind, window, tier: tier) {
        case .found(let document, _):
            let (type, bytes) = form(document, format, session)
            var response = Response(200, type: type, bytes)
            if format == "csv" {
                let name = "hotspots-\(theme.rawValue)-\(kind.rawValue)-\(document.window.label)".map {
                    $0.isLetter || $0.isNumber || $0 == "-" ? $0 : "_"
                }
                response.headers.append(("Content-Disposition", "attachment; filename=\"\(String(name)).csv\""))
            }
            response.etag = Blake2b.digest128(bytes).hexadecimal
            response.maximumAge = 0
            return response
        case .nothing(let message), .unavailable(let message):
            throw Problem(404, message.prefix(1).uppercased() + message.dropFirst() + ".")
        }
    }

    private static func form(
        _ document: SummaryDocument, _ format: String, _ session: Session
    ) -> (type: String, bytes: [UInt8]) {
        switch format {
        case "geojson": (Response.geoJSON, SummaryGeoJSON.write(document, session.feed.builder))
        case "csv": ("text/csv; charset=utf-8", SummaryCSV.write(document))
        default: (Response.json, SummaryJSON.write(document))
        }
    }
}
