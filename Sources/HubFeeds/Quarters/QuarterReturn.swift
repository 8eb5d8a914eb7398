import HubGeography
package import HubHotspots
import HubJSON

/// The return of a quarter as it goes to the Police and Crime Panel: by theme and district the months, the quarter, and the
/// quarters to compare it with; and the statutory numbers of ASB case reviews.
///
/// Districts are context, not a ranking: they stand in the order of their codes.
package struct QuarterReturn: Sendable, Hashable {
    /// The figures of one theme and district, or of the records that no district has.
    package struct Row: Sendable, Hashable {
        /// What is counted.
        package var theme: Theme
        /// The district's code, or `unlocated` and `outside`.
        package var code: String
        /// Its name.
        package var name: String
        /// Of the three months; nil for a month that nobody has reported for, which is missing, not zero.
        package var months: [Int64?]
        /// Of the quarter; nil if a month is missing.
        package var quarter: Int64?
        /// Of the quarter before; nil if it was not reported.
        package var previous: Int64?
        /// Of the same quarter a year before; nil if it was not reported.
        package var yearBefore: Int64?
        /// Per 1,000 residents; nil where there is none.
        package var rate: Double?
        /// Areas of the district that were hot in the quarter, by LSOA; nil for the lines without a district.
        package var hot: Int?
    }

    /// What one body published of its ASB case reviews (Anti-social Behaviour, Crime and Policing Act 2014, section 104 and
    /// schedule 4). The numbers need not add up: a review may be run though the threshold was not met.
    package struct CaseReview: Sendable, Hashable {
        /// The district's code.
        package var code: String
        /// Its name.
        package var name: String
        /// First and last day of what it covers.
        package var from: String
        package var to: String
        /// Who sent it.
        package var partner: String
        /// Applications received.
        package var received: Int64
        /// Times the threshold was not met.
        package var notMet: Int64
        /// Reviews carried out.
        package var reviews: Int64
        /// Reviews that resulted in recommendations.
        package var recommendations: Int64
    }

    /// A partner and type that did not report for every month.
    package struct Missing: Sendable, Hashable {
        package var theme: Theme
        package var partner: String
        package var type: String
        /// As YYYYMM.
        package var months: [Int32]
    }

    /// The quarter.
    package var window: Window
    /// Receive time of the last message included, in milliseconds since 1970.
    package var asOf: Int64
    /// By theme, then district.
    package var rows: [Row]
    /// By district; those that sent none are missing.
    package var caseReviews: [CaseReview]
    /// What was not reported.
    package var missing: [Missing]

    /// The columns of `cells`.
    package static let columns = [
        "theme", "code", "name", "month_1", "month_2", "month_3", "quarter", "previous_quarter", "change_percent",
        "same_quarter_year_before", "rate_per_1000", "hot_lsoas",
    ]

    /// The rows as fields.
    package var cells: [[Workbook.Value]] {
        rows.map { row in
            var change: Double?
            if let quarter = row.quarter, let previous = row.previous, previous > 0 {
                change = (Double(quarter - previous) * 1000 / Double(previous)).rounded() / 10
            }
            return [.text(row.theme.rawValue), .text(row.code), .text(row.name)] + row.months.map { .optional($0) } + [
                .optional(row.quarter), .optional(row.previous), .optional(change), .optional(row.yearBefore),
                .optional(row.rate.map { Figures.places($0) }), .optional(row.hot),
            ]
        }
    }

    /// The columns of `caseReviewCells`.
    package static let caseReviewColumns = [
        "code", "name", "from", "to", "sent_by", "applications_received", "threshold_not_met", "reviews_carried_out",
        "reviews_with_recommendations",
    ]

    /// The case reviews as fields.
    package var caseReviewCells: [[Workbook.Value]] {
        caseReviews.map { review in
            [review.code, review.name, review.from, review.to, review.partner].map { .text($0) }
                + [review.received, review.notMet, review.reviews, review.recommendations].map { .optional($0) }
        }
    }

    /// What a reader of the case reviews must know, by name.
    package var caseReviewExplanation: [(String, String)] {
        [
            ("quarter", window.label),
            (
                "case reviews",
                "as the bodies published them (Anti-social Behaviour, Crime and Policing Act 2014, section 104 and schedule 4); "
                    + "a review may be run though the threshold was not met"
            ),
            ("rows", "returns whose period touches the quarter; a body without a row has sent none, which is not zero"),
        ]
    }

    /// What a reader must know, by name.
    package var explanation: [(String, String)] {
        var lines = [
            ("quarter", window.label),
            ("as of", LondonCalendar.text(ofEpochMilliseconds: asOf)),
            ("districts", "context, not a ranking: in the order of their codes"),
            ("month_1 to month_3", window.months.map { LondonCalendar.text(ofMonth: $0) }.joined(separator: ", ")),
            ("empty", "not reported: missing, not zero"),
            ("unlocated, outside", "records in force without a place, and outside the county, so that totals add up"),
            ("rate_per_1000", "of the quarter, per 1,000 usual residents"),
            ("hot_lsoas", "LSOAs hot in the quarter: Gi* at a false discovery rate of 5%"),
            (
                "case reviews",
                "as the bodies published them (Anti-social Behaviour, Crime and Policing Act 2014, section 104 and schedule 4); "
                    + "a review may be run though the threshold was not met"
            ),
        ]
        for gap in missing {
            let months = gap.months.map { LondonCalendar.text(ofMonth: $0) }.joined(separator: ", ")
            lines.append(
                ("missing", "\(gap.theme.rawValue): \(gap.partner) (\(gap.type)) has not reported for \(months)"))
        }
        return lines
    }
}
