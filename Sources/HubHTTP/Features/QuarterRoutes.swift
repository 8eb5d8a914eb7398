import HubFeeds
import HubGeography
import HubHotspots
import HubJSON

/// `/quarters`: the quarterly return for those of the exact tier, and the statutory ASB case review table for everybody.
enum QuarterRoutes {
    private static let formats: [Format] = [.json, .html, .csv, .xlsx]

    /// The quarters there are, with the forms of each.
    static func list(_ request: Request, _ session: Session) throws -> Response {
        let format = try Format.of(request, Parameters(request, ["f"]))
        let isExact = TierAccess.own(request) == .exact
        let quarters = try session.quarters.quarters().map(short)
        if format == .html {
            var page = HTMLPage("Quarters", trail: [("Home", "/?f=html"), ("Quarters", "/quarters?f=html")])
            page.paragraph(
                isExact
                    ? "The return of each quarter, and the table of ASB case reviews."
                    : "The table of ASB case reviews of each quarter; the return itself needs a key of the exact tier.")
            page.list(
                html: quarters.map { quarter in
                    let reviews = HTMLPage.link(
                        "\(quarter) ASB case reviews", "/quarters/\(quarter)/case-reviews?format=html")
                    return isExact
                        ? HTMLPage.link("\(quarter) return", "/quarters/\(quarter)?format=html") + ", " + reviews
                        : reviews
                })
            if quarters.isEmpty {
                page.paragraph("Nothing is published yet; a quarter appears with its first records.")
            }
            return page.response()
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("quarters")
        writer.beginArray()
        for quarter in quarters {
            let place = "\(request.base)/quarters/\(quarter)"
            writer.beginObject()
            writer.key("quarter")
            writer.string(quarter)
            var links = [
                Link("\(place)/case-reviews", "related", Response.html, "ASB case reviews")
            ]
            if isExact { links.append(Link(place, "item", Response.html, "The return")) }
            Link.write(links, to: &writer)
            writer.endObject()
        }
        writer.endArray()
        Link.write([Link("\(request.base)/quarters?f=json", "self", Response.json, "This document")], to: &writer)
        writer.endObject()
        return Response(200, type: Response.json, writer.bytes)
    }

    /// The return of a quarter.
    static func figures(_ quarter: String, _ request: Request, _ session: Session) throws -> Response {
        // Its figures are exact.
        try TierAccess.check(.exact, request)
        let (format, found) = try find(quarter, request, session)
        let (figures, close) = found
        let bytes: [UInt8]
        switch format {
        case .csv: bytes = figures.csv()
        case .xlsx: bytes = try figures.xlsx()
        case .html: return page(figures, seal(close), quarter).response()
        case .json, .geojson: bytes = json(figures, close)
        }
        return FileAnswer.response(format, bytes, name: "return-\(quarter)")
    }

    /// The statutory numbers of ASB case reviews of a quarter, which the bodies publish themselves.
    static func caseReviews(_ quarter: String, _ request: Request, _ session: Session) throws -> Response {
        let (format, found) = try find(quarter, request, session)
        let (figures, close) = found
        let bytes: [UInt8]
        switch format {
        case .csv: bytes = figures.csv(caseReviews: true)
        case .xlsx: bytes = try figures.caseReviewXLSX()
        case .html:
            let place = "/quarters/\(quarter)/case-reviews"
            var page = HTMLPage(
                "ASB case reviews, \(quarter)",
                trail: [("Home", "/?f=html"), ("Quarters", "/quarters?f=html"), (quarter, place + "?format=html")])
            page.paragraph(seal(close))
            reviews(figures, &page)
            for (what, meaning) in figures.caseReviewExplanation.dropFirst() { page.paragraph("\(what): \(meaning).") }
            page.list(html: forms(place))
            return page.response()
        case .json, .geojson: bytes = figures.caseReviewJSON
        }
        return FileAnswer.response(format, bytes, name: "asb-case-reviews-\(quarter)")
    }

    private static func find(
        _ quarter: String, _ request: Request, _ session: Session
    ) throws -> (Format, (figures: QuarterReturn, close: QuarterBook.Close?)) {
        let parameters = try Parameters(request, ["format", "close"])
        let format = try Format.of(request, parameters, name: "format", among: formats)
        let number = try parameters.number("close", minimum: 1).map { Int64(clamping: $0) }
        guard let window = Window("quarter:" + quarter), short(window) == quarter else {
            throw Problem(404, "There is no such quarter; write it 2016-Q3. /quarters lists those there are.")
        }
        guard let found = try session.quarters.inForce(window, close: number) else {
            throw Problem(
                404,
                number.map { "\(quarter) has no close number \($0)." }
                    ?? "Nothing was reported for \(quarter); /quarters lists what there is.")
        }
        return (format, found)
    }

    private static func short(_ window: Window) -> String { window.label.replacing("quarter:", with: "") }

    private static func seal(_ close: QuarterBook.Close?) -> String {
        close.map { "Close \($0.number), signed with key \($0.publicKey.prefix(16))." }
            ?? "Not closed: figures may change."
    }

    private static func page(_ figures: QuarterReturn, _ seal: String, _ quarter: String) -> HTMLPage {
        let place = "/quarters/\(quarter)"
        var page = HTMLPage(
            "Quarterly return, \(quarter)",
            trail: [("Home", "/?f=html"), ("Quarters", "/quarters?f=html"), (quarter, place + "?format=html")])
        page.paragraph(seal)
        page.table(
            "Figures by theme and district (context, not a ranking)",
            QuarterReturn.columns.enumerated().map { ($1.replacing("_", with: " "), $0 > 2) },
            figures.cells.map { $0.map(\.field) })
        reviews(figures, &page)
        page.table(
            "What the figures mean", [("what", false), ("meaning", false)], figures.explanation.map { [$0.0, $0.1] })
        page.list(html: forms(place))
        return page
    }

    private static func reviews(_ figures: QuarterReturn, _ page: inout HTMLPage) {
        page.table(
            "ASB case reviews",
            QuarterReturn.caseReviewColumns.enumerated().map { ($1.replacing("_", with: " "), $0 > 4) },
            figures.caseReviewCells.map { $0.map(\.field) })
        if figures.caseReviews.isEmpty { page.paragraph("No ASB case review returns were sent.") }
    }

    private static func forms(_ place: String) -> [String] {
        [("CSV", "csv"), ("XLSX", "xlsx"), ("JSON", "json")].map {
            HTMLPage.link($0.0, "\(place)?format=\($0.1)")
        }
    }

    private static func json(_ figures: QuarterReturn, _ close: QuarterBook.Close?) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("return")
        writer.raw(figures.json)
        writer.key("close")
        if let close {
            writer.beginObject()
            writer.key("number")
            writer.int(close.number)
            writer.key("public_key")
            writer.string(close.publicKey)
            writer.key("signature")
            writer.string(close.signature)
            writer.endObject()
        } else {
            writer.null()
        }
        writer.endObject()
        return writer.bytes
    }
}
