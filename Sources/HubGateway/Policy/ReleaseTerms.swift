package import HubContracts
import HubGeography

/// What one agreement means for messages of one type, worked out once: whether the law lets them pass at each
/// sensitivity, which fields go, how coarse, for which areas and how long.
package struct ReleaseTerms: Sendable {
    package let agreement: Agreement
    /// The agreement's place in the document.
    let ordinal: Int32
    let mask: FieldMask
    let precision: PlacePrecision
    /// Codes of the areas it is limited to, vintage left out; nil for no limit.
    private let areas: Set<Int64>?
    /// The rule that refuses messages of each sensitivity, by its raw value.
    private let refusals: [DisclosureRule?]
    private let lookup: AreaLookup

    /// - Parameters:
    ///   - ordinal: the agreement's place in the document.
    ///   - sender: the publisher's directory entry.
    ///   - recipient: the recipient's.
    init(
        _ agreement: Agreement, ordinal: Int32, type: String, sender: PartnerDirectory.Partner,
        recipient: PartnerDirectory.Partner,
        lookup: AreaLookup
    ) {
        self.agreement = agreement
        self.ordinal = ordinal
        self.lookup = lookup
        let fields = agreement.releases.filter { $0.type == type }.flatMap(\.fields)
        mask = FieldMask(fields)
        precision = agreement.precision.flatMap { PlacePrecision(rawValue: $0) } ?? .point
        areas = agreement.areas.map { codes in
            Set(codes.compactMap { Cell(code: $0, vintage: AreaLookup.vintage).map { Self.identity($0) } })
        }
        refusals = Sensitivity.allCases.map { sensitivity in
            fields.isEmpty
                ? .typeNotReleased
                : Self.refusal(of: sensitivity, under: agreement, from: sender.body, to: recipient.body)
        }
    }

    /// The rule that refuses a message, or nil where its listed fields are released.
    ///
    /// Allocates nothing.
    ///
    /// - Parameters:
    ///   - cell: where the record is counted.
    ///   - instant: of the disclosure, milliseconds since 1970 UTC.
    func refusal(sensitivity: Sensitivity, cell: Cell, at instant: Int64) -> DisclosureRule? {
        guard agreement.isInForce(at: instant) else { return .agreementNotInForce }
        if let refusal = refusals[Int(sensitivity.rawValue)] { return refusal }
        return covers(cell) ? nil : .areaNotCovered
    }

    /// Whether the agreement lists messages of the type.
    var releasesType: Bool { refusals.first != .some(.typeNotReleased) }

    private func covers(_ cell: Cell) -> Bool {
        guard let areas else { return true }
        if areas.contains(Self.identity(cell)) { return true }
        for kind in [Cell.Kind.district, .msoa, .ward] {
            if let larger = lookup.ancestor(of: cell, kind: kind), areas.contains(Self.identity(larger)) { return true }
        }
        return false
    }

    /// A cell without its vintage: a district's code has held since 2009, and an agreement names codes alone.
    private static func identity(_ cell: Cell) -> Int64 { cell.rawValue & ~(0xFF << 52) }

    // MARK: The law

    /// What the law and the agreement say of a sensitivity between two kinds of body.
    ///
    /// Section 16 lists the bodies that may disclose to each other (subsection 2) and what it does not authorise
    /// (subsection 4). Pseudonymised information could still identify a person and counts as personal (ICO,
    /// anonymisation and pseudonymisation guidance, 2025).
    private static func refusal(
        of sensitivity: Sensitivity, under agreement: Agreement, from sender: PartnerDirectory.Body,
        to recipient: PartnerDirectory.Body
    ) -> DisclosureRule? {
        if sensitivity == .patient { return .patientInformation }
        let isPersonal = sensitivity != .anonymous
        if agreement.legalGateway == .section16 {
            if sender == .other || recipient == .other { return .outsideSection16 }
            if isPersonal, sender == .integratedCareBoard || sender == .localAuthoritySocialCare {
                return .healthOrSocialCare
            }
        }
        if isPersonal, !namesDataProtectionLaw(agreement.basis) { return .noDataProtectionBasis }
        return agreement.sensitivity.contains(sensitivity) ? nil : .sensitivityNotAgreed
    }

    /// Whether a recorded basis names the UK GDPR or the Data Protection Act 2018.
    static func namesDataProtectionLaw(_ basis: String) -> Bool {
        let text = basis.lowercased()
        return ["gdpr", "dpa 2018", "data protection act 2018"].contains { text.contains($0) }
    }
}
