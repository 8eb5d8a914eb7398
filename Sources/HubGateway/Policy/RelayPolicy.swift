package import HubContracts
package import HubGeography
import HubJSON

/// The agreements worked out for every partner and type, unchanging; replaced as a whole when the document changes.
package final class RelayPolicy: Sendable {
    package let agreements: Agreements
    private let tables: [String: [String: ReleaseTable]]
    private let named: [String: [Named]]

    /// One agreement of a partner, as envelopes name it.
    private struct Named: Sendable {
        var id: [UInt8]
        var startsAt: Int64
        var endsAt: Int64
    }

    package init(agreements: Agreements, partners: PartnerDirectory, lookup: AreaLookup = .shipped) {
        self.agreements = agreements
        let senders = Set(agreements.agreements.map(\.from))
        var tables: [String: [String: ReleaseTable]] = [:]
        for partner in partners.partners where senders.contains(partner.id) {
            for publication in partner.publications {
                let table = ReleaseTable(
                    agreements, sender: partner, type: publication.type, partners: partners, lookup: lookup)
                if table.releasesAnything { tables[partner.id, default: [:]][publication.type] = table }
            }
        }
        self.tables = tables
        named = Dictionary(grouping: agreements.agreements, by: \.from).mapValues { list in
            list.map { Named(id: Array($0.id.utf8), startsAt: $0.startsAt, endsAt: $0.endsAt) }
        }
    }

    /// What agreements say of a partner's messages of a type; nil where none releases any.
    func table(partner: String, type: String) -> ReleaseTable? { tables[partner]?[type] }

    /// Whether a partner has an agreement of this name in force, with whomever and of whatever types.
    func isInForce(_ name: UnsafeRawBufferPointer, of partner: String, at instant: Int64) -> Bool {
        named[partner]?.contains { agreement in
            agreement.startsAt <= instant && instant < agreement.endsAt
                && agreement.id.withUnsafeBytes { ByteCompare.equal($0, name) }
        } ?? false
    }
}

/// Gives the policy that holds now; asked before each batch, so that a revocation takes effect on the next message.
package final class PolicySource {
    private let partners: PartnerDirectory
    private let lookup: AreaLookup
    private let changed: () throws -> Agreements?
    /// The policy that holds.
    package private(set) var policy: RelayPolicy

    /// - Parameter changed: gives the agreements if they are others than at the last call, else nil. What it throws stops
    ///   the gateway: nothing is passed on under agreements that cannot be read.
    package init(
        contracts: Contracts, lookup: AreaLookup = .shipped, changed: @escaping () throws -> Agreements? = { nil }
    ) {
        partners = contracts.partners
        self.lookup = lookup
        self.changed = changed
        policy = RelayPolicy(agreements: contracts.agreements, partners: contracts.partners, lookup: lookup)
    }

    /// Looks whether the agreements changed.
    func refresh() throws {
        guard let agreements = try changed() else { return }
        policy = RelayPolicy(agreements: agreements, partners: partners, lookup: lookup)
    }
}
