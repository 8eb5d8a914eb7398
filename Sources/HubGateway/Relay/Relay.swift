import HubAssurance
import HubContracts
import HubStore
import HubTransport

/// Puts the copies of accepted messages into the outbox, in the batch's transaction: who holds what, one audit entry for
/// each agreement, and the records for `out.<recipient>.<type>.v1`.
struct Relay {
    /// Indices of the batch's copies that go out.
    private var going: [Int32] = []
    /// Records for each recipient of the batch's table, in its order.
    private var batches: [RecordBatch] = []
    private var trails: [Trail] = []
    private var key: [UInt8] = []
    /// Interned names: of the table's recipients, and of agreements by their place in the document.
    private var recipients: [Int32] = []
    private var agreements: [Int32: Int32] = [:]
    private var policy: RelayPolicy?
    private let copyKeys: CopyKeys?

    init(copyKeys: CopyKeys?) { self.copyKeys = copyKeys }

    /// What went out under one agreement.
    private struct Trail {
        var agreement: Int32
        var count: Int64 = 0
        var ids: [UInt8] = []
        var first: Int64
        var last: Int64
    }

    /// Forgets what a transaction that failed had decided.
    mutating func reset() {
        going.removeAll(keepingCapacity: true)
        trails.removeAll(keepingCapacity: true)
    }

    /// Decides about the copies of one message that was accepted.
    mutating func accept(
        _ verdict: Verdict, subject: UnsafeRawBufferPointer, of assessed: AssessedBatch, _ topic: InputTopic,
        _ transaction: StateTransaction
    ) throws {
        if going.isEmpty { try begin(assessed, transaction) }
        for place in verdict.copies {
            let copy = assessed.copies[Int(place)]
            let recipient = recipients[Int(copy.recipient)]
            if copy.isWithdrawal {
                guard try transaction.removeRelayed(topic.source, subject: subject, recipient: recipient) else {
                    continue
                }
            } else {
                try transaction.putRelayed(
                    topic.source, subject: subject, recipient: recipient, revision: verdict.revision,
                    agreement: agreements[copy.agreement] ?? 0,
                    version: Int32(clamping: agreement(copy.agreement)?.version ?? 0), at: assessed.instant)
            }
            going.append(place)
        }
    }

    private mutating func begin(_ assessed: AssessedBatch, _ transaction: StateTransaction) throws {
        policy = assessed.policy
        recipients = try (assessed.table?.recipients ?? []).map { try transaction.name($0.id) }
        agreements.removeAll(keepingCapacity: true)
        for copy in assessed.copies where agreements[copy.agreement] == nil {
            agreements[copy.agreement] = try agreement(copy.agreement).map { try transaction.name($0.id) }
        }
    }

    private func agreement(_ ordinal: Int32) -> Agreement? {
        guard let all = policy?.agreements.agreements, all.indices.contains(Int(ordinal)) else { return nil }
        return all[Int(ordinal)]
    }

    /// Sends what was accepted, in the order of the messages.
    mutating func flush(_ assessed: AssessedBatch, _ topic: InputTopic, _ transaction: StateTransaction) throws {
        guard !going.isEmpty, let table = assessed.table else { return }
        defer { reset() }
        going.sort()
        for place in batches.indices { batches[place].removeAll() }
        while batches.count < table.recipients.count { batches.append(RecordBatch()) }
        var next = 0
        for verdict in assessed.verdicts where !verdict.copies.isEmpty {
            while next < going.count, going[next] < verdict.copies.upperBound {
                try add(assessed.copies[Int(going[next])], of: verdict, in: assessed, topic)
                next += 1
            }
        }
        for (place, recipient) in table.recipients.enumerated() where !batches[place].isEmpty {
            let name = TopicName.output(recipient: recipient.id, type: topic.type, version: 1).name
            try transaction.enqueue(batches[place], to: TopicPartition(name))
        }
        for trail in trails { try log(trail, topic, transaction) }
    }

    private mutating func add(
        _ copy: RelayCopy, of verdict: Verdict, in assessed: AssessedBatch, _ topic: InputTopic
    ) throws {
        let offset = assessed.records.records[Int(verdict.index)].offset
        let trail = trails.firstIndex { $0.agreement == copy.agreement } ?? trails.count
        if trail == trails.count { trails.append(Trail(agreement: copy.agreement, first: offset, last: offset)) }
        trails[trail].count += 1
        trails[trail].last = offset
        assessed.arena.withUnsafeBytes { arena in
            trails[trail].ids.append(contentsOf: arena[verdict.id.range])
            trails[trail].ids.append(UInt8(ascii: "\n"))
            key.removeAll(keepingCapacity: true)
            key.append(contentsOf: topic.partner.utf8)
            key.append(UInt8(ascii: "/"))
            key.append(contentsOf: arena[verdict.subject.range])
        }
        try assessed.copyBytes.withUnsafeBytes { events in
            try key.withUnsafeBytes { key in
                try append(
                    UnsafeRawBufferPointer(rebasing: events[copy.event.range]), key: key, copy, at: assessed.instant)
            }
        }
    }

    private mutating func append(
        _ event: UnsafeRawBufferPointer, key: UnsafeRawBufferPointer, _ copy: RelayCopy, at instant: Int64
    ) throws {
        let place = Int(copy.recipient)
        guard let copyKeys, let agreement = agreement(copy.agreement) else {
            return batches[place].append(key: key, value: event, headers: Self.header, timestamp: instant)
        }
        var (value, id) = try copyKeys.seal(
            event, key: key, agreement: agreement.id, days: agreement.retentionDays, at: instant)
        value.withUnsafeBytes { value in
            id.withUTF8 { id in
                batches[place].append(
                    key: key, value: value, headers: Self.header + [(CopyKeys.headerName, UnsafeRawBufferPointer(id))],
                    timestamp: instant)
            }
        }
    }

    private func log(_ trail: Trail, _ topic: InputTopic, _ transaction: StateTransaction) throws {
        guard let agreement = agreement(trail.agreement) else { return }
        try transaction.noteAgreement(agreement.row, relayed: trail.count)
        var entry = AuditEntry(.disclosure, "relay")
        entry.partner = topic.partner
        entry.type = topic.type
        entry.topic = topic.partition.topic
        entry.partition = topic.partition.partition
        entry.firstOffset = trail.first
        entry.lastOffset = trail.last
        entry.count = trail.count
        entry.agreement = agreement.id
        entry.version = agreement.version
        entry.recipient = agreement.to
        entry.digest = Blake2b.digest256(trail.ids).hexadecimal
        entry.detail = agreement.purpose
        transaction.audit(entry)
    }

    private static let contentType: StaticString = "content-type"
    private static let structured: StaticString = "application/cloudevents+json; charset=UTF-8"

    private static var header: [(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?)] {
        [
            (
                UnsafeRawBufferPointer(start: contentType.utf8Start, count: contentType.utf8CodeUnitCount),
                UnsafeRawBufferPointer(start: structured.utf8Start, count: structured.utf8CodeUnitCount)
            )
        ]
    }
}

extension Agreement {
    /// What the store keeps of an agreement.
    var row: AgreementRow {
        AgreementRow(
            id: id, version: version, sender: from, recipient: to, startsAt: startsAt, endsAt: endsAt,
            reviewDue: reviewDue)
    }
}
