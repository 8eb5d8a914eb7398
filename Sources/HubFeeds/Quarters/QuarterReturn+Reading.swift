import HubGeography
import HubHotspots
package import HubJSON

extension QuarterReturn {
    /// Reads the JSON form back; nil if it is none.
    package init?(_ value: JSONValue) {
        guard let window = value["quarter"]?.string.flatMap({ Window($0) }),
            let asOf = value["as_of"]?.string.flatMap({ LondonCalendar.instant($0) }),
            let figures = value["figures"]?.array, let reviews = value["case_reviews"]?.array,
            let missing = value["missing"]?.array
        else { return nil }
        func number(_ row: JSONValue, _ key: String) -> Int64? { row[key]?.int.map { Int64($0) } }
        self.init(window: window, asOf: asOf, rows: [], caseReviews: [], missing: [])
        for row in figures {
            guard let theme = row["theme"]?.string.flatMap({ Theme(rawValue: $0) }), let code = row["code"]?.string,
                let name = row["name"]?.string
            else { return nil }
            rows.append(
                Row(
                    theme: theme, code: code, name: name, months: (1...3).map { number(row, "month_\($0)") },
                    quarter: number(row, "quarter"), previous: number(row, "previous_quarter"),
                    yearBefore: number(row, "same_quarter_year_before"), rate: row["rate_per_1000"]?.double,
                    hot: number(row, "hot_lsoas").map { Int($0) }))
        }
        for row in reviews {
            guard let code = row["code"]?.string, let name = row["name"]?.string, let from = row["from"]?.string,
                let to = row["to"]?.string, let partner = row["sent_by"]?.string
            else { return nil }
            caseReviews.append(
                CaseReview(
                    code: code, name: name, from: from, to: to, partner: partner,
                    received: number(row, "applications_received") ?? 0, notMet: number(row, "threshold_not_met") ?? 0,
                    reviews: number(row, "reviews_carried_out") ?? 0,
                    recommendations: number(row, "reviews_with_recommendations") ?? 0))
        }
        for gap in missing {
            guard let theme = gap["theme"]?.string.flatMap({ Theme(rawValue: $0) }),
                let partner = gap["partner"]?.string,
                let type = gap["type"]?.string
            else { return nil }
            self.missing.append(
                Missing(
                    theme: theme, partner: partner, type: type,
                    months: (gap["months"]?.array ?? []).compactMap { $0.string.flatMap { LondonCalendar.month($0) } }))
        }
    }
}
