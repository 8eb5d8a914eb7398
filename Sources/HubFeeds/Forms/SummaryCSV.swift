import HubGeography
import HubHotspots

/// The CSV form of a summary (RFC 4180: commas, CR LF, quotes where needed): one row an item; opens in Excel as it stands.
package enum SummaryCSV {
    /// The columns, in order.
    package static let columns = [
        "theme", "area_kind", "code", "name", "vintage", "window", "from", "to", "tier", "revision", "as_of", "count",
        "rank",
        "rate_per_1000", "population", "z", "p", "q", "significance", "reason", "rate_z", "rate_p", "rate_q",
        "rate_significance", "rate_reason", "day", "night", "repeat_share", "longitude", "latitude",
        "class", "trend_tau", "trend_z", "trend_p", "possession", "emergency_department", "gap", "harm",
        "harm_unweighted",
    ]

    /// The whole document.
    package static func write(_ document: SummaryDocument) -> [UInt8] {
        let lines = [columns] + rows(document)
        return Array(lines.map { $0.map(quoted).joined(separator: ",") + "\r\n" }.joined().utf8)
    }

    /// The fields of each item, unquoted, in the order of the columns.
    static func rows(_ document: SummaryDocument) -> [[String]] {
        let window = document.window
        let asOf = LondonCalendar.text(ofEpochMilliseconds: document.asOf)
        let before = [document.theme.rawValue, document.areaKind.rawValue]
        let middle = [
            window.label, LondonCalendar.text(ofDay: window.from), LondonCalendar.text(ofDay: window.to),
            document.tier.rawValue, String(document.revision), asOf,
        ]
        return document.items.map { item in
            var fields: [String] = before
            fields += [item.code, plain(item.name), number(item.cell.vintage)]
            fields += middle
            let shown = item.shown ?? .init(item.measures)
            fields += [count(shown.count), number(item.rank), shown.count == nil ? "*" : number(item.rate)]
            fields += [number(item.population)]
            fields += score(item.score)
            fields += score(item.rateScore)
            fields += [count(shown.day), count(shown.night), number(item.shown == nil ? item.repeatShare : nil)]
            fields += [number(item.longitude), number(item.latitude)]
            fields += [item.emerging?.rawValue ?? "not_computed"]
            fields += [
                number(item.trend?.tau), number(item.trend?.z), item.trend.map { "\(Figures.digits($0.p))" } ?? "",
            ]
            fields += [
                number(item.knife?.possession), number(item.knife?.emergency), number(item.gap), number(item.harm),
            ]
            fields += [number(item.knife.map { _ in item.harmUnweighted })]
            return fields
        }
    }

    /// Text from outside, such as a name of imported boundaries: one that a spreadsheet would take for a formula begins with an
    /// apostrophe.
    private static func plain(_ text: String) -> String {
        text.utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false ? "'" + text : text
    }

    private static func number(_ value: (some BinaryInteger)?) -> String { value.map { String($0) } ?? "" }

    private static func number(_ value: Double?) -> String { value.map { "\(Figures.places($0))" } ?? "" }

    private static func count(_ value: Int64?) -> String { value.map { String($0) } ?? "*" }

    private static func score(_ score: HotspotScore) -> [String] {
        switch score.outcome {
        case .computed(let z, let p):
            [
                "\(Figures.places(z))", "\(Figures.digits(p))", "\(Figures.digits(score.q))",
                score.significance.rawValue, "",
            ]
        case .verdict(let verdict): ["", "", "", verdict.rawValue, ""]
        case .notComputed(let reason): ["", "", "", score.significance.rawValue, reason.rawValue]
        }
    }

    /// A field as it stands in the file: in quotes where it must, and a text that a spreadsheet would take for a formula behind
    /// an apostrophe.
    static func quoted(_ field: String) -> String {
        let field = isFormula(field) ? "'" + field : field
        guard field.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else { return field }
        return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }

    /// Whether a spreadsheet may work a text out instead of showing it; numbers are none.
    private static func isFormula(_ field: String) -> Bool {
        switch field.utf8.first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 0x09, 0x0D:
            Double(field) == nil
        default: false
        }
    }
}
