/// The rules under which a disclosure is refused, each with the law or code it comes from.
///
/// The raw values are what `hub policy explain` prints; they are never renamed. In the order in which they are asked: of
/// several agreements the one that came furthest gives the reason.
package enum DisclosureRule: String, Sendable, CaseIterable, Comparable {
    case patientInformation = "PATIENT_INFORMATION"
    case investigatoryPowers = "INVESTIGATORY_POWERS"
    case typeNotListed = "TYPE_NOT_LISTED"
    case noAgreement = "NO_AGREEMENT"
    case otherAgreementNamed = "OTHER_AGREEMENT_NAMED"
    case agreementNotInForce = "AGREEMENT_NOT_IN_FORCE"
    case typeNotReleased = "TYPE_NOT_RELEASED"
    case outsideSection16 = "OUTSIDE_SECTION_16"
    case healthOrSocialCare = "HEALTH_OR_SOCIAL_CARE"
    case noDataProtectionBasis = "NO_DATA_PROTECTION_BASIS"
    case sensitivityNotAgreed = "SENSITIVITY_NOT_AGREED"
    case areaNotCovered = "AREA_NOT_COVERED"

    /// Where the rule comes from.
    package var citation: String {
        switch self {
        case .patientInformation: "Police, Crime, Sentencing and Courts Act 2022, s.16(4)(a)"
        case .investigatoryPowers:
            "Police, Crime, Sentencing and Courts Act 2022, s.16(4)(d); Investigatory Powers Act 2016, Parts 1 to 7 and "
                + "Part 9 Chapter 1"
        case .typeNotListed: "UK GDPR, Article 5(1)(b): the partner directory lists what a partner sends, and for what"
        case .noAgreement, .otherAgreementNamed, .typeNotReleased:
            "ICO, Data sharing: a code of practice (2021), data sharing agreements; Data Protection Act 2018, s.121"
        case .agreementNotInForce:
            "ICO, Data sharing: a code of practice (2021), reviewing the agreement; Data Protection Act 2018, s.121"
        case .outsideSection16: "Police, Crime, Sentencing and Courts Act 2022, s.16(1) and (2)"
        case .healthOrSocialCare: "Police, Crime, Sentencing and Courts Act 2022, s.16(4)(b)"
        case .noDataProtectionBasis:
            "Police, Crime, Sentencing and Courts Act 2022, s.16(4)(c); UK GDPR, Article 6; Data Protection Act 2018, s.35"
        case .sensitivityNotAgreed, .areaNotCovered:
            "UK GDPR, Article 5(1)(c), data minimisation; Data Protection Act 2018, s.37"
        }
    }

    /// One plain sentence: lower case, no full stop.
    package var meaning: String {
        switch self {
        case .patientInformation: "patient information is never disclosed, under any agreement"
        case .investigatoryPowers:
            "the information is marked as restricted by the Investigatory Powers Act and is never disclosed"
        case .typeNotListed: "the partner directory does not list the type for its sender"
        case .noAgreement: "there is no agreement from the sender to the recipient"
        case .otherAgreementNamed: "the message names an agreement, and it is not one with this recipient"
        case .agreementNotInForce: "the agreement has not begun or has ended"
        case .typeNotReleased: "the agreement does not release messages of this type"
        case .outsideSection16:
            "one of the parties is none of the bodies of section 16, which gives no power then; name another power"
        case .healthOrSocialCare:
            "section 16 gives a health or social care authority no power to disclose what could identify a person"
        case .noDataProtectionBasis:
            "what could identify a person needs a basis in the UK GDPR or the Data Protection Act 2018 on record"
        case .sensitivityNotAgreed: "the message is more sensitive than the agreement allows"
        case .areaNotCovered: "the message's place is not known to lie in the areas of the agreement"
        }
    }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
}
