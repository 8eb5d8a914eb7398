import HubContracts
import HubExchange
import HubTransport

/// Messages of one partner sent to a hub on another machine, and the receipts that come back with the answers.
final class RemoteSubmission: MessageTarget {
    let topic: String
    private(set) var sent = 0
    private(set) var counts: [ReceiptStatus: Int] = [:]
    private(set) var refusals = Kept<Submission.Refusal>()

    private let producer: Producer
    private let wait: Int
    /// Whether lines are sent as they are, each by itself since it may be no JSON.
    private let isRaw: Bool
    /// Whether each message is a signed envelope.
    private let isSigned: Bool
    private static let events = 500
    private static let bytes = 4 << 20

    /// - Parameter wait: seconds that each answer waits for the final receipts of its messages.
    init(_ connection: HubConnection, partner: String, type: String, wait: Int64, isRaw: Bool, isSigned: Bool) {
        producer = Producer(connection)
        topic = TopicName.input(partner: partner, type: type)
        self.wait = Int(wait)
        self.isRaw = isRaw
        self.isSigned = isSigned
    }

    private var sendsAlone: Bool { isRaw && !isSigned }

    func send(_ batch: RecordBatch) throws {
        var events: [[UInt8]] = []
        var bytes = 0
        for record in batch.records {
            let event = batch.array(record.value) ?? []
            if !events.isEmpty, sendsAlone || events.count >= Self.events || bytes + event.count > Self.bytes {
                try send(events)
                (events, bytes) = ([], 0)
            }
            events.append(event)
            bytes += event.count
        }
        if !events.isEmpty { try send(events) }
    }

    private func send(_ events: [[UInt8]]) throws {
        let receipts =
            if isSigned {
                try producer.send(signed: events, wait: wait)
            } else if isRaw {
                try producer.send(alone: events[0], wait: wait)
            } else {
                try producer.send(events, wait: wait)
            }
        for (index, receipt) in receipts.enumerated() {
            guard let status = ReceiptStatus(rawValue: receipt.status) else { continue }
            counts[status, default: 0] += 1
            if status == .rejected || status == .withheld || status == .stale {
                refusals.append(
                    Submission.Refusal(
                        ordinal: sent + index, messageID: receipt.id, subject: nil, status: receipt.status,
                        reason: receipt.reason, pointer: receipt.pointer, detail: receipt.detail))
            }
        }
        sent += events.count
    }
}
