import HubAssurance
import HubContracts
import HubJSON
import HubStore
import HubTransport

/// Applies assessed batches inside a store transaction: the revision rule, contributions, counters, receipts, dead letters
/// and the next offset, all or nothing.
struct BatchApplier {
    private var order: [Int32] = []
    private var statuses: [ReceiptStatus] = []
    /// What the revision rule says against a message.
    private var objections: [Int32: Rejection] = [:]
    private var receipts = ReceiptWriter()
    private var trail = BatchTrail()
    private var relay: Relay

    init(copyKeys: CopyKeys?) { relay = Relay(copyKeys: copyKeys) }

    /// - Parameter transaction: the open transaction; the caller commits it.
    mutating func apply(_ assessed: AssessedBatch, in transaction: StateTransaction) throws {
        guard let topic = assessed.topic else { return }
        trail.reset()
        relay.reset()
        try decide(assessed, topic, transaction)
        try answer(assessed, topic, transaction)
        try relay.flush(assessed, topic, transaction)
        trail.write(assessed, topic, to: transaction)
        let last = assessed.records.records.last?.timestamp ?? 0
        try transaction.setNextOffset(
            topic.source, assessed.nextOffset, lastTimestamp: last, received: Int64(assessed.verdicts.count))
    }

    /// Decides every message, in the order of subjects so that the store is written nearly in sequence; messages of one
    /// subject keep the order of their offsets.
    private mutating func decide(_ assessed: AssessedBatch, _ topic: InputTopic, _ transaction: StateTransaction) throws
    {
        let verdicts = assessed.verdicts
        statuses.removeAll(keepingCapacity: true)
        statuses.append(contentsOf: repeatElement(.accepted, count: verdicts.count))
        objections.removeAll(keepingCapacity: true)
        sortBySubject(assessed)
        try assessed.arena.withUnsafeBytes { arena in
            for place in order {
                let verdict = verdicts[Int(place)]
                switch verdict.outcome {
                case .rejected: count(.rejected, verdict.contribution.period, topic, transaction)
                case .withheld: count(.withheld, verdict.contribution.period, topic, transaction)
                case .test: count(.test, verdict.contribution.period, topic, transaction)
                case .admissible: try revise(verdict, at: place, arena, assessed, topic, transaction)
                }
                switch verdict.outcome {
                case .rejected: statuses[Int(place)] = .rejected
                case .withheld: statuses[Int(place)] = .withheld
                case .test: statuses[Int(place)] = .test
                case .admissible: break
                }
            }
        }
    }

    private mutating func revise(
        _ verdict: Verdict, at place: Int32, _ arena: UnsafeRawBufferPointer, _ assessed: AssessedBatch,
        _ topic: InputTopic, _ transaction: StateTransaction
    ) throws {
        let subject = UnsafeRawBufferPointer(rebasing: arena[verdict.subject.range])
        let messageID = UnsafeRawBufferPointer(rebasing: arena[verdict.id.range])
        var record = StoredRecord(
            revision: verdict.revision, ending: verdict.ending, hashHigh: verdict.hash.high, hashLow: verdict.hash.low,
            contribution: verdict.contribution, offset: assessed.records.records[Int(verdict.index)].offset)
        if verdict.kind == .withdrawal {
            record.contribution = Contribution()
            record.ending = .withdrawn
        }
        // Most messages are a record's first: one search of the table is enough for them.
        if try transaction.add(topic.source, subject: subject, messageID: messageID, record) {
            take(record, topic, transaction)
            return try pass(verdict, subject, assessed, topic, transaction)
        }
        guard let held = try transaction.record(topic.source, subject: subject) else {
            throw StoreError(.corrupt, "the store is damaged: it holds a record that it cannot find")
        }
        switch RevisionRule.decide(revision: verdict.revision, hash: verdict.hash, held: held) {
        case .duplicate:
            statuses[Int(place)] = .duplicate
            // A withdrawal sent again stands where the one before it does: in the period of the revision that it ended.
            count(.duplicate, held.contribution.period, topic, transaction)
        case .stale:
            statuses[Int(place)] = .stale
            objections[place] = Rejection(
                code: .revisionStale, pointer: "/revision",
                detail: "revision \(held.revision) of this record was accepted before revision \(verdict.revision)")
            count(.stale, verdict.contribution.period, topic, transaction)
        case .conflict:
            statuses[Int(place)] = .rejected
            objections[place] = Rejection(
                code: .revisionConflict, pointer: "/revision",
                detail: "revision \(verdict.revision) of this record was already accepted with other content; "
                    + "send the change as revision \(Int64(verdict.revision) + 1)")
            count(.rejected, verdict.contribution.period, topic, transaction)
        case .accept:
            // A withdrawal stands in the period of the revision it ends.
            if verdict.kind == .withdrawal { record.contribution.period = held.contribution.period }
            trail.noteAlteration()
            count(held.ending, held.contribution.period, topic, transaction, -1)
            count(.superseded, held.contribution.period, topic, transaction)
            transaction.add(held.contribution, partition: topic.partition.partition, sign: -1)
            take(record, topic, transaction)
            try transaction.put(topic.source, subject: subject, messageID: messageID, record)
            try pass(verdict, subject, assessed, topic, transaction)
        }
    }

    /// Counts a record that is in force from now on.
    private func take(_ record: StoredRecord, _ topic: InputTopic, _ transaction: StateTransaction) {
        count(record.ending, record.contribution.period, topic, transaction)
        transaction.add(record.contribution, partition: topic.partition.partition, sign: 1)
    }

    /// Hands an accepted message's copies on; most have none.
    private mutating func pass(
        _ verdict: Verdict, _ subject: UnsafeRawBufferPointer, _ assessed: AssessedBatch, _ topic: InputTopic,
        _ transaction: StateTransaction
    ) throws {
        guard !verdict.copies.isEmpty else { return }
        try relay.accept(verdict, subject: subject, of: assessed, topic, transaction)
    }

    private func count(
        _ ending: Ending, _ period: Int32, _ topic: InputTopic, _ transaction: StateTransaction, _ number: Int64 = 1
    ) {
        transaction.addTally(
            TallyKey(
                partition: topic.partition.partition, partner: topic.partnerName, type: topic.typeName, period: period,
                ending: ending), number)
    }

    private mutating func sortBySubject(_ assessed: AssessedBatch) {
        order.removeAll(keepingCapacity: true)
        order.append(contentsOf: 0..<Int32(assessed.verdicts.count))
        let verdicts = assessed.verdicts
        assessed.arena.withUnsafeBytes { arena in
            order.sort { left, right in
                let a = arena[verdicts[Int(left)].subject.range]
                let b = arena[verdicts[Int(right)].subject.range]
                let compared = ByteCompare.order(
                    UnsafeRawBufferPointer(rebasing: a), UnsafeRawBufferPointer(rebasing: b))
                return compared == 0 ? left < right : compared < 0
            }
        }
    }

    /// Writes a receipt for every message and a dead letter for every one refused or withheld, in offset order.
    private mutating func answer(_ assessed: AssessedBatch, _ topic: InputTopic, _ transaction: StateTransaction) throws
    {
        receipts.removeAll()
        var letters = DeadLetterWriter(topic: topic)
        var rejected: Int64 = 0
        let last = assessed.records.records.last?.timestamp ?? 0
        try assessed.arena.withUnsafeBytes { arena in
            for (place, verdict) in assessed.verdicts.enumerated() {
                let record = assessed.records.records[Int(verdict.index)]
                var rejection = objections[Int32(place)]
                // A note to the sender says nothing where the revision rule objects.
                if rejection == nil, verdict.rejection >= 0 {
                    rejection = assessed.rejections[Int(verdict.rejection)]
                }
                receipts.add(
                    topic: topic, offset: record.offset, timestamp: record.timestamp, id: view(verdict.id, arena),
                    subject: view(verdict.subject, arena), revision: verdict.revision,
                    status: statuses[place], rejection: rejection)
                if let rejection, statuses[place] == .rejected || statuses[place] == .withheld {
                    rejected += 1
                    try letters.add(
                        rejection, record: record, in: assessed.records,
                        withheld: statuses[place] == .withheld, to: transaction)
                }
            }
        }
        receipts.flush(topic: topic, timestamp: last)
        if !receipts.batch.isEmpty {
            try transaction.enqueue(receipts.batch, to: TopicPartition(TopicName.receipts(of: topic.partner)))
        }
        if !letters.batch.isEmpty {
            try transaction.enqueue(letters.batch, to: TopicPartition(TopicName.deadLetters(of: topic.partner)))
        }
        // A genesis record alone is no message.
        guard !assessed.verdicts.isEmpty else { return }
        try transaction.noteFeed(
            partner: topic.partnerName, type: topic.typeName, received: Int64(assessed.verdicts.count),
            rejected: rejected,
            firstAt: assessed.verdicts.first.map { assessed.records.records[Int($0.index)].timestamp },
            lastAt: last)
    }

    private func view(_ slice: RecordBatch.Slice, _ arena: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        slice.isAbsent ? nil : UnsafeRawBufferPointer(rebasing: arena[slice.range])
    }
}
