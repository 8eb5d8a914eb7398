package import HubContracts
package import HubTransport

/// How messages of one partner and type reach the hub, and what became of them comes back.
package protocol Delivery: AnyObject {
    /// The topic that the messages go to.
    var topic: String { get }
    /// Messages sent.
    var sent: Int { get }
    /// Receipts that have come, by status.
    var counts: [ReceiptStatus: Int] { get }
    /// The receipts of what was not taken.
    var refusals: Kept<Receipt> { get }
    /// Told every receipt as it comes.
    var onReceipt: ((Receipt) -> Void)? { get set }

    /// Sends a batch; it is durable on return.
    func send(_ batch: RecordBatch) throws

    /// Waits until every message is answered, or so long.
    func awaitReceipts(seconds: Int64) throws
}

extension Delivery {
    /// Messages that have no receipt yet.
    package var unanswered: Int { sent - counts.values.reduce(0, +) }

    /// Receipts with a status.
    package func count(_ status: ReceiptStatus) -> Int { counts[status] ?? 0 }
}
