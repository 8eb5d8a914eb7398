package import HubContracts
import HubJSON
package import HubTransport

/// Messages of one partner sent over HTTP; receipts come back with the answers.
package final class HTTPDelivery: Delivery {
    package private(set) var sent = 0
    package private(set) var counts: [ReceiptStatus: Int] = [:]
    package private(set) var refusals = Kept<Receipt>()
    package var onReceipt: ((Receipt) -> Void)?
    package let topic: String

    private let connection: HubConnection
    private let wait: Int
    /// Whether messages are sent as they are, each by itself since it may be no JSON.
    private let isRaw: Bool
    /// Whether each message is a signed envelope.
    private let isSigned: Bool
    private static let events = 500
    private static let bytes = 4 << 20

    /// - Parameter wait: seconds that each answer waits for the final receipts of its messages, an hour at most.
    package init(
        _ connection: HubConnection, partner: String, type: String, wait: Int64, isRaw: Bool = false,
        isSigned: Bool = false
    ) {
        self.connection = connection
        topic = TopicName.input(partner: partner, type: type)
        self.wait = Int(min(max(wait, 0), 3_600))
        self.isRaw = isRaw
        self.isSigned = isSigned
    }

    private var sendsAlone: Bool { isRaw && !isSigned }

    package func send(_ batch: RecordBatch) throws {
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

    /// The answers have waited already.
    package func awaitReceipts(seconds: Int64) {}

    private func send(_ events: [[UInt8]]) throws {
        for receipt in try sendsAlone ? alone(events[0]) : together(events) {
            guard let status = ReceiptStatus(rawValue: receipt.status) else { continue }
            counts[status, default: 0] += 1
            if !receipt.isTaken { refusals.append(receipt) }
            onReceipt?(receipt)
        }
        sent += events.count
    }

    /// Sends events, each a CloudEvent in JSON, as one batch; on return all are durable at the hub.
    ///
    /// - Throws: `ExchangeError`; then nothing is known to be durable, and sending again does no harm.
    private func together(_ events: [[UInt8]]) throws -> [Receipt] {
        var body: [UInt8] = [UInt8(ascii: "[")]
        body.reserveCapacity(events.reduce(2) { $0 + $1.count + 1 })
        for (index, event) in events.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += event
        }
        body.append(UInt8(ascii: "]"))
        let answer = try post(body, isSigned ? "application/vnd.dsse+json" : "application/cloudevents-batch+json")
        guard answer.status == 202 else {
            throw ExchangeError(.refused, "the hub does not take the events: \(HubConnection.detail(of: answer))")
        }
        return try receipts(of: answer, count: events.count)
    }

    /// Sends bytes that may be no event; what the hub refuses at its door is a receipt too.
    private func alone(_ event: [UInt8]) throws -> [Receipt] {
        let answer = try post(event, "application/cloudevents+json")
        switch answer.status {
        case 202: return try receipts(of: answer, count: 1)
        case 400, 413, 415:
            return [Receipt(ordinal: sent, status: "rejected", detail: HubConnection.detail(of: answer))]
        default: throw ExchangeError(.refused, "the hub does not take the event: \(HubConnection.detail(of: answer))")
        }
    }

    private func post(_ body: [UInt8], _ type: String) throws -> HubConnection.Answer {
        var headers = [(name: "Content-Type", value: type)]
        if wait > 0 { headers.append((name: "Prefer", value: "wait=\(wait)")) }
        return try connection.send("POST", "/events", headers: headers, body: body, seconds: wait + 60)
    }

    private func receipts(of answer: HubConnection.Answer, count: Int) throws -> [Receipt] {
        let list = (try? JSONValue.parse(answer.body))?["receipts"]?.array ?? []
        guard list.count == count else {
            throw ExchangeError(.malformed, "the answer is not that of a hub: it has no receipt for each event")
        }
        return list.enumerated().map { index, entry in
            Receipt(
                ordinal: sent + index, messageID: entry["id"]?.string, status: entry["status"]?.string ?? "",
                reason: entry["reason"]?.string, pointer: entry["pointer"]?.string, detail: entry["detail"]?.string)
        }
    }
}
