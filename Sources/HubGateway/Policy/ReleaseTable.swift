import HubAssurance
import HubContracts
import HubGeography
import HubJSON

/// Everything that agreements say of one partner's messages of one type, ready for the message path.
struct ReleaseTable: Sendable {
    /// One agreement's versions, the highest first: of those in force only the highest counts.
    struct Contract: Sendable {
        var id: [UInt8]
        var versions: [ReleaseTerms]
    }

    /// One recipient, with its agreements in the document's order: the first that releases a message does so.
    struct Recipient: Sendable {
        var id: String
        var contracts: [Contract]
    }

    private(set) var recipients: [Recipient] = []

    init(
        _ agreements: Agreements, sender: PartnerDirectory.Partner, type: String, partners: PartnerDirectory,
        lookup: AreaLookup
    ) {
        for (ordinal, agreement) in agreements.agreements.enumerated() where agreement.from == sender.id {
            guard let partner = partners.partner(withID: agreement.to) else { continue }
            let terms = ReleaseTerms(
                agreement, ordinal: Int32(ordinal), type: type, sender: sender, recipient: partner, lookup: lookup)
            let id = Array(agreement.id.utf8)
            let place = recipients.firstIndex { $0.id == partner.id } ?? recipients.count
            if place == recipients.count { recipients.append(Recipient(id: partner.id, contracts: [])) }
            if let known = recipients[place].contracts.firstIndex(where: { $0.id == id }) {
                recipients[place].contracts[known].versions.append(terms)
                recipients[place].contracts[known].versions.sort { $0.agreement.version > $1.agreement.version }
            } else {
                recipients[place].contracts.append(Contract(id: id, versions: [terms]))
            }
        }
    }

    /// Whether any agreement releases messages of the type at all.
    var releasesAnything: Bool {
        recipients.contains { $0.contracts.contains { $0.versions.contains { $0.releasesType } } }
    }

    /// The terms under which a recipient is told that a record it holds has ended, or is no longer for it: the first
    /// agreement in force that releases the type, whatever the record's place.
    func withdrawal(_ recipient: Int, named: UnsafeRawBufferPointer?, at instant: Int64) -> ReleaseTerms? {
        for contract in recipients[recipient].contracts {
            if let named, !contract.id.withUnsafeBytes({ ByteCompare.equal($0, named) }) { continue }
            guard let terms = contract.versions.first(where: { $0.agreement.isInForce(at: instant) }),
                terms.releasesType
            else { continue }
            return terms
        }
        return nil
    }

    /// What a recipient is given of a message.
    enum Finding {
        case release(ReleaseTerms)
        /// With the terms that came furthest, if there are any.
        case refuse(DisclosureRule, ReleaseTerms?)
    }

    /// Decides for one recipient, by its place in `recipients`.
    ///
    /// - Parameter named: the agreement that the message names; it is passed on under no other.
    func decide(
        _ recipient: Int, named: UnsafeRawBufferPointer?, sensitivity: Sensitivity, cell: Cell, at instant: Int64
    ) -> Finding {
        var furthest: (rule: DisclosureRule, terms: ReleaseTerms?) = (.noAgreement, nil)
        for contract in recipients[recipient].contracts {
            if let named, !contract.id.withUnsafeBytes({ ByteCompare.equal($0, named) }) {
                if furthest.rule < .otherAgreementNamed { furthest = (.otherAgreementNamed, nil) }
                continue
            }
            guard let terms = contract.versions.first(where: { $0.agreement.isInForce(at: instant) }) else {
                if furthest.rule < .agreementNotInForce { furthest = (.agreementNotInForce, contract.versions.first) }
                continue
            }
            guard let rule = terms.refusal(sensitivity: sensitivity, cell: cell, at: instant) else {
                return .release(terms)
            }
            if furthest.rule < rule || furthest.terms == nil { furthest = (rule, terms) }
        }
        return .refuse(furthest.rule, furthest.terms)
    }
}
