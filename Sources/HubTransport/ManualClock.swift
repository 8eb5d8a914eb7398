import Synchronization

/// A clock that stands still until it is turned by hand; for tests and seeded runs.
package final class ManualClock: HubClock {
    private let milliseconds: Atomic<Int64>

    /// - Parameter milliseconds: the first reading, in milliseconds since 1970 UTC.
    package init(_ milliseconds: Int64 = 1_750_000_000_000) {
        self.milliseconds = Atomic(milliseconds)
    }

    package func now() -> Int64 { milliseconds.load(ordering: .acquiring) }

    /// Turns the clock forward (or back, for a clock that was set wrong).
    package func advance(by step: Int64) {
        milliseconds.wrappingAdd(step, ordering: .acquiringAndReleasing)
    }

    package func set(_ instant: Int64) { milliseconds.store(instant, ordering: .releasing) }
}
