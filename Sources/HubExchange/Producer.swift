import HubJSON

/// Sends events to a hub over HTTP and brings back what became of them; one thread at a time.
package final class Producer {
    /// What the hub says of one event.
    package struct Receipt: Sendable, Equatable {
        /// The event's id; nil where the hub could not read one.
        package var id: String?
        /// `received` where the final receipt had not come in time, else its status.
        package var status: String
        /// Why it was not taken; nil for what was.
        package var reason: String?
        /// Where the fault is, as a JSON Pointer.
        package var pointer: String?
        /// A sentence on it.
        package var detail: String?
    }

    private let connection: HubConnection

    /// A producer on a connection.
    package init(_ connection: HubConnection) { self.connection = connection }

    /// Sends events, each a CloudEvent in JSON, as one batch; on return all are durable at the hub.
    ///
    /// - Parameter wait: seconds to wait for final receipts; at most 60 count.
    /// - Returns: one receipt for each event, in order.
    /// - Throws: `ExchangeError`; then nothing is known to be durable, and sending again does no harm.
    package func send(_ events: [[UInt8]], wait: Int) throws -> [Receipt] {
        try send(events, as: "application/cloudevents-batch+json", wait)
    }

    /// The same for signed events, a DSSE envelope each.
    package func send(signed envelopes: [[UInt8]], wait: Int) throws -> [Receipt] {
        try send(envelopes, as: "application/vnd.dsse+json", wait)
    }

    private func send(_ events: [[UInt8]], as type: String, _ wait: Int) throws -> [Receipt] {
        var body: [UInt8] = [UInt8(ascii: "[")]
        body.reserveCapacity(events.reduce(2) { $0 + $1.count + 1 })
        for (index, event) in events.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += event
        }
        body.append(UInt8(ascii: "]"))
        let answer = try post(body, type, wait)
        guard answer.status == 202 else {
            throw ExchangeError(.refused, "the hub does not take the events: \(HubConnection.detail(of: answer))")
        }
        return try receipts(of: answer, count: events.count)
    }

    /// Sends bytes that may be no event, by themselves; what the hub refuses at its door is a receipt too.
    ///
    /// - Throws: `ExchangeError`.
    package func send(alone event: [UInt8], wait: Int) throws -> [Receipt] {
        let answer = try post(event, "application/cloudevents+json", wait)
        switch answer.status {
        case 202: return try receipts(of: answer, count: 1)
        case 400, 413, 415:
            return [
                Receipt(
                    id: nil, status: "rejected", reason: nil, pointer: nil, detail: HubConnection.detail(of: answer))
            ]
        default: throw ExchangeError(.refused, "the hub does not take the event: \(HubConnection.detail(of: answer))")
        }
    }

    private func post(_ body: [UInt8], _ type: String, _ wait: Int) throws -> HubConnection.Answer {
        var headers = [(name: "Content-Type", value: type)]
        if wait > 0 { headers.append((name: "Prefer", value: "wait=\(wait)")) }
        return try connection.send("POST", "/events", headers: headers, body: body, seconds: wait + 60)
    }

    private func receipts(of answer: HubConnection.Answer, count: Int) throws -> [Receipt] {
        let list = (try? JSONValue.parse(answer.body))?["receipts"]?.array ?? []
        guard list.count == count else {
            throw ExchangeError(.malformed, "the answer is not that of a hub: it has no receipt for each event")
        }
        return list.map { entry in
            Receipt(
                id: entry["id"]?.string, status: entry["status"]?.string ?? "", reason: entry["reason"]?.string,
                pointer: entry["pointer"]?.string, detail: entry["detail"]?.string)
        }
    }
}
