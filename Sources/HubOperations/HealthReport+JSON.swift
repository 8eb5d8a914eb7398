import HubJSON
import HubStore

extension HealthReport {
    /// The document of `hub status --output json`; shape: `schemas/cli/status.json`.
    ///
    /// - Parameters:
    ///   - version: of the hub.
    ///   - instant: writes epoch milliseconds as RFC 3339.
    ///   - theme: the name of a series, or nil where it has none.
    package func json(version: String, instant: (Int64) -> String, theme: (UInt8) -> String?) -> [UInt8] {
        var writer = JSONWriter()
        func time(_ key: StaticString, _ value: Int64?) {
            writer.key(key)
            if let value { writer.string(instant(value)) } else { writer.null() }
        }
        func integer(_ key: StaticString, _ value: Int64?) {
            writer.key(key)
            if let value { writer.int(value) } else { writer.null() }
        }
        func text(_ key: StaticString, _ value: String) {
            writer.key(key)
            writer.string(value)
        }
        writer.beginObject()
        text("state", state.name)
        time("as_of", asOf)
        writer.key("hub")
        writer.beginObject()
        writer.key("running")
        writer.bool(owner.process != nil)
        integer("pid", owner.process.map(Int64.init))
        time("since", owner.process == nil ? owner.beatAt : owner.startedAt)
        text("version", version)
        writer.endObject()
        writer.key("store")
        writer.beginObject()
        text("path", surroundings.store)
        integer("records", recordsInForce)
        if let disk = surroundings.disk {
            integer("bytes", disk.storeBytes)
            integer("free_bytes", disk.freeBytes)
        }
        writer.endObject()
        writer.key("feeds")
        writer.beginArray()
        for feed in feeds {
            writer.beginObject()
            text("partner", feed.partner)
            text("type", feed.type)
            text("state", feed.state?.name ?? "never")
            time("last_message_at", feed.lastMessageAt)
            integer("silent_seconds", feed.lastMessageAt.map { max(0, asOf - $0) / 1000 })
            integer("usual_silence_seconds", feed.habit.map { $0.usual / 1000 })
            integer("received", feed.received)
            integer("rejected", feed.rejected)
            writer.key("rejected_percent")
            writer.double(feed.received == 0 ? 0 : Double(feed.rejected) * 100 / Double(feed.received))
            writer.key("last_hour")
            writer.double(feed.lastHour.rounded())
            integer("lag_messages", feed.lag)
            writer.key("lag_seconds")
            if let since = feed.waitingSince {
                writer.double(Double(max(0, asOf - since)) / 1000)
            } else {
                writer.null()
            }
            text("lag_state", feed.lagState.rawValue)
            text("lag_trend", feed.lagTrend.rawValue)
            integer("open_dead_letters", feed.openDeadLetters)
            time("oldest_dead_letter_at", feed.oldestDeadLetterAt)
            writer.endObject()
        }
        writer.endArray()
        writer.key("outbox")
        writer.beginObject()
        integer("batches", outbox.rows)
        time("oldest_at", outbox.oldestAt)
        writer.endObject()
        writer.key("owners")
        writer.beginArray()
        for one in owners {
            writer.beginObject()
            integer("partition", Int64(one.partition))
            text("store", one.store)
            writer.key("this_store")
            writer.bool(one.isOwn)
            writer.key("publishes")
            writer.bool(one.partition == 0)
            integer("epoch", one.epoch)
            time("since", one.since)
            time("heard_at", one.heardAt)
            writer.endObject()
        }
        writer.endArray()
        writer.key("unpublished")
        writer.beginArray()
        for one in unpublished {
            writer.beginObject()
            text("theme", theme(one.series) ?? "none")
            integer("months", Int64(one.months))
            time("since", one.since)
            writer.endObject()
        }
        writer.endArray()
        writer.key("certificates")
        writer.beginArray()
        for certificate in surroundings.certificates {
            writer.beginObject()
            text("path", certificate.path)
            time("expires_at", certificate.expiresAt)
            integer("days_left", certificate.expiresAt.map { ($0 - asOf) / 86_400_000 })
            writer.endObject()
        }
        writer.endArray()
        writer.key("agreements")
        writer.beginArray()
        for row in agreements {
            writer.beginObject()
            text("id", row.id)
            integer("version", Int64(row.version))
            text("from", row.sender)
            text("to", row.recipient)
            text("state", row.state(at: asOf))
            time("valid_from", row.startsAt)
            time("valid_to", row.endsAt)
            text("review_due", row.reviewDue)
            time("revoked_at", row.revokedAt)
            integer("relayed", row.relayed)
            time("last_relayed_at", row.lastAt)
            writer.endObject()
        }
        writer.endArray()
        writer.key("problems")
        writer.beginArray()
        for problem in problems {
            writer.beginObject()
            text("state", problem.state.name)
            text("what", problem.what)
            time("since", problem.since)
            text("why", problem.why)
            text("next", problem.next)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
