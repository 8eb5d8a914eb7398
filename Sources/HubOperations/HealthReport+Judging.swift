import HubStore

/// The rules of what is not well; each problem says since when, why and what to do next.
extension HealthReport {
    /// A running hub says that it is at work at least every second or two; publishing a large change may take a while.
    private static let longestBeat: Int64 = 60_000
    /// Messages that wait for longer on a stopped hub are an error.
    private static let tolerableStop: Int64 = 15 * 60_000
    /// A running hub takes messages within a second; more than this many waiting means that it does not keep up.
    private static let tolerableLag: Int64 = 100_000
    /// Outgoing records leave within moments; older ones mean that the log does not take them.
    private static let tolerableOutboxAge: Int64 = 60_000
    /// Somebody looks at a dead letter within a day.
    private static let tolerableLetterAge: Int64 = 86_400_000
    /// A partner's clock may be off by so much.
    private static let tolerableSkew: Int64 = 60_000
    private static let day: Int64 = 86_400_000

    private var store: String { surroundings.store }
    /// What starts the hub on this store; where the cluster is, only whoever started it last knows.
    private var run: String { "hub run --store \(store)" + (owners.isEmpty ? "" : " --kafka HOST:PORT") }

    mutating func judge(_ conditions: [Condition]) {
        judgeOwner()
        for condition in conditions where condition.name != Condition.disk {
            add(
                condition.severity > 1 ? .error : .warning, condition.what, since: condition.since, why: condition.why,
                next: condition.next)
        }
        judgeFeeds()
        judgeOutbox()
        judgePublishing()
        judgeDisk(since: conditions.first { $0.name == Condition.disk }?.since)
        judgeCertificates()
    }

    private mutating func add(_ state: HealthState, _ what: String, since: Int64?, why: String, next: String) {
        problems.append(Problem(state, what: what, since: since, why: why, next: next))
    }

    private mutating func judgeOwner() {
        guard let process = owner.process else { return judgeStopped() }
        guard let beat = owner.beatAt, asOf - beat > Self.longestBeat else { return }
        add(
            .error, "the hub hangs", since: beat,
            why: "process \(process) holds the store and has said nothing for "
                + DurationText.text(milliseconds: asOf - beat),
            next: "look at its last log lines; then end it with kill \(process) and start \(run)")
    }

    private mutating func judgeStopped() {
        let waiting = feeds.reduce(Int64(0)) { $0 + $1.lag }
        let oldest = feeds.compactMap(\.waitingSince).min()
        let isLong = oldest.map { asOf - $0 > Self.tolerableStop } ?? false
        let cause = owner.wasLeftBehind ? "the last hub ended without being stopped; " : ""
        add(
            isLong ? .error : .warning, "no hub is running on this store", since: owner.beatAt,
            why: cause
                + (waiting > 0
                    ? "\(waiting) message\(waiting == 1 ? "" : "s") wait\(waiting == 1 ? "s" : "") on the input topics"
                        + (oldest.map { ", the oldest for \(DurationText.text(milliseconds: asOf - $0))" } ?? "")
                        + ", and nobody takes them"
                    : "nothing new will be taken, answered or published"),
            next: run)
    }

    private mutating func judgeFeeds() {
        for index in feeds.indices {
            let before = problems.count
            judgeLag(feeds[index])
            judgeRefusals(feeds[index])
            judgeSilence(feeds[index])
            let worst = problems[before...].map(\.state).max()
            if let worst, feeds[index].state != nil { feeds[index].state = worst }
        }
    }

    private mutating func judgeLag(_ feed: Feed) {
        guard owner.process != nil else { return }
        let name = "\(feed.type) of \(feed.partner)"
        let since = feed.waitingSince ?? feed.lastMessageAt
        let waiting = "\(feed.lag) message\(feed.lag == 1 ? "" : "s") wait\(feed.lag == 1 ? "s" : "")"
        switch feed.lagState {
        case .rewind:
            add(
                .error, "\(name) went back", since: since, why: "the offset read next is lower than before; \(waiting)",
                next: "hub doctor --store \(store)")
        case .stop:
            add(
                .error, "\(name) is not taken any more", since: since,
                why: "\(waiting) and the hub has noted no progress since", next: "look at the last log lines of hub run"
            )
        case .stall:
            add(
                .error, "\(name) stands still", since: since, why: "\(waiting) and the offset does not move",
                next: "look at the last log lines of hub run")
        case .warn where feed.lag > Self.tolerableLag, .ok where feed.lag > Self.tolerableLag:
            add(
                .warning, "\(name) is behind", since: since, why: "\(waiting), \(feed.lagTrend.rawValue)",
                next: "hub status --watch --store \(store), to see whether it shrinks")
        case .warn, .ok: break
        }
    }

    private mutating func judgeRefusals(_ feed: Feed) {
        let lately = feed.lately
        if lately.rejected > 0, lately.rejected * 10 >= lately.received {
            add(
                .warning, "much of \(feed.type) of \(feed.partner) is refused",
                since: feed.oldestDeadLetterAt ?? feed.lastMessageAt,
                why: "\(lately.rejected) of its latest \(lately.received) messages were refused",
                next: "hub deadletters list --store \(store)")
        } else if let oldest = feed.oldestDeadLetterAt, asOf - oldest > Self.tolerableLetterAge {
            add(
                .warning, "dead letters of \(feed.partner) wait for a decision", since: oldest,
                why: "\(feed.openDeadLetters) of \(feed.type) are open, the oldest for "
                    + DurationText.text(milliseconds: asOf - oldest),
                next: "hub deadletters list --store \(store)")
        }
    }

    private mutating func judgeSilence(_ feed: Feed) {
        guard let last = feed.lastMessageAt else { return }
        if last - asOf > Self.tolerableSkew {
            add(
                .warning, "a clock is wrong", since: nil,
                why: "the last \(feed.type) of \(feed.partner) came "
                    + "\(DurationText.text(milliseconds: last - asOf)) in the future",
                next: "compare this machine's clock with the broker's; hub doctor --store \(store)")
        }
        guard let habit = feed.habit, habit.isMissed(after: asOf - last) else { return }
        add(
            .warning, "\(feed.type) of \(feed.partner) is silent", since: last,
            why: "nothing for \(DurationText.text(milliseconds: asOf - last)); "
                + "it was never silent for longer than \(DurationText.text(milliseconds: habit.usual)) lately",
            next: "ask \(feed.partner)'s integration engineer (roles in the partner directory)")
    }

    private mutating func judgeOutbox() {
        guard let oldest = outbox.oldestAt, asOf - oldest > Self.tolerableOutboxAge || owner.process == nil else {
            return
        }
        add(
            .warning, "receipts or summaries are not sent yet", since: oldest,
            why: "\(outbox.rows) batch\(outbox.rows == 1 ? "" : "es") in the outbox",
            next: owner.process == nil ? run : "look at the last log lines of hub run")
    }

    private mutating func judgePublishing() {
        let limit = owner.process == nil ? 0 : 2 * surroundings.publishInterval + 30_000
        for one in unpublished where asOf - one.since > limit {
            add(
                .warning, "published hotspots are older than the records", since: one.since,
                why: "\(one.months) month\(one.months == 1 ? "" : "s") changed after the last publication",
                next: owner.process == nil ? run : "look at the last log lines of hub run")
        }
    }

    private mutating func judgeDisk(since: Int64?) {
        guard let disk = surroundings.disk else { return }
        if let refusal = surroundings.budget.refusal(disk) {
            add(
                .error, "no more messages are taken for lack of room", since: since, why: refusal,
                next: "df -h \(store); make room on the disk or change the budget")
        } else if surroundings.budget.fraction(disk) > 0.8 {
            add(
                .warning, "room on the disk runs out", since: nil,
                why: "the store takes \(DiskBudget.text(disk.storeBytes)), \(DiskBudget.text(disk.freeBytes)) are free",
                next: "df -h \(store); make room before the budget is reached")
        }
    }

    private mutating func judgeCertificates() {
        for certificate in surroundings.certificates {
            guard let end = certificate.expiresAt else {
                add(
                    .error, "the certificate \(certificate.path) cannot be read", since: nil,
                    why: "the file is missing, not readable or no PEM certificate",
                    next: "openssl x509 -noout -enddate -in \(certificate.path)")
                continue
            }
            let left = end - asOf
            let state = certificate.state(at: asOf)
            guard state != .ok else { continue }
            add(
                state,
                left <= 0
                    ? "the certificate \(certificate.path) has run out"
                    : "the certificate \(certificate.path) runs out in \(DurationText.text(milliseconds: left))",
                since: left <= 0 ? end : nil, why: "partners' systems refuse a certificate that has run out",
                next: "put a new certificate in its place and start the hub again")
        }
    }
}
