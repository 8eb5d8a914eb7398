/// Bounds on the gateway's work.
package struct GatewayOptions: Sendable {
    /// Largest message accepted, in bytes (configuration `limits.message_bytes`).
    package var messageBytes = 1 << 20
    /// Deepest nesting accepted (configuration `limits.depth`).
    package var depth = 64
    /// Most records read and assessed at once.
    package var batchRecords = 4_096
    /// Most bytes read at once.
    package var batchBytes = 6 << 20
    /// Most records in one store transaction; it ends sooner when the input falls quiet.
    package var transactionRecords = 65_536
    /// About how many bytes of records in one store transaction at most.
    package var transactionBytes = 256 << 20

    package init() {}
}

/// What one call of `Gateway.processAvailable` did.
package struct ProcessReport: Sendable, Equatable {
    /// Messages decided, genesis records not among them.
    package var messages = 0
    package var transactions = 0

    package init() {}
}
