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
    ]

    /// The whole document.
    package static func write(_ document: SummaryDocument) -> [UInt8] {
        var text = columns.joined(separator: ",") + "\r\n"
        let window = document.window
        let asOf = LondonCalendar.text(ofEpochMilliseconds: document.asOf)
        let before = [document.theme.rawValue, document.areaKind.rawValue]
        let middle = [
            window.label, LondonCalendar.text(ofDay: window.from), LondonCalendar.text(ofDay: window.to),
            document.tier.rawValue, String(document.revision), asOf,
        ]
        for item in document.items {
            var fields: [String] = before
            fields += [item.code, item.name, number(item.cell.vintage)]
            fields += middle
            fields += [String(item.measures.count), number(item.rank), number(item.rate), number(item.population)]
            fields += score(item.score)
            fields += score(item.rateScore)
            fields += [String(item.measures.daytime), String(item.measures.night), number(item.repeatShare)]
            fields += [number(item.longitude), number(item.latitude)]
            text += fields.map(quoted).joined(separator: ",") + "\r\n"
        }
        return Array(text.utf8)
    }

    private static func number(_ value: (some BinaryInteger)?) -> String { value.map { String($0) } ?? "" }

    private static func number(_ value: Double?) -> String { value.map { "\(Figures.places($0))" } ?? "" }

    private static func score(_ score: HotspotScore) -> [String] {
        switch score.outcome {
        case .computed(let z, let p):
            [
                "\(Figures.places(z))", "\(Figures.digits(p))", "\(Figures.digits(score.q))",
                score.significance.rawValue, "",
            ]
        case .notComputed(let reason): ["", "", "", score.significance.rawValue, reason.rawValue]
        }
    }

    private static func quoted(_ field: String) -> String {
        guard field.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else { return field }
        return "\"" + field.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
    }
}
