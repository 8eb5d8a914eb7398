import HubGeography
import HubJSON
import HubTransport

/// Writes one JSON line for each refusal: who, from where, what and why; no keys, no bodies, no query.
///
/// An attacker can make refusals, not a full disk: above 20 lines a second they are only counted, and the count stands on
/// the next line.
final class RefusalLog: Sendable {
    private let clock: any HubClock
    private let write: @Sendable ([UInt8]) -> Void
    private let limiter = RateLimiter(perSecond: 20, burst: 200)
    private let suppressed = Counter()

    /// - Parameter write: takes one line with its line end, from any thread.
    init(clock: any HubClock, write: @escaping @Sendable ([UInt8]) -> Void) {
        self.clock = clock
        self.write = write
    }

    func refused(_ request: Request?, address: String, status: Int, reason: String) {
        let now = clock.now()
        guard limiter.take("", now: now) == nil else {
            suppressed.add()
            return
        }
        var writer = JSONWriter()
        writer.beginObject()
        for (key, value) in [
            ("time", LondonCalendar.text(ofEpochMilliseconds: now)), ("level", status >= 500 ? "error" : "notice"),
            ("event", "http.refused"), ("address", address), ("method", request?.method ?? ""),
            ("path", String((request?.target.path ?? "").prefix(200))), ("reason", reason),
        ] {
            writer.key(key)
            writer.string(value)
        }
        writer.key("status")
        writer.int(Int64(status))
        if let principal = request?.principal {
            writer.key("partner")
            writer.string(principal.partner)
            writer.key("credential")
            writer.string(principal.credential)
        }
        let held = suppressed.take()
        if held > 0 {
            writer.key("suppressed")
            writer.int(Int64(held))
        }
        writer.endObject()
        write(writer.bytes + [UInt8(ascii: "\n")])
    }
}
