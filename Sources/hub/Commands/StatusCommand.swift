import Glibc
import HubContracts
import HubGeography
import HubOperations
import HubStore
import HubTransport

enum StatusCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let settings = try HubSettings(invocation)
        let isJSON = invocation["output"] == "json"
        guard invocation.flag("watch") else {
            let report = report(settings)
            try show(report, settings, isJSON: isJSON)
            return status(of: report)
        }
        StopSignal.install()
        while true {
            let report = report(settings)
            if !isJSON, Terminal.showsColour { try Output.write("\u{1B}[H\u{1B}[2J") }
            try show(report, settings, isJSON: isJSON)
            try Output.flush()
            for _ in 0..<20 where !StopSignal.isRaised { usleep(100_000) }
            if StopSignal.isRaised { return status(of: report) }
        }
    }

    private static func status(of report: HealthReport) -> ExitStatus {
        switch report.state {
        case .ok: .done
        case .warning: .notSo
        case .error: .error
        case .unknown: .unknown
        }
    }

    /// The report; a store that cannot be read is a finding, not a failure of the command.
    private static func report(_ settings: HubSettings) -> HealthReport {
        let now = SystemClock().now()
        do {
            let reader = try StoreCheck.reader(settings.store)
            let log = try EmbeddedLog(directory: settings.store, clock: SystemClock())
            return try HealthReport(reader, source: log, expected: settings.expectedFeeds(), now: now)
        } catch {
            let failure = CommandFailure(describing: error)
            let isMissing = failure.status == .noInput
            return HealthReport(
                unreadable: Problem(
                    isMissing ? .unknown : .error, what: "the store \(settings.store) cannot be read", since: nil,
                    why: failure.message,
                    next: isMissing
                        ? "hub run --store DIR, with the folder meant" : "mend what stands before, then hub status"),
                at: now)
        }
    }

    private static func show(_ report: HealthReport, _ settings: HubSettings, isJSON: Bool) throws {
        if isJSON {
            try Output.write(
                report.json(store: settings.store, version: CommandTable.version) {
                    LondonCalendar.text(ofEpochMilliseconds: $0)
                })
            try Output.line("")
            return
        }
        let word = Terminal.styled(report.state.name.uppercased(), colour(report.state))
        let owner = report.owner.map { "hub running, process \($0)" } ?? "no hub running"
        try Output.line("\(word)  \(settings.store): \(owner), \(report.recordsInForce) records in force")
        for problem in report.problems {
            let since = problem.since.map { ", since \(LondonCalendar.text(ofEpochMilliseconds: $0))" } ?? ""
            try Output.line("\(problem.state.name): \(problem.what)\(since)")
            try Output.line("  why:  \(problem.why)")
            try Output.line("  next: \(problem.next)")
        }
        let active = report.feeds.filter { $0.state != nil }
        guard !active.isEmpty else { return }
        var table = TextTable([
            ("partner", .left), ("type", .left), ("state", .left), ("last message", .left), ("received", .right),
            ("refused", .right), ("waiting", .right),
        ])
        for feed in active {
            table.add([
                feed.partner, feed.type, feed.state?.name ?? "never",
                feed.lastMessageAt.map { LondonCalendar.text(ofEpochMilliseconds: $0) } ?? "never", "\(feed.received)",
                "\(feed.rejected)", "\(feed.lag)",
            ])
        }
        try Output.write(table.text())
        let silent = report.feeds.count - active.count
        if silent > 0 { try Output.line("\(silent) further feeds of the directory have never sent, which is no error") }
    }

    private static func colour(_ state: HealthState) -> Terminal.Style {
        switch state {
        case .ok: .green
        case .warning: .yellow
        case .error, .unknown: .red
        }
    }
}
