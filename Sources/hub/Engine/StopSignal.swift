import Glibc
import Synchronization

/// Whether SIGTERM or SIGINT asked the process to end; a second one ends it at once.
enum StopSignal {
    private static let count = Atomic<Int>(0)

    static var isRaised: Bool { count.load(ordering: .acquiring) > 0 }

    /// Installs the handlers. Touches the counter first, so that the handler never runs its initialisation.
    static func install() {
        count.store(0, ordering: .releasing)
        var action = sigaction()
        action.__sigaction_handler.sa_handler = { _ in
            // Only an atomic addition and _exit, both safe in a signal handler.
            if StopSignal.count.add(1, ordering: .acquiringAndReleasing).oldValue > 0 { _exit(130) }
        }
        sigaction(SIGTERM, &action, nil)
        sigaction(SIGINT, &action, nil)
    }
}
