import HubContracts
import HubGateway
import HubJSON
import HubStore
import HubTransport

/// `hub deadletters revalidate`, `redrive` and `discard`: what becomes of what could not be accepted.
///
/// Each is told for each letter what was done and why not; an act and its audit entry are one transaction.
enum DeadLettersActing {
    /// What became of one letter.
    struct Outcome {
        var id: String
        /// `would_pass`, `refused`, `redriven`, `discarded` or `skipped`.
        var result: String
        var code: String?
        var detail: String?
    }

    static func revalidate(_ invocation: Invocation) throws -> ExitStatus {
        let settings = try HubSettings(invocation)
        let reader = try StoreCheck.reader(settings.store)
        let selection = try DeadLetterSelection(invocation, reader, states: ["open"])
        let revalidator = try Revalidator(contracts: settings.contracts(), reader: reader, clock: SystemClock())
        let outcomes = try selection.letters.map { letter in
            outcome(letter, try revalidator.refusal(of: letter), passing: "would_pass")
        }
        try report(outcomes, invocation)
        return outcomes.allSatisfy { $0.result == "would_pass" } ? .done : .notSo
    }

    static func redrive(_ invocation: Invocation) throws -> ExitStatus {
        let settings = try HubSettings(invocation)
        let reader = try StoreCheck.reader(settings.store)
        let contracts = try settings.contracts()
        let revalidator = Revalidator(contracts: contracts, reader: reader, clock: SystemClock())
        let states = invocation.flag("force") ? ["open", "redriven", "discarded"] : ["open"]
        let selection = try DeadLetterSelection(invocation, reader, states: ["open"])
        let edited = try edit(invocation, selection)
        var outcomes: [Outcome] = []
        var store: StateStore?
        for letter in selection.letters {
            if let skipped = skipped(letter, states) {
                outcomes.append(skipped)
                continue
            }
            let refusal = try revalidator.refusal(of: letter, value: edited)
            guard refusal == nil || (invocation.flag("force") && !letter.record.isEmpty) else {
                outcomes.append(outcome(letter, refusal, passing: "would_pass"))
                continue
            }
            guard !invocation.flag("dry-run"), let record = revalidator.resend(letter, value: edited) else {
                outcomes.append(Outcome(id: letter.id, result: "would_pass"))
                continue
            }
            let open = try store ?? StateStore(directory: settings.store, clock: SystemClock())
            store = open
            outcomes.append(
                try send(letter, record, isEdited: edited != nil, note: invocation["reason"], states, open))
        }
        store = nil
        if outcomes.contains(where: { $0.result == "redriven" }) { try take(settings, contracts) }
        try report(outcomes, invocation)
        let wanted = invocation.flag("dry-run") ? "would_pass" : "redriven"
        return outcomes.allSatisfy { $0.result == wanted } ? .done : .notSo
    }

    /// Sends one letter's message again: its state, the outgoing record and the audit entry in one transaction, so that
    /// whatever happens in between it is sent once.
    private static func send(
        _ letter: DeadLetter, _ record: RecordBatch, isEdited: Bool, note: String?, _ states: [String],
        _ store: StateStore
    ) throws -> Outcome {
        var isSent = false
        try store.transaction { transaction in
            isSent = try transaction.setDeadLetterState(
                letter.id, "redriven", actor: AuditNote.actor, note: note, from: states)
            guard isSent else { return }
            try transaction.enqueue(record, to: TopicPartition(letter.topic, letter.partition))
            var entry = AuditNote.entry(
                isEdited ? .alteration : .collection, isEdited ? "redrive edited" : "redrive")
            describe(letter, note, in: &entry)
            transaction.audit(entry)
        }
        return isSent
            ? Outcome(id: letter.id, result: "redriven")
            : Outcome(id: letter.id, result: "skipped", detail: "somebody else has just dealt with it")
    }

    /// Does the hub's part where no hub runs; a running one takes the messages within a second.
    private static func take(_ settings: HubSettings, _ contracts: Contracts) throws {
        do {
            try HubEngine(settings, contracts: contracts).catchUp()
        } catch let fault as StoreError where fault.code == .owned {
            Talk.line("the running hub takes them; see hub deadletters list for what it refuses again")
        }
    }

    static func discard(_ invocation: Invocation) throws -> ExitStatus {
        let settings = try HubSettings(invocation)
        let reason = try invocation.required("reason")
        let reader = try StoreCheck.reader(settings.store)
        let selection = try DeadLetterSelection(invocation, reader, states: ["open"])
        var outcomes: [Outcome] = []
        let store = invocation.flag("dry-run") ? nil : try StateStore(directory: settings.store, clock: SystemClock())
        for letter in selection.letters {
            if let skipped = skipped(letter, ["open"]) {
                outcomes.append(skipped)
                continue
            }
            try store?.transaction { transaction in
                try transaction.setDeadLetterState(letter.id, "discarded", actor: AuditNote.actor, note: reason)
                var entry = AuditNote.entry(.alteration, "discard")
                describe(letter, reason, in: &entry)
                transaction.audit(entry)
            }
            outcomes.append(Outcome(id: letter.id, result: "discarded"))
        }
        try report(outcomes, invocation)
        return outcomes.allSatisfy { $0.result == "discarded" } ? .done : .notSo
    }

    // MARK: Small parts

    private static func edit(_ invocation: Invocation, _ selection: DeadLetterSelection) throws -> [UInt8]? {
        guard let path = invocation["edit"] else { return nil }
        guard selection.isNamed, selection.letters.count == 1 else {
            throw CommandFailure(.usage, "--edit mends one message: name its id, and no other")
        }
        let bytes = try InputFile(path).readAll()
        guard Revalidator.isSameMessage(bytes, as: selection.letters[0]) else {
            throw CommandFailure(
                .notSo,
                "\(path) has another id or subject than the dead letter; both are kept, so that nothing counts twice")
        }
        return bytes
    }

    private static func skipped(_ letter: DeadLetter, _ states: [String]) -> Outcome? {
        if letter.state == "withheld" {
            return Outcome(
                id: letter.id, result: "skipped", code: letter.code,
                detail: "it was withheld and its bytes are not kept")
        }
        guard !states.contains(letter.state) else { return nil }
        return Outcome(id: letter.id, result: "skipped", code: letter.code, detail: "it is \(letter.state) already")
    }

    private static func outcome(_ letter: DeadLetter, _ refusal: Rejection?, passing: String) -> Outcome {
        guard let refusal else { return Outcome(id: letter.id, result: passing) }
        return Outcome(
            id: letter.id, result: "refused", code: refusal.code.rawValue,
            detail: refusal.pointer.isEmpty ? refusal.detail : "\(refusal.pointer): \(refusal.detail)")
    }

    static func describe(_ letter: DeadLetter, _ reason: String?, in entry: inout AuditEntry) {
        entry.partner = letter.partner
        entry.type = letter.type
        entry.topic = letter.topic
        entry.partition = letter.partition
        entry.firstOffset = letter.offset
        entry.lastOffset = letter.offset
        entry.count = 1
        entry.detail = reason
    }

    private static func report(_ outcomes: [Outcome], _ invocation: Invocation) throws {
        if invocation["output"] == "json" {
            var writer = JSONWriter()
            writer.beginObject()
            writer.key("items")
            writer.beginArray()
            for outcome in outcomes {
                writer.beginObject()
                writer.key("id")
                writer.string(outcome.id)
                writer.key("result")
                writer.string(outcome.result)
                writer.key("code")
                writer.optional(outcome.code)
                writer.key("detail")
                writer.optional(outcome.detail)
                writer.endObject()
            }
            writer.endArray()
            writer.endObject()
            try Output.write(writer.bytes)
            return try Output.line("")
        }
        for outcome in outcomes {
            let why = [outcome.code, outcome.detail].compactMap { $0 }.joined(separator: ": ")
            try Output.line("\(outcome.result)  \(outcome.id)\(why.isEmpty ? "" : "  \(why)")")
        }
        let counts = Dictionary(grouping: outcomes, by: \.result).sorted { $0.key < $1.key }
        let sums = counts.map { "\($0.value.count) \($0.key)" }.joined(separator: ", ")
        Talk.line(outcomes.isEmpty ? "no dead letters are meant" : sums)
    }
}
