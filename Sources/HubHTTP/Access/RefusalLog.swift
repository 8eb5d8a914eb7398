import HubGeography
import HubJSON
import HubTransport

/// Writes one JSON line for each refusal: who, from where, what and why; no keys, no bodies, no query.
///
/// An attacker can make refusals, not a full disk: above 20 lines a second they are only counted, and the count stands on
/// the next line.
final class RefusalLog: Sendable {
    private let clock: any HubClock
    private let output: @Sendable ([UInt8]) -> Void
    private let limiter = RateLimiter(perSecond: 20, burst: 200)
    private let suppressed = Counter()

    /// - Parameter write: takes one line with its line end, from any thread.
    init(clock: any HubClock, write: @escaping @Sendable ([UInt8]) -> Void) {
        self.clock = clock
        output = write
    }

    func refused(_ request: Request?, address: String, status: Int, reason: String) {
        write { writer, now in
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
        }
    }

    /// What the library refuses before it is a request: its own words, on one line; whose it was it does not say.
    func refusedByLibrary(_ text: String) {
        write { writer, now in
            let words = text.split(whereSeparator: { $0.isWhitespace || $0.isNewline }).joined(separator: " ")
            for (key, value) in [
                ("time", LondonCalendar.text(ofEpochMilliseconds: now)), ("level", "notice"),
                ("event", "http.malformed"), ("reason", String(words.prefix(200))),
            ] {
                writer.key(key)
                writer.string(value)
            }
        }
    }

    private func write(_ members: (inout JSONWriter, Int64) -> Void) {
        let now = clock.now()
        guard limiter.take("", now: now) == nil else {
            suppressed.add()
            return
        }
        var writer = JSONWriter()
        writer.beginObject()
        members(&writer, now)
        let held = suppressed.take()
        if held > 0 {
            writer.key("suppressed")
            writer.int(Int64(held))
        }
        writer.endObject()
        output(writer.bytes + [UInt8(ascii: "\n")])
    }
}
