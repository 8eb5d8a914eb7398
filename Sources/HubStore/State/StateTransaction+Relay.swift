package import HubTransport

extension StateTransaction {
    /// When the transaction is made, milliseconds since 1970 UTC.
    package var now: Int64 { store.clock.now() }

    /// The number of a partner's or an agreement's name, given on first use.
    package func name(_ text: String) throws -> Int32 { try store.name(text) }

    /// Notes that a recipient was given a revision of a record.
    ///
    /// - Parameters:
    ///   - recipient: the recipient's interned name.
    ///   - agreement: the interned name of the agreement it was given under.
    package func putRelayed(
        _ source: SourceID, subject: UnsafeRawBufferPointer, recipient: Int32, revision: Int32, agreement: Int32,
        version: Int32, at: Int64
    ) throws {
        let statement = statements.putRelayed
        statement.bind(1, source.rawValue)
        statement.bind(2, unowned: subject)
        statement.bind(3, recipient)
        statement.bind(4, revision)
        statement.bind(5, agreement)
        statement.bind(6, version)
        statement.bind(7, at)
        try statement.run()
    }

    /// Notes that a recipient is told that a record has ended.
    ///
    /// - Returns: whether it was given the record before.
    package func removeRelayed(
        _ source: SourceID, subject: UnsafeRawBufferPointer, recipient: Int32
    ) throws -> Bool {
        let statement = statements.removeRelayed
        statement.bind(1, source.rawValue)
        statement.bind(2, unowned: subject)
        statement.bind(3, recipient)
        var wasThere = false
        while try statement.step() { wasThere = true }
        return wasThere
    }

    /// Notes an agreement that is in the document, and how many messages were passed on under it just now.
    package func noteAgreement(_ row: AgreementRow, relayed: Int64 = 0) throws {
        let statement = statements.noteAgreement
        statement.bind(1, row.id)
        statement.bind(2, Int64(row.version))
        statement.bind(3, row.sender)
        statement.bind(4, row.recipient)
        statement.bind(5, row.startsAt)
        statement.bind(6, row.endsAt)
        statement.bind(7, row.reviewDue)
        statement.bind(8, now)
        statement.bind(9, relayed)
        try statement.run()
    }

    /// Notes which agreements the document has; those that it no longer has and that had not ended are revoked.
    ///
    /// - Returns: the agreements revoked by this.
    package func noteAgreements(_ rows: [AgreementRow]) throws -> [AgreementRow] {
        for row in rows { try noteAgreement(row) }
        let listed = Set(rows.map { "\($0.version) \($0.id)" })
        var revoked: [AgreementRow] = []
        let known = statements.knownAgreements
        while try known.step() {
            guard !listed.contains("\(known.integer(1)) \(known.text(0))") else { continue }
            revoked.append(
                AgreementRow(
                    id: known.text(0), version: Int(known.integer(1)), sender: known.text(2), recipient: known.text(3),
                    startsAt: known.integer(4), endsAt: known.integer(5), reviewDue: known.text(6)))
        }
        for row in revoked {
            statements.revokeAgreement.bind(1, row.id)
            statements.revokeAgreement.bind(2, Int64(row.version))
            statements.revokeAgreement.bind(3, now)
            try statements.revokeAgreement.run()
        }
        return revoked
    }

    /// Sets up to where copies on an `out.*` topic were looked at for non-delivery.
    package func setDeliveryWatched(_ place: TopicPartition, _ next: Int64) throws {
        let statement = statements.putDeliveryWatch
        statement.bind(1, place.topic)
        statement.bind(2, place.partition)
        statement.bind(3, next)
        try statement.run()
    }
}

extension StateStore {
    /// Up to where copies on an `out.*` topic were looked at for non-delivery; 0 if they never were.
    package func deliveryWatched(_ place: TopicPartition) throws -> Int64 {
        let statement = statements.findDeliveryWatch
        statement.bind(1, place.topic)
        statement.bind(2, place.partition)
        defer { statement.reset() }
        return try statement.step() ? statement.integer(0) : 0
    }
}
