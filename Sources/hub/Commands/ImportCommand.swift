import Glibc
import HubContracts
import HubExchange
import HubGateway
import HubGeography
import HubStore
import HubTransport

enum ImportCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let started = SystemClock().now()
        let settings = try HubSettings(invocation)
        let contracts = try settings.contracts()
        let partner = try contracts.partner(named: try invocation.required("partner")).id
        // Opened first, so that a wrong name changes nothing.
        let files = try invocation.operands.map { try InputFile($0) }
        var report = ImportReport(partner: partner, isDryRun: invocation.flag("dry-run"))
        if report.isDryRun {
            report.rows = try read(
                files, PoliceUKImport(partner: partner, lookup: .shipped, clock: SystemClock(), send: nil))
        } else {
            let former = try Former(settings.store, partner: partner)
            let log = try settings.openLog(as: partner)
            let submission = try LogDelivery(
                log: log, partner: partner, type: "asb.incident", partitions: settings.inputPartitions)
            report.rows = try read(
                files,
                PoliceUKImport(
                    partner: partner, lookup: .shipped, clock: SystemClock(), revisions: former.revisions,
                    send: { try submission.send($0) }))
            let answering = Answering(settings: settings, contracts: contracts)
            if submission.sent > 0 { _ = try answering.wait(for: submission, log: log, seconds: 600) }
            report.take(submission)
            // A store that never took a message holds no state: nothing can be missing from it.
            if access(settings.store + "/" + StateStore.fileName, F_OK) == 0 {
                try replace(&report, invocation.flag("replace"), settings, log, answering)
                report.published = try former.changedSummaries(settings.store)
            }
        }
        Self.sayWhoseRowsTheyAre(report.rows.issues, partner, contracts)
        report.seconds = Double(SystemClock().now() - started) / 1000
        try invocation["output"] == "json" ? report.writeJSON() : report.writeText()
        if report.unanswered > 0 {
            throw CommandFailure(
                .unavailable, "\(report.unanswered) messages have no receipt yet; they are kept and will be answered")
        }
        return report.refusedCount == 0 ? .done : .notSo
    }

    /// Rows of a force that is a partner itself may be published by another, but not unnoticed: they would count beside the
    /// force's own.
    private static func sayWhoseRowsTheyAre(_ issues: Set<String>, _ partner: String, _ contracts: Contracts) {
        let forces = Set(issues.compactMap { $0.split(separator: ":").dropFirst().first.map(String.init) })
        for other in contracts.partners.partners where other.body == .police && other.id != partner {
            let name = other.name.lowercased().split(separator: " ").joined(separator: "-")
            guard forces.contains(where: { name == $0 || name == $0 + "-police" }) else { continue }
            Talk.line(
                "hub: the rows say that \(other.name) reports them, and they were read as \(partner)'s; "
                    + "if that was not meant, import them with --partner \(other.id)")
        }
    }

    private static func read(_ files: [InputFile], _ reading: PoliceUKImport) throws -> PoliceUKImport.Report {
        var reading = reading
        var bar = ProgressBar("reading", total: files.reduce(0) { $0 + $1.size })
        var before = 0
        for file in files {
            try reading.read(CSVReader { try file.read(into: $0) }, file: file.name) { bar.update(before + $0) }
            before += file.size
        }
        bar.finish()
        return reading.report
    }

    /// Lists the rows of earlier issues that these files lack, and withdraws them if so asked.
    private static func replace(
        _ report: inout ImportReport, _ isWanted: Bool, _ settings: HubSettings, _ log: any HubLog,
        _ answering: Answering
    ) throws {
        guard access(settings.store + "/" + StateStore.fileName, F_OK) == 0 else {
            // A partner of a cluster, whose store is elsewhere.
            if isWanted { throw CommandFailure(.noInput, "--replace needs the store of a hub; name it with --store") }
            return
        }
        let reader = try StoreCheck.reader(settings.store)
        var missing: [(reference: String, revision: Int32)] = []
        let topic = TopicPartition(TopicName.input(partner: report.partner, type: "asb.incident"))
        for issue in report.rows.issues.sorted() {
            try reader.records(of: topic, prefix: issue) { subject, revision, ending in
                let isInForce = ending == .counted || ending == .unlocated || ending == .outside
                if isInForce, !report.rows.references.contains(subject) { missing.append((subject, revision)) }
            }
        }
        report.missing = missing.map(\.reference)
        guard isWanted, !missing.isEmpty else { return }
        guard report.refusedCount == 0 else {
            Talk.line("hub: rows were refused, so nothing is withdrawn: the missing rows may be among them")
            return
        }
        let submission = try LogDelivery(
            log: log, partner: report.partner, type: "asb.incident", partitions: settings.inputPartitions)
        for batch in PoliceUKImport.withdrawals(missing, partner: report.partner, now: SystemClock().now()) {
            try submission.send(batch)
        }
        _ = try answering.wait(for: submission, log: log, seconds: 600)
        report.withdrawn = submission.count(.accepted)
        report.unanswered += submission.unanswered
    }

    /// What the store held before.
    private struct Former {
        /// What to send references under of which it is not 1: the next revision of one that is withdrawn, and the same again
        /// of one that came back.
        var revisions: [String: Int32] = [:]
        private var published: [String: Int64] = [:]

        init(_ store: String, partner: String) throws {
            guard access(store + "/" + StateStore.fileName, F_OK) == 0 else { return }
            let reader = try StateReader(directory: store)
            let topic = TopicPartition(TopicName.input(partner: partner, type: "asb.incident"))
            try reader.records(of: topic, prefix: "police-uk:") { subject, revision, ending in
                let next = ending == .withdrawn && revision < .max ? revision + 1 : revision
                if next > 1 { revisions[subject] = next }
            }
            for summary in try reader.summaryKeys() { published[summary.topic + "/" + summary.key] = summary.revision }
        }

        /// The keys of the summaries that have a new revision since.
        func changedSummaries(_ store: String) throws -> [String] {
            guard access(store + "/" + StateStore.fileName, F_OK) == 0 else { return [] }
            return try StateReader(directory: store).summaryKeys()
                .filter { published[$0.topic + "/" + $0.key] != $0.revision }.map(\.key)
        }
    }
}
