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
        var body: [UInt8] = [UInt8(ascii: "[")]
        body.reserveCapacity(events.reduce(2) { $0 + $1.count + 1 })
        for (index, event) in events.enumerated() {
            if index > 0 { body.append(UInt8(ascii: ",")) }
            body += event
        }
        body.append(UInt8(ascii: "]"))
        var headers = [("Content-Type", "application/cloudevents-batch+json")]
        if wait > 0 { headers.append(("Prefer", "wait=\(wait)")) }
        let answer = try connection.send(
            "POST", "/events", headers: headers.map { (name: $0.0, value: $0.1) }, body: body, seconds: wait + 60)
        guard answer.status == 202 else {
            throw ExchangeError(.refused, "the hub does not take the events: \(HubConnection.detail(of: answer))")
        }
        let list = (try? JSONValue.parse(answer.body))?["receipts"]?.array ?? []
        guard list.count == events.count else {
            throw ExchangeError(.malformed, "the answer is not that of a hub: it has no receipt for each event")
        }
        return list.map { entry in
            Receipt(
                id: entry["id"]?.string, status: entry["status"]?.string ?? "", reason: entry["reason"]?.string,
                pointer: entry["pointer"]?.string, detail: entry["detail"]?.string)
        }
    }
}
