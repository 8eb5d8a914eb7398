/// What became of one message, in the word its sender reads.
package enum ReceiptStatus: String, Sendable, CaseIterable {
    case accepted
    /// The same kind and data again under the same revision.
    case duplicate
    /// An older revision than the one held.
    case stale
    case rejected
    /// Well formed, but the hub may not hold or use it.
    case withheld
    /// Checked and answered, never counted.
    case test
}
