/// How sensitive a message is; ordered, since an envelope may raise its type's sensitivity and never lower it.
package enum Sensitivity: UInt8, Sendable, CaseIterable, Comparable {
    case anonymous = 0
    case pseudonymous
    case personal
    case patient

    /// The word in envelopes and documents.
    package var name: String {
        switch self {
        case .anonymous: "anonymous"
        case .pseudonymous: "pseudonymous"
        case .personal: "personal"
        case .patient: "patient"
        }
    }

    /// The sensitivity of a word, or nil.
    package init?(name: String) {
        guard let found = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = found
    }

    package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}
