import HubGeography
import HubOperations
import HubStore

/// `hub status` for people: the state, what is not well and what to do, then the feeds.
enum StatusTable {
    static func text(_ report: HealthReport) -> String {
        var text = headline(report)
        for problem in report.problems {
            let since = problem.since.map { ", since \(LondonCalendar.text(ofEpochMilliseconds: $0))" } ?? ""
            text += "\(Terminal.styled(problem.state.name, colour(problem.state))): \(problem.what)\(since)\n"
            text += "  why:  \(problem.why)\n"
            text += "  next: \(problem.next)\n"
        }
        if !report.owners.isEmpty { text += owners(report) }
        let active = report.feeds.filter { $0.state != nil }
        guard !active.isEmpty else { return text }
        text += feeds(active, report)
        let silent = report.feeds.count - active.count
        if silent > 0 { text += "\(silent) further feeds of the directory have never sent, which is no error\n" }
        return text
    }

    private static func headline(_ report: HealthReport) -> String {
        let word = Terminal.styled(report.state.name.uppercased(), colour(report.state))
        if report.state == .unknown { return "\(word)  \(report.surroundings.store)\n" }
        let owner = report.owner.process.map { "hub running, process \($0)" } ?? "no hub running"
        var text = "\(word)  \(report.surroundings.store): \(owner), \(report.recordsInForce) records in force"
        if let disk = report.surroundings.disk {
            text += ", \(DiskBudget.text(disk.storeBytes)), \(DiskBudget.text(disk.freeBytes)) free"
        }
        if report.outbox.rows > 0 { text += ", \(report.outbox.rows) batches to send" }
        return text + "\n"
    }

    /// One line an owner: what it has, since when, and when it was last heard of.
    private static func owners(_ report: HealthReport) -> String {
        var table = TextTable([("owner", .left), ("partitions", .left), ("since", .right), ("heard", .right)])
        for (store, owned) in Dictionary(grouping: report.owners, by: \.store).sorted(by: { $0.key < $1.key }) {
            let name = owned.contains(where: \.isOwn) ? "this store" : String(store.prefix(8))
            let list = owned.map { $0.partition == 0 ? "0 (publishes)" : "\($0.partition)" }.joined(separator: ", ")
            func age(_ time: Int64?) -> String {
                time.map { DurationText.text(milliseconds: max(0, report.asOf - $0)) } ?? "-"
            }
            table.add([name, list, age(owned.map(\.since).max()), age(owned.map(\.heardAt).max())])
        }
        return table.text()
    }

    private static func feeds(_ active: [HealthReport.Feed], _ report: HealthReport) -> String {
        var table = TextTable([
            ("partner", .left), ("type", .left), ("state", .left), ("silent", .right), ("usually", .right),
            ("last hour", .right), ("received", .right), ("refused", .right), ("waiting", .right), ("trend", .left),
            ("dead letters", .right),
        ])
        for feed in active {
            let refused = feed.received == 0 ? 0 : (Double(feed.rejected) * 1000 / Double(feed.received)).rounded() / 10
            let span = feed.waitingSince.map { " \(DurationText.text(milliseconds: report.asOf - $0))" } ?? ""
            table.add([
                feed.partner, feed.type, feed.state?.name ?? "never",
                feed.lastMessageAt.map { DurationText.text(milliseconds: report.asOf - $0) } ?? "-",
                feed.habit.map { "up to \(DurationText.text(milliseconds: $0.usual))" } ?? "-",
                "\(Int64(feed.lastHour.rounded()))", "\(feed.received)", "\(refused)%", "\(feed.lag)\(span)",
                feed.lag == 0 ? "" : feed.lagTrend.rawValue, "\(feed.openDeadLetters)",
            ])
        }
        return table.text()
    }

    private static func colour(_ state: HealthState) -> Terminal.Style {
        switch state {
        case .ok: .green
        case .warning: .yellow
        case .error, .unknown: .red
        }
    }
}
