import HubContracts
import HubJSON
import HubStore
import HubTransport

/// `POST /events`: acknowledged once durable.
struct IngestRoutes: Sendable {
    private let queue: IngestQueue
    private let receipts: ReceiptWatch
    private let clock: any HubClock
    private static let longestWait: Int64 = 60

    init(store: String, limits: LogOptions, clock: any HubClock) {
        self.clock = clock
        queue = IngestQueue { try EmbeddedLog(directory: store, clock: clock, options: limits) }
        receipts = ReceiptWatch(clock: clock) { try EmbeddedLog(directory: store, clock: clock) }
    }

    func answer(_ request: Request, _ session: Session) throws -> Answer {
        guard let principal = request.principal else {
            throw Problem.unauthorised("Sending events needs a key or a client certificate.")
        }
        _ = try Parameters(request, [])
        let now = clock.now()
        let batch = try session.ingest.read(request, from: principal.partner, now: now)
        if batch.entries.isEmpty { return .now(Self.response(batch, [:])) }
        let wait = Self.wait(request)
        let place = TopicPartition(TopicName.receipts(of: principal.partner))
        let next =
            try wait == nil || session.log.partitionCount(of: place.topic) == nil
            ? 0 : session.log.watermarks(of: place).high
        return .later { reply in
            let isTaken = queue.submit(batch) { result in
                switch result {
                case .success(let offsets):
                    guard let wait else { return reply(Self.response(batch, [:])) }
                    let waiter = Self.waiter(
                        batch, offsets, partner: principal.partner, next: next, deadline: now + wait * 1000
                    ) { reply(Self.response(batch, $0, waited: wait)) }
                    receipts.add(waiter)
                case .failure(let error): reply(Self.problem(error).response)
                }
            }
            if !isTaken {
                reply(
                    Problem.unavailable("More events wait to be written than the hub holds; send them again later.")
                        .response)
            }
        }
    }

    func stop() {
        queue.drain()
        receipts.stop()
    }

    /// Seconds of `Prefer: wait=N` (RFC 7240); nil where none are asked for.
    private static func wait(_ request: Request) -> Int64? {
        for preference in (request[header: "prefer"] ?? "").split(separator: ",") {
            let parts = preference.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " && $0 != "\"" } }
            guard parts.count == 2, parts[0].lowercased() == "wait", let seconds = Int64(parts[1]), seconds > 0 else {
                continue
            }
            return min(seconds, longestWait)
        }
        return nil
    }

    private static func waiter(
        _ batch: IngestBatch, _ offsets: [Int64], partner: String, next: Int64, deadline: Int64,
        _ completion: @escaping @Sendable ([Int: [UInt8]]) -> Void
    ) -> ReceiptWatch.Waiter {
        var entries = [[Int]](repeating: [], count: batch.groups.count)
        for (index, entry) in batch.entries.enumerated() { entries[Int(entry.topic)].append(index) }
        let places = batch.groups.indices.map { (batch.groups[$0].topic, offsets[$0], entries[$0]) }
        return ReceiptWatch.Waiter(
            partner: partner, places: places, next: next, deadline: deadline, missing: batch.entries.count,
            completion: completion)
    }

    private static func problem(_ error: any Error) -> Problem {
        if let fault = error as? TransportError, fault.code == .quota { return .slowDown(seconds: 5) }
        if let fault = error as? TransportError, fault.code == .full {
            return .unavailable(
                "The hub's disk budget is used up, so no more events are taken; its operator must make room.")
        }
        return .unavailable("The events could not be made durable; send them again.")
    }

    private static func response(
        _ batch: IngestBatch, _ receipts: [Int: [UInt8]], waited: Int64? = nil
    ) -> Response {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("receipts")
        writer.beginArray()
        batch.ids.withUnsafeBytes { ids in
            for (index, entry) in batch.entries.enumerated() {
                if let receipt = receipts[index] {
                    writer.raw(receipt)
                    continue
                }
                writer.beginObject()
                writer.key("id")
                if let range = entry.id {
                    writer.string(utf8: UnsafeRawBufferPointer(rebasing: ids[range]))
                } else {
                    writer.null()
                }
                writer.key("status")
                if entry.rejection >= 0 {
                    let rejection = batch.rejections[Int(entry.rejection)]
                    writer.string("rejected")
                    for (key, value) in [
                        ("reason", rejection.code.rawValue), ("pointer", rejection.pointer),
                        ("detail", rejection.detail),
                    ] {
                        writer.key(key)
                        writer.string(value)
                    }
                } else {
                    writer.string("received")
                }
                writer.endObject()
            }
        }
        writer.endArray()
        writer.endObject()
        var response = Response(202, type: Response.json, writer.bytes)
        if let waited { response.headers.append(("Preference-Applied", "wait=\(waited)")) }
        return response
    }
}
