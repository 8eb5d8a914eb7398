import HubStore

extension HealthReport {
    /// The same figures for Prometheus, as `hub status --output prom` prints them and `/metrics` serves them.
    ///
    /// The article Metrics lists the names; a test holds it against this.
    package func prometheus(version: String) -> String {
        var text = PrometheusText()
        text.begin("hub_build_info", .gauge, "Version of the hub that answers; always 1.")
        text.sample("hub_build_info", [("version", version)], Double(1))
        text.begin("hub_state", .gauge, "0 well, 1 warning, 2 error, 3 unknown.")
        text.sample("hub_state", [], Int64(state.rawValue))
        text.begin("hub_problems", .gauge, "Things that are not well, by state.")
        for one in [HealthState.warning, .error, .unknown] {
            text.sample(
                "hub_problems", [("state", one.name)], Int64(problems.reduce(0) { $0 + ($1.state == one ? 1 : 0) }))
        }
        guard recordsKnown else { return text.text }
        text.begin("hub_running", .gauge, "1 while a hub has the store.")
        text.sample("hub_running", [], Int64(owner.process == nil ? 0 : 1))
        if let beat = owner.beatAt {
            text.begin("hub_beat_timestamp_seconds", .gauge, "When a hub last said that it is at work.")
            text.sample("hub_beat_timestamp_seconds", [], Double(beat) / 1000)
        }
        text.begin("hub_records", .gauge, "Records in force.")
        text.sample("hub_records", [], recordsInForce)
        writeFeeds(&text)
        writeStore(&text)
        return text.text
    }

    /// Whether the store could be read, so that figures are more than zeros.
    private var recordsKnown: Bool { owner.beatAt != nil || recordsInForce > 0 || !feeds.isEmpty }

    private func writeFeeds(_ text: inout PrometheusText) {
        let active = feeds.filter { $0.state != nil }
        func each(_ name: StaticString, _ kind: PrometheusText.Kind, _ help: String, _ value: (Feed) -> Double?) {
            text.begin(name, kind, help)
            for feed in active {
                guard let value = value(feed) else { continue }
                text.sample(name, [("partner", feed.partner), ("type", feed.type)], value)
            }
        }
        text.begin("hub_messages_total", .counter, "Messages received, by what became of them at first.")
        for feed in active {
            for (result, count) in [("taken", feed.received - feed.rejected), ("refused", feed.rejected)] {
                text.sample(
                    "hub_messages_total", [("partner", feed.partner), ("type", feed.type), ("result", result)],
                    count)
            }
        }
        each("hub_feed_last_message_timestamp_seconds", .gauge, "Receive time of the last message.") {
            $0.lastMessageAt.map { Double($0) / 1000 }
        }
        each("hub_feed_usual_silence_seconds", .gauge, "The longest of the latest silences.") {
            $0.habit.map { Double($0.usual) / 1000 }
        }
        each("hub_feed_silent", .gauge, "1 if the feed is silent against its habit.") { feed in
            guard let last = feed.lastMessageAt, let habit = feed.habit else { return 0 }
            return habit.isMissed(after: asOf - last) ? 1 : 0
        }
        each("hub_lag_messages", .gauge, "Messages on the input topic that were not taken yet.") { Double($0.lag) }
        each("hub_lag_seconds", .gauge, "Age of the oldest of them.") { feed in
            feed.waitingSince.map { Double(max(0, asOf - $0)) / 1000 } ?? (feed.lag == 0 ? 0 : nil)
        }
        text.begin("hub_dead_letters", .gauge, "Dead letters by reason and state.")
        for row in deadLetters {
            text.sample(
                "hub_dead_letters",
                [
                    ("partner", row.partner), ("type", row.type), ("reason", row.code), ("state", row.state),
                ], row.count)
        }
    }

    private func writeStore(_ text: inout PrometheusText) {
        text.begin("hub_outbox_batches", .gauge, "Batches that wait to be sent.")
        text.sample("hub_outbox_batches", [], outbox.rows)
        text.begin("hub_outbox_age_seconds", .gauge, "Age of the oldest of them.")
        text.sample("hub_outbox_age_seconds", [], outbox.oldestAt.map { Double(max(0, asOf - $0)) / 1000 } ?? 0)
        text.begin("hub_unpublished_age_seconds", .gauge, "Age of the oldest change that no published summary has yet.")
        text.sample(
            "hub_unpublished_age_seconds", [],
            unpublished.map(\.since).min().map { Double(max(0, asOf - $0)) / 1000 } ?? 0)
        if let disk = surroundings.disk {
            text.begin("hub_store_bytes", .gauge, "What the store's files take.")
            text.sample("hub_store_bytes", [("file", "state")], disk.stateBytes)
            text.sample("hub_store_bytes", [("file", "log")], disk.logBytes)
            text.begin("hub_disk_free_bytes", .gauge, "What the store's disk has left.")
            text.sample("hub_disk_free_bytes", [], disk.freeBytes)
            text.begin("hub_disk_budget_ratio", .gauge, "How much of its budget the store has used; refuses at 1.")
            text.sample("hub_disk_budget_ratio", [], surroundings.budget.fraction(disk))
        }
        let known = surroundings.certificates.filter { $0.expiresAt != nil }
        guard !known.isEmpty else { return }
        text.begin("hub_certificate_expiry_timestamp_seconds", .gauge, "When a certificate runs out.")
        for certificate in known {
            text.sample(
                "hub_certificate_expiry_timestamp_seconds", [("path", certificate.path)],
                (certificate.expiresAt ?? 0) / 1000)
        }
    }
}
