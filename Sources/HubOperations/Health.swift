/// How well something is; the raw values are the exit statuses of `hub status`.
package enum HealthState: Int32, Sendable, Comparable {
    case ok = 0
    case warning = 1
    case error = 2
    case unknown = 3

    package var name: String {
        switch self {
        case .ok: "ok"
        case .warning: "warning"
        case .error: "error"
        case .unknown: "unknown"
        }
    }

    package static func < (left: HealthState, right: HealthState) -> Bool { left.rawValue < right.rawValue }
}

/// One thing that is not well, and what to do about it.
package struct Problem: Sendable, Equatable {
    package var state: HealthState
    package var what: String
    /// Epoch milliseconds; nil if not known.
    package var since: Int64?
    package var why: String
    /// The next command or step.
    package var next: String

    package init(_ state: HealthState, what: String, since: Int64?, why: String, next: String) {
        self.state = state
        self.what = what
        self.since = since
        self.why = why
        self.next = next
    }
}
