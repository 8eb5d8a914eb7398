import HubContracts
import HubGeography
import HubHotspots

/// The plain text form of a summary for a terminal: a line about it, the areas with the highest counts, and what adds up.
package enum SummaryTable {
    /// The table.
    ///
    /// - Parameter limit: how many areas at most, the highest counts first.
    package static func write(_ document: SummaryDocument, limit: Int = 20) -> String {
        let window = document.window
        var lines = [
            "\(title(document)), \(LondonCalendar.text(ofDay: window.from)) to \(LondonCalendar.text(ofDay: window.to - 1))",
            "revision \(document.revision), as of \(LondonCalendar.text(ofEpochMilliseconds: document.asOf)), "
                + completeness(document), "",
        ]
        let shown = document.top(limit)
        var rows = [["rank", "code", "name", "count", "per 1,000", "z", "q", "significance", "class"]]
        for item in shown {
            var row = [
                item.rank.map(String.init) ?? "-", item.code, item.name == item.code ? "" : item.name,
                item.shown.map { $0.count.map(String.init) ?? "*" } ?? String(item.measures.count),
                item.rate.map { fixed($0, 2) } ?? "-",
            ]
            switch item.score.outcome {
            case .computed(let z, _):
                let q = item.score.q
                row += [fixed(z, 2), q < 0.0001 ? "<0.0001" : fixed(q, 4), item.score.significance.rawValue]
            case .verdict(let verdict): row += ["-", "-", verdict.rawValue]
            case .notComputed(let reason): row += ["-", "-", "not computed: " + reason.rawValue]
            }
            row.append(item.emerging?.rawValue ?? "")
            rows.append(row)
        }
        lines += aligned(rows, right: [0, 3, 4, 5, 6])
        lines.append("")
        if shown.count < document.items.count {
            lines.append(
                "\(shown.count) of \(document.items.count) \(plural(document.areaKind)) shown, by count; other formats have all"
            )
        }
        let hot = document.items.count { $0.score.significance == .hot }
        let cold = document.items.count { $0.score.significance == .cold }
        let unseen = hot - shown.count { $0.score.significance == .hot }
        lines.append(
            "hot \(hot)\(unseen > 0 ? " (\(unseen) of them not shown)" : ""), cold \(cold) (Gi*, 5% false discovery rate)"
        )
        lines += outlook(document)
        if document.tier == .exact { lines += totals(document.totals) }
        if let note = document.note { lines.append(note) }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func totals(_ totals: SummaryDocument.Totals) -> [String] {
        var lines: [String] = []
        lines.append(
            "counted \(totals.counted) + no area \(totals.noArea) + unlocated \(totals.unlocated) + outside \(totals.outside)"
                + " = \(totals.sum)")
        if let empty = totals.empty { lines.append("\(empty) further hexagons have no count") }
        return lines
    }

    /// What classes are made from, how the list before did, and what knife flags rest on.
    private static func outlook(_ document: SummaryDocument) -> [String] {
        var lines: [String] = []
        if let reason = document.outlook.reason {
            lines.append("no classes: " + reason)
        } else if let last = document.outlook.lastMonth {
            let form = document.outlook.isSeasonal ? ", seasonal" : ""
            lines.append(
                "classes over \(document.outlook.steps) months to \(LondonCalendar.text(ofMonth: last)) (Mann-Kendall\(form))"
            )
        }
        if let judged = document.judged {
            if let figures = judged.judgement {
                let index = [figures.pai, figures.pei, figures.bestPai].map { $0.map { fixed($0, 2) } ?? "-" }
                lines.append(
                    "the list of \(judged.list) (\(figures.areas) areas) caught \(fixed(figures.hitRate * 100, 1))% here: "
                        + "PAI \(index[0]), PEI \(index[1]); by chance \(fixed(figures.areaShare * 100, 1))%, PAI 1; "
                        + "at best \(fixed(figures.bestHitRate * 100, 1))%, PAI \(index[2])")
            } else {
                lines.append("no list before to judge: " + (judged.reason ?? judged.list))
            }
        }
        if let basis = document.flagBasis, basis.contains(where: { $0 > 0 }) {
            let parts = zip(KnifeParts.basisNames, basis).filter { $1 > 0 }.map { "\($0) \($1)" }
            lines.append("knife flags rest on: " + parts.joined(separator: ", "))
        }
        return lines
    }

    private static func title(_ document: SummaryDocument) -> String {
        let theme = document.theme == .asb ? "Anti-social behaviour" : "Knife crime"
        return
            "\(theme) by \(singular(document.areaKind)), \(document.window.label)"
    }

    private static func singular(_ kind: AreaKind) -> String {
        switch kind {
        case .lsoa: "LSOA"
        case .msoa: "MSOA"
        case .ward: "ward"
        case .district: "district"
        case .hex: "hexagon"
        }
    }

    private static func plural(_ kind: AreaKind) -> String {
        switch kind {
        case .lsoa: "LSOAs"
        case .msoa: "MSOAs"
        case .ward: "wards"
        case .district: "districts"
        case .hex: "hexagons"
        }
    }

    private static func completeness(_ document: SummaryDocument) -> String {
        guard !document.contributors.isEmpty else { return "no partner has reported" }
        let missing = document.contributors.filter { !$0.isWhole }.map { "\($0.partner) (\($0.type))" }
        return missing.isEmpty ? "complete" : "not complete: " + missing.joined(separator: ", ")
    }

    /// Columns padded to one width, the numbers to the right.
    private static func aligned(_ rows: [[String]], right: Set<Int>) -> [String] {
        let widths = (rows.first ?? []).indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let line = row.enumerated().map { column, text in
                let space = String(repeating: " ", count: widths[column] - text.count)
                return right.contains(column) ? space + text : text + space
            }.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }

    private static func fixed(_ value: Double, _ places: Int) -> String {
        let scale = (0..<places).reduce(Int64(1)) { product, _ in product * 10 }
        guard value.isFinite, abs(value) < 1e12 else { return "-" }
        let scaled = Int64((abs(value) * Double(scale)).rounded())
        let rest = String(scaled % scale)
        let sign = value < 0 && scaled > 0 ? "-" : ""
        return sign + String(scaled / scale) + "." + String(repeating: "0", count: max(0, places - rest.count)) + rest
    }
}
