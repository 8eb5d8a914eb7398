import HubAssurance
import HubContracts
import HubStore
import HubTransport

/// Takes everything of one reference out of a store: state and counts, the messages, copies, receipts and dead letters in
/// the log, and the bytes of dead letters. That it was done is in the audit log, with the pseudonym alone.
struct SubjectErasure {
    struct Outcome {
        var records = 0
        var logged = 0
        var letters = 0
    }

    private let context: SubjectCommand.Context
    private let search: SubjectSearch
    private let reference: [UInt8]
    private let reason: String

    init(_ context: SubjectCommand.Context, _ search: SubjectSearch, _ reference: [UInt8], reason: String) {
        self.context = context
        self.search = search
        self.reference = reference
        self.reason = reason
    }

    func run() throws -> Outcome {
        try checkNothingIsUnderWay()
        var outcome = Outcome()
        let store = try StateStore(directory: context.settings.store, clock: SystemClock())
        try store.overwriteDeleted()
        try store.transaction { transaction in
            for one in search.occurrences {
                switch one.kind {
                case .record: if try erase(one, store, transaction) { outcome.records += 1 }
                case .deadLetter where one.id != nil:
                    try transaction.eraseDeadLetter(one.id ?? "")
                    outcome.letters += 1
                default: break
                }
            }
            var entry = AuditEntry(.erasure, "erase subject", actor: SubjectCommand.Context.account)
            entry.partner = search.partner
            entry.count = Int64(search.occurrences.count)
            entry.detail = "\(context.pseudonym.text): \(reason)"
            transaction.audit(entry)
        }
        for topic in try context.log.topics() {
            guard let kind = search.kind(of: topic) else { continue }
            outcome.logged += try eraseRecords(of: kind, in: TopicPartition(topic))
        }
        // A hub that reads just now keeps an earlier page for an instant; its own next checkpoint does the rest.
        try? store.emptyWriteAheadLog()
        return outcome
    }

    /// A message that is being taken would be put back behind the erasure's back.
    private func checkNothingIsUnderWay() throws {
        let waiting = try context.reader.outbox().rows
        let taken = Dictionary(
            try context.reader.inputs().map { ($0.partition, $0.nextOffset) }, uniquingKeysWith: max)
        let lags = try context.log.topics().contains { topic in
            guard TopicName.input(topic)?.partner == search.partner else { return false }
            let place = TopicPartition(topic)
            return try context.log.watermarks(of: place).high > max(1, taken[place] ?? 0)
        }
        guard waiting == 0, !lags else {
            throw CommandFailure(
                .unavailable,
                "messages of \(search.partner) or their receipts are still on their way; try again when hub status shows "
                    + "none waiting")
        }
    }

    private func erase(
        _ one: SubjectSearch.Occurrence, _ store: StateStore, _ transaction: StateTransaction
    ) throws -> Bool {
        guard let (partner, type) = TopicName.input(one.partition.topic) else { return false }
        return try transaction.eraseRecord(
            try store.source(one.partition), partition: one.partition, partner: try store.name(partner),
            type: try store.name(type), subject: reference)
    }

    private func eraseRecords(of kind: SubjectSearch.Occurrence.Kind, in partition: TopicPartition) throws -> Int {
        let wanted = kind == .copy ? Array("\(search.partner)/".utf8) + reference : reference
        return try context.log.erase(in: partition) { record, batch in
            if kind == .receipt {
                guard let value = batch.array(record.value), ReceiptErasure.names(reference, in: value) else {
                    return .keep
                }
                return .replace(ReceiptErasure.erased(reference, in: value))
            }
            return batch.array(record.key) == wanted ? .blank : .keep
        }
    }
}
