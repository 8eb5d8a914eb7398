import HubContracts
import HubGeography
import HubHotspots

/// The workbook of a summary: a sheet of figures, with the columns of the CSV form, and a sheet that explains them.
package enum SummaryXLSX {
    /// The whole document.
    ///
    /// - Throws: `Workbook.Failure`.
    package static func write(_ document: SummaryDocument) throws -> [UInt8] {
        let rows = SummaryCSV.rows(document).map { row in
            zip(SummaryCSV.columns, row).map { column, field -> Workbook.Value in
                if field.isEmpty { return .empty }
                if Self.texts.contains(column) { return .text(field) }
                return Double(field).map { .number($0) } ?? .text(field)
            }
        }
        return try Workbook.write([
            .init(name: "figures", heading: SummaryCSV.columns, rows: rows),
            .init(name: "explanation", heading: ["what", "meaning"], rows: explanation(document)),
        ])
    }

    private static let texts: Set<String> = [
        "theme", "area_kind", "code", "name", "window", "from", "to", "tier", "as_of", "significance", "reason",
        "rate_significance", "rate_reason", "class",
    ]

    /// What the figures are, what they rest on and what they must not be taken for.
    private static func explanation(_ document: SummaryDocument) -> [[Workbook.Value]] {
        let window = document.window
        var lines: [(String, String)] = [
            (
                "theme",
                document.theme == .asb ? "anti-social behaviour incidents" : "offences with a knife or sharp instrument"
            ),
            (
                "window",
                "\(LondonCalendar.text(ofDay: window.from)) to \(LondonCalendar.text(ofDay: window.to - 1)), Europe/London"
            ),
            ("revision", "\(document.revision), as of \(LondonCalendar.text(ofEpochMilliseconds: document.asOf))"),
            ("complete", document.isWhole ? "yes: every partner has reported for the whole window" : "no"),
        ]
        for contributor in document.contributors where !contributor.isWhole {
            let months = contributor.missingMonths.map { LondonCalendar.text(ofMonth: $0) }.joined(separator: ", ")
            lines.append(("missing", "\(contributor.partner) (\(contributor.type)): \(months); missing is not zero"))
        }
        if document.tier == .exact {
            let totals = document.totals
            lines.append(
                (
                    "totals",
                    "counted \(totals.counted) + no area \(totals.noArea) + unlocated \(totals.unlocated) + outside "
                        + "\(totals.outside) = \(totals.sum) records in force"
                ))
        }
        if let note = document.note { lines.append(("note", note)) }
        lines += [
            ("count", "records in force in the area and window"),
            ("rate_per_1000", "count per 1,000 usual residents; residents mislead in city centres"),
            (
                "z, p, q",
                "Getis-Ord Gi* of the counts with the area itself, its two-sided p, and p adjusted (Benjamini-Hochberg)"
            ),
            (
                "significance",
                "hot or cold at a false discovery rate of 5% over all areas; not_computed says why in reason"
            ),
            ("rate_z, rate_p, rate_q", "the same of the rates"),
            ("class", "emerging hot spot class over \(document.outlook.reason ?? "\(document.outlook.steps) months")"),
            (
                "trend_tau, trend_z, trend_p",
                "Mann-Kendall\(document.outlook.isSeasonal ? ", seasonal," : "") of the monthly z"
            ),
        ]
        if let judged = document.judged {
            lines.append(
                (
                    "judged",
                    judged.judgement.map {
                        "the list of \(judged.list) had \($0.areas) areas and caught \(Figures.places($0.hitRate * 100))% here; "
                            + "by chance \(Figures.places($0.areaShare * 100))%, at best \(Figures.places($0.bestHitRate * 100))%"
                    } ?? (judged.reason ?? judged.list)
                ))
        }
        if let basis = document.flagBasis {
            let parts = zip(KnifeParts.basisNames, basis).map { "\($0) \($1)" }.joined(separator: ", ")
            lines.append(("knife flags rest on", parts + "; series before and after NDQIS are not comparable"))
        }
        if let weights = document.harmWeights {
            lines.append(("harm", "\(weights.unit), table \(weights.version): \(weights.source)"))
        }
        lines.append(("licence", "Contains public sector information licensed under the Open Government Licence v3.0."))
        return lines.map { [.text($0.0), .text($0.1)] }
    }
}
