import HubAssurance
package import HubContracts
import HubGeography
import HubJSON
package import HubStore
package import HubTransport

/// Holds a dead letter against the rules of today: would the gateway take it now?
///
/// One per thread; asks the store about the record's revisions, and changes nothing.
package final class Revalidator {
    private let contracts: Contracts
    private let reader: StateReader
    private let clock: any HubClock
    private let policies: PolicySource
    private let assessor: Assessor

    package init(
        contracts: Contracts, reader: StateReader, clock: any HubClock, options: GatewayOptions = GatewayOptions()
    ) {
        self.contracts = contracts
        self.reader = reader
        self.clock = clock
        policies = PolicySource(contracts: contracts)
        assessor = Assessor(lookup: .shipped, county: .shipped, options: options)
    }

    /// Why a message would be refused now; nil if it would be taken.
    ///
    /// - Parameter value: bytes in the place of the letter's own, or nil.
    package func refusal(of letter: DeadLetter, value: [UInt8]? = nil) throws -> Rejection? {
        guard let record = resend(letter, value: value), let (partner, type) = TopicName.input(letter.topic) else {
            return Rejection(code: .poison, pointer: "", detail: "the bytes of the message are not kept")
        }
        let place = TopicPartition(letter.topic, letter.partition)
        let topic = InputTopic(
            contracts, TopicPartition(letter.topic), partitions: 1, partner: partner, type: type,
            source: SourceID(rawValue: 0),
            partnerName: 0,
            typeName: 0)
        let batch = AssessedBatch()
        batch.records = record
        batch.policy = policies.policy
        batch.instant = clock.now()
        assessor.assess(batch, from: topic)
        guard let verdict = batch.verdicts.first else { return nil }
        if verdict.outcome == .rejected || verdict.outcome == .withheld {
            return batch.rejections[Int(verdict.rejection)]
        }
        guard verdict.outcome == .admissible,
            let held = try reader.record(place, subject: Array(batch.arena[verdict.subject.range]))?.record,
            RevisionRule.decide(revision: verdict.revision, hash: verdict.hash, held: held) == .conflict
        else { return nil }
        return Rejection(
            code: .revisionConflict, pointer: "/revision",
            detail:
                "revision \(verdict.revision) of this record was already accepted with other content; send the change "
                + "as revision \(Int64(verdict.revision) + 1)")
    }

    /// The record as it is to be sent again, received now; nil where its bytes are not kept.
    ///
    /// - Parameter value: bytes in the place of the letter's own; then the key is their subject.
    package func resend(_ letter: DeadLetter, value: [UInt8]? = nil) -> RecordBatch? {
        guard let record = letter.record.records.first else { return nil }
        var headers: [(name: String, value: [UInt8]?)] = []
        for place in record.headers {
            let header = letter.record.headers[Int(place)]
            headers.append(
                (
                    String(decoding: letter.record.array(header.name) ?? [], as: UTF8.self),
                    letter.record.array(header.value)
                ))
        }
        var key = letter.record.array(record.key)
        if let value, let subject = Self.identity(value).subject { key = subject }
        var batch = RecordBatch()
        batch.append(
            key: key, value: value ?? letter.record.array(record.value), headers: headers, timestamp: clock.now(),
            offset: letter.offset)
        return batch
    }

    /// Whether an edited message is still the same one: id and subject, as far as the original's can be read.
    package static func isSameMessage(_ edited: [UInt8], as letter: DeadLetter) -> Bool {
        let original = letter.record.records.first.flatMap { letter.record.array($0.value) } ?? []
        let (before, after) = (identity(original), identity(edited))
        return (before.id == nil || before.id == after.id) && (before.subject == nil || before.subject == after.subject)
    }

    private static func identity(_ value: [UInt8]) -> (id: [UInt8]?, subject: [UInt8]?) {
        value.withUnsafeBytes { bytes in
            let decoder = EventDecoder()
            _ = decoder.decode(value: bytes, headers: [])
            return (decoder.event.id.map(Array.init), decoder.event.subject.map(Array.init))
        }
    }
}
