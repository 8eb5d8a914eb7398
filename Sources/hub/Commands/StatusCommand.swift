import Glibc
import HubContracts
import HubGeography
import HubOperations
import HubStore
import HubTransport

enum StatusCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let settings = try HubSettings(invocation)
        let form = invocation["output"] ?? "table"
        guard invocation.flag("watch") else {
            let report = report(settings)
            try show(report, form)
            return status(of: report)
        }
        StopSignal.install()
        while true {
            let report = report(settings)
            if form == "table", Terminal.showsColour { try Output.write("\u{1B}[H\u{1B}[2J") }
            try show(report, form)
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
    static func report(_ settings: HubSettings) -> HealthReport {
        let now = SystemClock().now()
        let surroundings = settings.surroundings()
        do {
            let reader = try StoreCheck.reader(settings.store)
            let expected = try settings.expectedFeeds()
            guard settings.configuration.kafka == nil else {
                return try HealthReport(
                    reader, log: .samples, expected: expected, surroundings: surroundings, now: now,
                    reviewDay: { LondonCalendar.day($0) })
            }
            let log = try EmbeddedLog(directory: settings.store, clock: SystemClock())
            return try HealthReport(
                reader, log: .live(log), expected: expected, surroundings: surroundings, now: now,
                reviewDay: { LondonCalendar.day($0) })
        } catch {
            return HealthReport(
                unreadable: problem(error, settings.store), at: now, surroundings: surroundings)
        }
    }

    private static func problem(_ error: any Error, _ store: String) -> Problem {
        let failure = CommandFailure(describing: error)
        let isNew = access(store + "/" + StateStore.fileName, F_OK) != 0
        let isOlder = (error as? StoreError)?.code == .olderVersion
        return Problem(
            isNew || isOlder ? .unknown : .error,
            what: isNew ? "no hub has ever run on \(store)" : "the store \(store) cannot be read", since: nil,
            why: failure.message,
            next: isNew || isOlder
                ? "hub run --store \(store), or name the folder meant with --store" : "hub doctor --store \(store)")
    }

    private static func show(_ report: HealthReport, _ form: String) throws {
        switch form {
        case "json":
            try Output.write(
                report.json(
                    version: CommandTable.version, instant: { LondonCalendar.text(ofEpochMilliseconds: $0) },
                    theme: { Series(rawValue: $0)?.theme }))
            try Output.line("")
        case "prom": try Output.write(report.prometheus(version: CommandTable.version))
        default: try Output.write(StatusTable.text(report))
        }
    }
}
