import HubContracts
import HubStore
import HubTransport

enum PublishCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let settings = try HubSettings(invocation)
        let contracts = try settings.contracts()
        let partner = try contracts.partner(named: try invocation.required("partner"))
        let type = try checkedType(try invocation.required("type"), contracts, isRaw: invocation.flag("raw"))
        // Opened first, so that a wrong name sends nothing.
        let files = try (invocation.operands.isEmpty ? ["-"] : invocation.operands).map { try InputFile($0) }
        let log = try settings.openLog(as: partner.id)
        let submission = try Submission(
            log: log, partner: partner.id, type: type, partitions: settings.inputPartitions)
        var publication = try Publication(
            submission, partner: partner.id, type: type, contracts: contracts,
            limit: settings.configuration.messageBytes,
            isRaw: invocation.flag("raw"), subject: invocation["subject"])
        for file in files { try publication.read(file) }
        try publication.flush()
        if submission.sent > 0 {
            _ = try Answering(settings: settings, contracts: contracts)
                .wait(for: submission, log: log, seconds: invocation.integer("timeout") ?? 60)
        }
        let report = PublicationReport(
            submission: submission, publication: publication, partner: partner.id, type: type)
        try invocation["output"] == "json" ? report.writeJSON() : report.writeText()
        if submission.unanswered > 0 {
            throw CommandFailure(
                .unavailable,
                "\(submission.unanswered) of \(submission.sent) messages have no receipt yet; they are kept and will be"
                    + " answered on \(TopicName.receipts(of: partner.id)): look there with hub consume")
        }
        return submission.refusals.isEmpty && publication.faults.isEmpty ? .done : .notSo
    }

    private static func checkedType(_ type: String, _ contracts: Contracts, isRaw: Bool) throws -> String {
        if let entry = contracts.registry.type(named: type), entry.isPublishedByPartners { return type }
        // With --raw anything goes that makes a topic, so that the hub's own answer can be seen.
        if isRaw, TopicName.input(TopicName.input(partner: "x", type: type)) != nil { return type }
        let known = contracts.registry.types.filter(\.isPublishedByPartners).map(\.type)
        let hint = Suggestion.nearest(to: type, among: known).map { "; did you mean \($0)" } ?? ""
        throw CommandFailure(
            .usage, "there is no message type \(Quoted(type))\(hint) (there are \(known.joined(separator: ", ")))")
    }
}
