package import HubStore

/// What the service works on, and the bounds on each client.
package struct HubServiceOptions: Sendable {
    /// The store's folder.
    package var store: String
    /// Whether events are taken and mailboxes kept; not where the topics lie on a cluster, which partners reach themselves.
    package var carriesMessages = true
    /// Largest event, in bytes.
    package var messageBytes = 1 << 20
    /// Deepest nesting of an event, in levels.
    package var depth = 64
    /// Disk budget and quotas for what comes in.
    package var limits = LogOptions()
    /// Requests a second of one key or certificate; twice as many at once.
    package var keyRate = 10_000.0
    /// Requests a second of one address without a key; twice as many at once.
    package var addressRate = 500.0

    /// Address of map tiles with `{z}`, `{x}` and `{y}`; nil for a map without a base.
    package var mapTiles: String?

    /// Makes what named partners read durable in the audit log; nil where there is none.
    package var consultations: (@Sendable ([(consultation: Consultation, count: Int64)]) throws -> Void)?
    /// The figures for `/metrics` in Prometheus' text format; nil where there are none to give.
    package var metrics: (@Sendable () throws -> String)?

    /// The defaults on a store.
    package init(store: String) { self.store = store }
}
