package import HubStore

/// How a consumer keeps up with one input, by Burrow's rules: no thresholds, only what the latest samples say of each other.
///
/// Source: LinkedIn Burrow 1.2.1, `core/internal/evaluator/caching.go`: asked in this order, and only where messages wait.
package enum LagState: String, Sendable, CaseIterable, Comparable {
    case ok
    /// The offset moves, and the lag never shrank; messages waited at every sample.
    case warn
    /// The consumer reports, and its offset does not move; messages waited at every sample.
    case stall
    /// No report for longer than the samples span, whatever they say.
    case stop
    /// The offset went back; messages waited at every sample.
    case rewind

    /// A running hub looks every ten seconds; nobody is silent before two looks are due, however little the samples span.
    private static let leastSpan: Int64 = 20_000

    /// - Parameters:
    ///   - samples: earliest first.
    ///   - lag: messages that wait now.
    ///   - now: milliseconds since 1970 UTC.
    package init(_ samples: [StateReader.Progress], lag: Int64, now: Int64) {
        self = .ok
        guard lag > 0, let first = samples.first, let last = samples.last else { return }
        let pairs = zip(samples, samples.dropFirst())
        if now - last.at > max(last.at - first.at, Self.leastSpan) {
            self = .stop
        } else if samples.count < 2 || samples.contains(where: { $0.high <= $0.nextOffset }) {
            return
        } else if pairs.contains(where: { $1.nextOffset < $0.nextOffset }) {
            self = .rewind
        } else if pairs.allSatisfy({ $0.nextOffset == $1.nextOffset }) {
            self = .stall
        } else if pairs.allSatisfy({ $1.high - $1.nextOffset >= $0.high - $0.nextOffset }) {
            self = .warn
        }
    }

    package static func < (left: LagState, right: LagState) -> Bool {
        (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
    }
}

/// Where a lag is going over the latest samples.
package enum LagTrend: String, Sendable {
    case growing, steady, shrinking

    /// - Parameter lag: messages that wait now; nil for a trend of the samples alone.
    package init(_ samples: [StateReader.Progress], lag: Int64) {
        let first = samples.first.map { max(0, $0.high - $0.nextOffset) } ?? lag
        self = lag > first ? .growing : lag < first ? .shrinking : .steady
    }
}
