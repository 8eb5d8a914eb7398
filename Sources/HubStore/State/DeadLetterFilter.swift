/// Which dead letters are meant; members that are nil take any.
package struct DeadLetterFilter: Sendable, Equatable {
    package var state: String?
    /// Reason code.
    package var code: String?
    package var partner: String?
    package var type: String?
    /// Received from this instant on, milliseconds since 1970 UTC.
    package var since: Int64 = .min
    /// Received before this instant.
    package var until: Int64 = .max

    package init(state: String? = nil) { self.state = state }

    /// Whether it takes every dead letter, whatever its state.
    package var isOpen: Bool { code == nil && partner == nil && type == nil && since == .min && until == .max }
}
