import HubAssurance
import HubContracts
import HubExchange
import HubJSON
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
        let seconds = invocation.integer("timeout") ?? 60
        let target: any Delivery
        let wait: () throws -> Void
        if let connection = try RemoteHub.connection(invocation) {
            target = HTTPDelivery(
                connection, partner: partner.id, type: type, wait: seconds, isRaw: invocation.flag("raw"),
                isSigned: invocation.isGiven("sign"))
            wait = {}
        } else {
            let log = try settings.openLog(as: partner.id)
            let delivery = try LogDelivery(
                log: log, partner: partner.id, type: type, partitions: settings.inputPartitions)
            target = delivery
            wait = {
                _ = try Answering(settings: settings, contracts: contracts)
                    .wait(for: delivery, log: log, seconds: seconds)
            }
        }
        let limit = settings.configuration.messageBytes
        let writer = EventWriter(
            partner: partner.id, type: type, contracts: contracts, limit: limit,
            subject: try subjectPointer(invocation["subject"]))
        let producer = Producer(target, writer, signer: try signer(invocation))
        var publication = Publication(producer, limit: limit, isRaw: invocation.flag("raw"))
        for file in files { try publication.read(file) }
        try producer.flush()
        if target.sent > 0 { try wait() }
        let report = PublicationReport(
            submission: target, publication: publication, partner: partner.id, type: type)
        try invocation["output"] == "json" ? report.writeJSON() : report.writeText()
        if target.unanswered > 0 {
            throw CommandFailure(
                .unavailable,
                "\(target.unanswered) of \(target.sent) messages have no receipt yet; they are kept and will be"
                    + " answered on \(TopicName.receipts(of: partner.id)): look there with hub consume")
        }
        return target.refusals.isEmpty && publication.faults.isEmpty ? .done : .notSo
    }

    private static func subjectPointer(_ text: String?) throws -> JSONPointer? {
        guard let text else { return nil }
        guard let pointer = JSONPointer(text) else {
            throw CommandFailure(.usage, "--subject is a JSON Pointer such as /reference, not \(Quoted(text))")
        }
        return pointer
    }

    /// The key of `--sign`; says its open half, which the hub's data officer puts into the partner directory.
    private static func signer(_ invocation: Invocation) throws -> SigningKey? {
        guard let path = invocation["sign"] else { return nil }
        do {
            let key = try SigningKey.read(path: path)
            Talk.line("signing as key \(key.publicKey.id), public key \(Hexadecimal.text(key.publicKey.bytes))")
            return key
        } catch let fault as KeyFileError {
            throw CommandFailure(fault.code == .missing ? .noInput : .usage, fault.message)
        }
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
