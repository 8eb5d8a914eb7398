package import HubContracts
package import HubGeography

/// One question to the gate: may this message go to this partner, at this instant?
package struct Disclosure: Sendable {
    /// The publisher's partner id.
    package var sender: String
    /// The recipient's partner id.
    package var recipient: String
    package var type: String
    /// The message's: its type's, raised but never lowered by the envelope.
    package var sensitivity: Sensitivity
    /// Marked as restricted by the Investigatory Powers Act 2016.
    package var isRestricted: Bool
    /// Where the record is counted; unlocated if its place is not known.
    package var cell: Cell
    /// The agreement that the envelope names, if it does.
    package var agreement: String?
    /// Milliseconds since 1970 UTC.
    package var instant: Int64

    package init(
        sender: String, recipient: String, type: String, sensitivity: Sensitivity, isRestricted: Bool = false,
        cell: Cell = .unlocated, agreement: String? = nil, instant: Int64
    ) {
        self.sender = sender
        self.recipient = recipient
        self.type = type
        self.sensitivity = sensitivity
        self.isRestricted = isRestricted
        self.cell = cell
        self.agreement = agreement
        self.instant = instant
    }
}

/// What the gate answers.
package enum DisclosureDecision: Sendable {
    /// The fields that these terms list.
    case release(ReleaseTerms)
    /// With the agreement that came nearest, if there is one.
    case refuse(DisclosureRule, Agreement?)
}

/// The policy gate: a pure function of message, recipient, agreements and instant (design, "Policy").
///
/// The relay asks the same `ReleaseTable`; there is no second way to decide.
package struct DisclosureGate: Sendable {
    private let agreements: Agreements
    private let partners: PartnerDirectory
    private let lookup: AreaLookup

    package init(agreements: Agreements, partners: PartnerDirectory, lookup: AreaLookup = .shipped) {
        self.agreements = agreements
        self.partners = partners
        self.lookup = lookup
    }

    package func decide(_ question: Disclosure) -> DisclosureDecision {
        if question.sensitivity == .patient { return .refuse(.patientInformation, nil) }
        if question.isRestricted { return .refuse(.investigatoryPowers, nil) }
        guard let sender = partners.partner(withID: question.sender), sender.publication(of: question.type) != nil
        else {
            return .refuse(.typeNotListed, nil)
        }
        let table = ReleaseTable(
            agreements, sender: sender, type: question.type, partners: partners, lookup: lookup)
        guard let place = table.recipients.firstIndex(where: { $0.id == question.recipient }) else {
            return .refuse(question.agreement == nil ? .noAgreement : .otherAgreementNamed, nil)
        }
        let named = question.agreement.map { Array($0.utf8) }
        func ask(_ name: UnsafeRawBufferPointer?) -> ReleaseTable.Finding {
            table.decide(
                place, named: name, sensitivity: question.sensitivity, cell: question.cell, at: question.instant)
        }
        switch named.map({ $0.withUnsafeBytes { ask($0) } }) ?? ask(nil) {
        case .release(let terms): return .release(terms)
        case .refuse(let rule, let terms): return .refuse(rule, terms?.agreement)
        }
    }
}
