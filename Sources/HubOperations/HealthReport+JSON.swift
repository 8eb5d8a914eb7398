import HubJSON

extension HealthReport {
    /// The document of `hub status --output json`; shape: `schemas/cli/status.json`.
    ///
    /// - Parameters:
    ///   - store: the store's folder as the user named it.
    ///   - version: of the hub.
    ///   - instant: writes epoch milliseconds as RFC 3339.
    package func json(store: String, version: String, instant: (Int64) -> String) -> [UInt8] {
        var writer = JSONWriter()
        func time(_ key: StaticString, _ value: Int64?) {
            writer.key(key)
            if let value { writer.string(instant(value)) } else { writer.null() }
        }
        writer.beginObject()
        writer.key("state")
        writer.string(state.name)
        time("as_of", asOf)
        writer.key("hub")
        writer.beginObject()
        writer.key("running")
        writer.bool(owner != nil)
        writer.key("pid")
        if let owner { writer.int(Int64(owner)) } else { writer.null() }
        writer.key("version")
        writer.string(version)
        writer.endObject()
        writer.key("store")
        writer.beginObject()
        writer.key("path")
        writer.string(store)
        writer.key("records")
        writer.int(recordsInForce)
        writer.endObject()
        writer.key("feeds")
        writer.beginArray()
        for feed in feeds {
            writer.beginObject()
            writer.key("partner")
            writer.string(feed.partner)
            writer.key("type")
            writer.string(feed.type)
            writer.key("state")
            writer.string(feed.state?.name ?? "never")
            time("last_message_at", feed.lastMessageAt)
            writer.key("silent_seconds")
            if let last = feed.lastMessageAt { writer.int(max(0, asOf - last) / 1000) } else { writer.null() }
            writer.key("received")
            writer.int(feed.received)
            writer.key("rejected")
            writer.int(feed.rejected)
            writer.key("rejected_percent")
            writer.double(feed.received == 0 ? 0 : Double(feed.rejected) * 100 / Double(feed.received))
            writer.key("lag_messages")
            writer.int(feed.lag)
            writer.endObject()
        }
        writer.endArray()
        writer.key("problems")
        writer.beginArray()
        for problem in problems {
            writer.beginObject()
            writer.key("what")
            writer.string(problem.what)
            time("since", problem.since)
            writer.key("why")
            writer.string(problem.why)
            writer.key("next")
            writer.string(problem.next)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
