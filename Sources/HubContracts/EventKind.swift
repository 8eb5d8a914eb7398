/// What a message does to its record; the raw value goes into content hashes and never changes.
package enum EventKind: UInt8, Sendable, CaseIterable {
    case report = 1
    /// Replaces the record under a higher revision.
    case correction
    /// Ends the record under a higher revision; has no data.
    case withdrawal
    /// Checked and answered, never counted.
    case test

    /// The word in envelopes.
    package var name: String {
        switch self {
        case .report: "report"
        case .correction: "correction"
        case .withdrawal: "withdrawal"
        case .test: "test"
        }
    }
}
