/// How a message ended; each message received ends in just one of these ways (design, promise 1).
///
/// The raw values are stored and never change.
package enum Ending: UInt8, Sendable, CaseIterable {
    /// In force and located in the county.
    case counted = 1
    /// In force, without a place.
    case unlocated = 2
    /// In force, elsewhere.
    case outside = 3
    /// Accepted, later replaced or withdrawn.
    case superseded = 4
    /// A withdrawal in force.
    case withdrawn = 5
    case test = 6
    case rejected = 7
    case withheld = 8
    case stale = 9
    case duplicate = 10

    /// The name in the rows of `reconcile`.
    package var name: String {
        switch self {
        case .counted: "counted"
        case .unlocated: "unlocated"
        case .outside: "outside"
        case .superseded: "superseded"
        case .withdrawn: "withdrawals"
        case .test: "tests"
        case .rejected: "rejected"
        case .withheld: "withheld"
        case .stale: "stale"
        case .duplicate: "duplicate"
        }
    }
}
