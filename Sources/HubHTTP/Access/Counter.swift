import Synchronization

/// A count that several threads add to.
final class Counter: Sendable {
    private let value = Atomic<Int>(0)

    func add() { value.wrappingAdd(1, ordering: .relaxed) }

    var current: Int { value.load(ordering: .relaxed) }

    /// The count so far, set back to zero.
    func take() -> Int { value.exchange(0, ordering: .relaxed) }
}
