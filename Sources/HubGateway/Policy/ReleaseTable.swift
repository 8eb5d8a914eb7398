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
        for agreement in agreements.agreements where agreement.from == sender.id {
            guard let partner = partners.partner(withID: agreement.to) else { continue }
            let terms = ReleaseTerms(agreement, type: type, sender: sender, recipient: partner, lookup: lookup)
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

    /// Whether an agreement of this name, with whomever, is in force.
    func isInForce(_ name: UnsafeRawBufferPointer, at instant: Int64) -> Bool {
        recipients.contains { recipient in
            recipient.contracts.contains { contract in
                contract.id.withUnsafeBytes { ByteCompare.equal($0, name) }
                    && contract.versions.contains { $0.agreement.isInForce(at: instant) }
            }
        }
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
