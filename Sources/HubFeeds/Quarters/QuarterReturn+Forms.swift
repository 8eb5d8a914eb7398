import HubGeography
import HubHotspots
import HubJSON

extension QuarterReturn {
    /// The JSON form; what a close signs is made of these bytes.
    package var json: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("quarter")
        writer.string(window.label)
        writer.key("as_of")
        writer.string(LondonCalendar.text(ofEpochMilliseconds: asOf))
        writer.key("figures")
        Self.table(Self.columns, cells, &writer)
        writer.key("case_reviews")
        Self.table(Self.caseReviewColumns, caseReviewCells, &writer)
        writer.key("missing")
        writer.beginArray()
        for gap in missing {
            writer.beginObject()
            for (key, value) in [("theme", gap.theme.rawValue), ("partner", gap.partner), ("type", gap.type)] {
                writer.key(key)
                writer.string(value)
            }
            writer.key("months")
            writer.beginArray()
            for month in gap.months { writer.string(LondonCalendar.text(ofMonth: month)) }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private static func table(_ columns: [String], _ rows: [[Workbook.Value]], _ writer: inout JSONWriter) {
        writer.beginArray()
        for row in rows {
            writer.beginObject()
            for (column, value) in zip(columns, row) {
                writer.key(column)
                switch value {
                case .text(let text): writer.string(text)
                case .number(let number):
                    if let whole = Int64(exactly: number) { writer.int(whole) } else { writer.double(number) }
                case .empty: writer.null()
                }
            }
            writer.endObject()
        }
        writer.endArray()
    }

    /// The CSV form (RFC 4180): the figures, or the case reviews.
    package func csv(caseReviews: Bool = false) -> [UInt8] {
        let columns = caseReviews ? Self.caseReviewColumns : Self.columns
        let rows = [columns] + (caseReviews ? caseReviewCells : cells).map { $0.map(\.field) }
        let text = rows.map { row in row.map(SummaryCSV.quoted).joined(separator: ",") + "\r\n" }
        return Array(text.joined().utf8)
    }

    /// The workbook: figures, case reviews, and a sheet that explains them.
    ///
    /// - Throws: `Workbook.Failure`.
    package func xlsx() throws -> [UInt8] {
        try Workbook.write([
            .init(name: "figures", heading: Self.columns, rows: cells),
            .init(name: "ASB case reviews", heading: Self.caseReviewColumns, rows: caseReviewCells),
            .init(
                name: "explanation", heading: ["what", "meaning"], rows: explanation.map { [.text($0.0), .text($0.1)] }),
        ])
    }

    /// The workbook of the case reviews alone.
    ///
    /// - Throws: `Workbook.Failure`.
    package func caseReviewXLSX() throws -> [UInt8] {
        try Workbook.write([
            .init(name: "ASB case reviews", heading: Self.caseReviewColumns, rows: caseReviewCells),
            .init(
                name: "explanation", heading: ["what", "meaning"],
                rows: caseReviewExplanation.map { [.text($0.0), .text($0.1)] }),
        ])
    }

    /// The case reviews alone as JSON.
    package var caseReviewJSON: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("quarter")
        writer.string(window.label)
        writer.key("case_reviews")
        Self.table(Self.caseReviewColumns, caseReviewCells, &writer)
        writer.endObject()
        return writer.bytes
    }

    /// The HTML form: one page that stands alone and prints, with the same tables.
    package func html(seal: String) -> [UInt8] {
        var page = """
            <!doctype html>
            <html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>Quarterly return \(Self.escaped(window.label))</title>
            <style>body{font:1rem/1.5 sans-serif;margin:2rem;max-width:80rem}table{border-collapse:collapse;margin:1rem 0}
            caption{text-align:left;font-weight:bold}th,td{border:1px solid #555;padding:.25rem .5rem;text-align:left}
            td.n{text-align:right}</style></head><body><main>
            <h1>Quarterly return, \(Self.escaped(window.label.replacing("quarter:", with: "")))</h1>
            <p>\(Self.escaped(seal))</p>

            """
        page += Self.htmlTable("Figures by theme and district (context, not a ranking)", Self.columns, cells)
        page += Self.htmlTable("ASB case reviews", Self.caseReviewColumns, caseReviewCells)
        page += "<h2>What the figures mean</h2>\n<dl>\n"
        for (what, meaning) in explanation {
            page += "<dt>\(Self.escaped(what))</dt><dd>\(Self.escaped(meaning))</dd>\n"
        }
        page += "</dl>\n<p>Contains public sector information licensed under the Open Government Licence v3.0.</p>\n"
        return Array((page + "</main></body></html>\n").utf8)
    }

    private static func htmlTable(_ caption: String, _ columns: [String], _ rows: [[Workbook.Value]]) -> String {
        var text = "<table><caption>\(escaped(caption))</caption><thead><tr>"
        text += columns.map { "<th scope=\"col\">\(escaped($0.replacing("_", with: " ")))</th>" }.joined()
        text += "</tr></thead><tbody>\n"
        for row in rows {
            text += "<tr>"
            for value in row {
                if case .number = value {
                    text += "<td class=\"n\">\(value.field)</td>"
                } else {
                    text += "<td>\(escaped(value.field))</td>"
                }
            }
            text += "</tr>\n"
        }
        return text + (rows.isEmpty ? "<tr><td colspan=\"\(columns.count)\">none was sent</td></tr>" : "")
            + "</tbody></table>\n"
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing(
            "\"", with: "&quot;")
    }
}

extension Workbook.Value {
    /// The value as text; a whole number without a point.
    package var field: String {
        switch self {
        case .text(let text): text
        case .number(let number): Int64(exactly: number).map { String($0) } ?? "\(number)"
        case .empty: ""
        }
    }
}
