import HubAssurance
import HubContracts
import HubJSON
import HubStore
import HubTransport

/// Everything that the store holds of one record reference, found by its pseudonym.
struct SubjectSearch {
    /// One place where something of it lies.
    struct Occurrence {
        enum Kind: String {
            /// The state: what counts.
            case record
            /// What the partner sent.
            case message
            /// What a recipient was given.
            case copy
            /// What the partner was told.
            case receipt
            /// What could not be accepted.
            case deadLetter = "dead_letter"
        }

        var kind: Kind
        var partition: TopicPartition
        var offset: Int64
        /// Milliseconds since 1970 UTC; nil for the state.
        var at: Int64?
        var revision: Int32?
        var value: [UInt8]?
        /// Of a dead letter.
        var id: String?
    }

    let partner: String
    private(set) var reference: [UInt8]?
    private(set) var occurrences: [Occurrence] = []

    /// - Throws: faults of the store, and `CommandFailure` where nothing has the pseudonym.
    init(
        _ pseudonym: Pseudonym, keys: SubjectKeys, partners: [String], reader: StateReader, log: EmbeddedLog
    ) throws {
        let matches = try keys.matcher(pseudonym)
        var found: (partner: String, reference: [UInt8])?
        for partner in partners where found == nil {
            try reader.everyRecord(topicPrefix: "in.\(partner).") { held in
                if found == nil, matches(partner, held.subject) { found = (partner, held.subject) }
            }
        }
        // What was never accepted has no record; its message or its dead letter may still lie there.
        for topic in found == nil ? try log.topics() : [] {
            guard let (partner, _) = TopicName.input(topic) else { continue }
            try Self.each(of: TopicPartition(topic), log) { record, batch in
                if found == nil, let key = batch.array(record.key), matches(partner, key) { found = (partner, key) }
            }
        }
        guard let found else { throw CommandFailure(.noInput, "nothing in the store has this pseudonym") }
        partner = found.partner
        reference = found.reference
        try collect(found.reference, reader, log)
    }

    private mutating func collect(_ reference: [UInt8], _ reader: StateReader, _ log: EmbeddedLog) throws {
        try reader.everyRecord(topicPrefix: "in.\(partner).") { held in
            guard held.subject == reference else { return }
            occurrences.append(
                Occurrence(kind: .record, partition: held.partition, offset: held.offset, revision: held.revision))
        }
        for topic in try log.topics() {
            guard let kind = kind(of: topic) else { continue }
            let wanted = kind == .copy ? Array("\(partner)/".utf8) + reference : reference
            try Self.each(of: TopicPartition(topic), log) { record, batch in
                let value = batch.array(record.value)
                let isOurs =
                    kind == .receipt
                    ? value.map { ReceiptErasure.names(reference, in: $0) } ?? false
                    : batch.array(record.key) == wanted
                guard isOurs else { return }
                occurrences.append(
                    Occurrence(
                        kind: kind, partition: TopicPartition(topic), offset: record.offset, at: record.timestamp,
                        value: value))
            }
        }
        for letter in try reader.deadLetters() where letter.partner == partner && letter.state != "erased" {
            guard let whole = try reader.deadLetter(id: letter.id), let record = whole.record.records.first,
                whole.record.array(record.key) == reference
            else { continue }
            occurrences.append(
                Occurrence(
                    kind: .deadLetter, partition: TopicPartition(letter.topic, letter.partition), offset: letter.offset,
                    at: letter.receivedAt, value: whole.record.array(record.value), id: letter.id))
        }
    }

    /// What the records of a topic are, if any of this partner's references may lie in it.
    func kind(of topic: String) -> Occurrence.Kind? {
        switch TopicName(topic) {
        case .input(let owner, _, _) where owner == partner: .message
        case .output: .copy
        case .receipt(let owner, _) where owner == partner: .receipt
        case .deadLetter(let owner, _) where owner == partner: .deadLetter
        default: nil
        }
    }

    static func each(
        of partition: TopicPartition, _ log: EmbeddedLog, _ body: (RecordBatch.Record, RecordBatch) throws -> Void
    ) throws {
        let marks = try log.watermarks(of: partition)
        let copies = log.copyKeys
        try log.eachBatch(of: partition, from: marks.low, to: marks.high) { batch, _ in
            let plain = try copies.opened(batch)
            for record in plain.records { try body(record, plain) }
        }
    }
}
