import HubTransport

/// One message as one partner would get it.
struct RelayCopy: Sendable {
    /// The recipient's place in the batch's table.
    var recipient: Int32
    /// The agreement's place in the document.
    var agreement: Int32
    /// The event in structured mode, in the batch's `copyBytes`.
    var event: RecordBatch.Slice
    /// A withdrawal, for a recipient only that holds the record.
    var isWithdrawal: Bool
}
