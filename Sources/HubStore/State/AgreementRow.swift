/// What the store knows of an agreement, for `hub status`; times in milliseconds since 1970 UTC.
package struct AgreementRow: Sendable, Equatable {
    package var id: String
    package var version: Int
    package var sender: String
    package var recipient: String
    package var startsAt: Int64
    package var endsAt: Int64
    /// ISO 8601 date.
    package var reviewDue: String
    /// When the hub first saw it.
    package var knownSince: Int64 = 0
    /// When it was no longer in the document; nil while it is.
    package var revokedAt: Int64?
    /// Messages passed on under it.
    package var relayed: Int64 = 0
    /// When the last of them was; nil if none was.
    package var lastAt: Int64?

    package init(
        id: String, version: Int, sender: String, recipient: String, startsAt: Int64, endsAt: Int64, reviewDue: String
    ) {
        self.id = id
        self.version = version
        self.sender = sender
        self.recipient = recipient
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.reviewDue = reviewDue
    }
}

extension StateReader {
    /// Every agreement that the hub ever knew, in the order of their ids.
    package func agreements() throws -> [AgreementRow] {
        try all(
            """
            SELECT id, version, sender, recipient, starts_at, ends_at, review_due, known_since, revoked_at, relayed, last_at
            FROM agreement ORDER BY id, version
            """
        ) { row in
            var found = AgreementRow(
                id: row.text(0), version: Int(row.integer(1)), sender: row.text(2), recipient: row.text(3),
                startsAt: row.integer(4), endsAt: row.integer(5), reviewDue: row.text(6))
            found.knownSince = row.integer(7)
            found.revokedAt = row.isNull(8) ? nil : row.integer(8)
            found.relayed = row.integer(9)
            found.lastAt = row.isNull(10) ? nil : row.integer(10)
            return found
        }
    }
}
