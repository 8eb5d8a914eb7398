import HubAssurance
import HubStore
import HubTransport

/// What the audit log is told of a batch: one entry for what was collected and one for what was altered, however many
/// messages there are (design, promise 7).
struct BatchTrail {
    private var ids: [UInt8] = []
    private var altered: Int64 = 0

    /// Notes that an accepted message replaced or ended a record.
    mutating func noteAlteration() { altered += 1 }

    /// Forgets what a transaction that failed had noted.
    mutating func reset() { altered = 0 }

    /// Writes the batch's entries and starts anew.
    mutating func write(_ assessed: AssessedBatch, _ topic: InputTopic, to transaction: StateTransaction) {
        defer { altered = 0 }
        guard let first = assessed.verdicts.first, let last = assessed.verdicts.last else { return }
        let records = assessed.records.records
        ids.removeAll(keepingCapacity: true)
        assessed.arena.withUnsafeBytes { arena in
            for verdict in assessed.verdicts {
                ids.append(contentsOf: arena[verdict.id.range])
                ids.append(UInt8(ascii: "\n"))
            }
        }
        var entry = AuditEntry(.collection, "receive")
        entry.partner = topic.partner
        entry.type = topic.type
        entry.topic = topic.partition.topic
        entry.partition = topic.partition.partition
        entry.firstOffset = records[Int(first.index)].offset
        entry.lastOffset = records[Int(last.index)].offset
        entry.count = Int64(assessed.verdicts.count)
        entry.digest = Blake2b.digest256(ids).hexadecimal
        transaction.audit(entry)
        guard altered > 0 else { return }
        entry.category = .alteration
        entry.act = "revise"
        entry.count = altered
        entry.digest = nil
        transaction.audit(entry)
    }
}
