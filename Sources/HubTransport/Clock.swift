/// The time, handed in so that tests can turn it by hand.
package protocol HubClock: Sendable {
    /// Milliseconds since 1970 UTC.
    func now() -> Int64
}
