package import HubStore

/// What agreements need attention: to be reviewed, to be renewed, or just ended.
extension HealthReport {
    /// A review is named so many days before it is due (ICO, data sharing code: keep agreements under review).
    private static let reviewDays: Int64 = 60
    /// An end is named so many days before, and for so many after it.
    private static let endDays: Int64 = 30
    /// A revocation is shown for so many days.
    private static let revocationDays: Int64 = 7

    /// - Parameter reviewDay: days since 1970 of an ISO 8601 date.
    static func problems(
        of agreements: [AgreementRow], now: Int64, reviewDay: (String) -> Int32?
    ) -> [Problem] {
        let day: Int64 = 86_400_000
        return agreements.compactMap { row in
            let name = "agreement \(row.id), version \(row.version), from \(row.sender) to \(row.recipient)"
            let replaced = agreements.contains {
                $0.id == row.id && $0.version > row.version && $0.revokedAt == nil && $0.endsAt > now
            }
            if replaced { return nil }
            if let revoked = row.revokedAt {
                guard now - revoked < revocationDays * day else { return nil }
                return Problem(
                    .warning, what: "\(name), was revoked", since: revoked,
                    why: "it is no longer in the agreements document; nothing is passed on under it",
                    next: "nothing, if that was meant; else put it back into the document")
            }
            if row.endsAt <= now {
                guard now - row.endsAt < endDays * day else { return nil }
                return Problem(
                    .warning, what: "\(name), has ended", since: row.endsAt, why: "nothing is passed on under it",
                    next: "agree a new version, or take it out of the agreements document")
            }
            if row.endsAt - now < endDays * day {
                return Problem(
                    .warning, what: "\(name), ends soon", since: nil,
                    why: "in \(DurationText.text(milliseconds: row.endsAt - now)) nothing will be passed on under it",
                    next: "agree a new version with a later valid_to")
            }
            guard let due = reviewDay(row.reviewDue), Int64(due) * day - now < reviewDays * day else { return nil }
            return Problem(
                .warning, what: "\(name), is to be reviewed", since: nil, why: "its review is due on \(row.reviewDue)",
                next: "review it with the data officers of both, and set the next review_due")
        }
    }
}

extension AgreementRow {
    /// `in_force`, `not_begun`, `ended` or `revoked`, at an instant in milliseconds since 1970 UTC.
    package func state(at now: Int64) -> String {
        if revokedAt != nil { return "revoked" }
        if endsAt <= now { return "ended" }
        return startsAt <= now ? "in_force" : "not_begun"
    }
}
