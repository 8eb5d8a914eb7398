import CFaultVFS

/// A file layer for SQLite that fails on demand; one for the process, for tests that run one after another.
package enum FaultVFS {
    /// The name to give to a store's or log's `vfs` option.
    package static let name = "hub-fault"

    /// What happens at the chosen call.
    package enum Fault: Int32, Sendable, CaseIterable {
        /// That call fails; those after it work.
        case once = 0
        /// From there on all fail, as at the end of a process; what was written stays.
        case crash = 1
        /// The same, and writes that were not synced are undone.
        case powerLoss = 2
    }

    /// Which calls count.
    package enum Counting: Sendable, CaseIterable {
        /// Writes, truncations, deletions and syncs.
        case all
        case syncs
    }

    /// Counts from now on, and fails at call `number` (from 1; 0 is never).
    ///
    /// - Parameter full: whether it fails as a full disk does.
    package static func arm(
        at number: Int64, _ fault: Fault = .once, counting: Counting = .all, full: Bool = false
    ) {
        hub_fault_register()
        hub_fault_arm(number, fault.rawValue, counting == .syncs ? 1 : 0, full ? 1 : 0)
    }

    /// Lets everything work again.
    package static func disarm() { arm(at: 0) }

    /// Whether the chosen call was reached.
    package static var fired: Bool { hub_fault_fired() != 0 }

    /// Calls counted since it was armed.
    package static var count: Int64 { hub_fault_count() }
}
