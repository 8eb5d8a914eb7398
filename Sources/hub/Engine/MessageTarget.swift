import HubContracts
import HubTransport

/// Where `hub publish` sends messages and learns what became of them: the hub's own log, or a hub on another machine.
protocol MessageTarget: AnyObject {
    /// The topic that the messages go to.
    var topic: String { get }
    /// Messages sent.
    var sent: Int { get }
    /// Receipts that have come, by status.
    var counts: [ReceiptStatus: Int] { get }
    /// What was not taken.
    var refusals: Kept<Submission.Refusal> { get }

    /// Sends a batch; it is durable on return.
    func send(_ batch: RecordBatch) throws
}

extension MessageTarget {
    /// Messages that have no receipt yet.
    var unanswered: Int { sent - counts.values.reduce(0, +) }

    func count(_ status: ReceiptStatus) -> Int { counts[status] ?? 0 }
}
