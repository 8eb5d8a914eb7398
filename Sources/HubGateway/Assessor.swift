import HubAssurance
import HubContracts
import HubGeography
import HubJSON
import HubSchema
import HubStore
import HubTransport

/// Judges messages one by one without asking the store: envelope, source, directory, schema, time and place.
///
/// One per thread; its scratch memory is kept from message to message.
final class Assessor {
    private let decoder: EventDecoder
    private let validator = SchemaValidator()
    private let hash = ContentHash()
    private let contributor: Contributor
    private var copies: CopyWriter
    private let signatures: SignatureCheck
    private var headers: [HeaderView] = []

    init(lookup: AreaLookup, county: StudyArea, options: GatewayOptions) {
        decoder = EventDecoder(maximumBytes: options.messageBytes, maximumDepth: options.depth)
        contributor = Contributor(lookup: lookup, county: county)
        copies = CopyWriter(lookup: lookup)
        // An envelope carries its payload in base64.
        signatures = SignatureCheck(
            limits: JSONLimits(maximumBytes: options.messageBytes / 3 * 4 + 65_536, maximumDepth: 8))
    }

    /// Fills the batch's verdicts, one for each record but the genesis record.
    func assess(_ batch: AssessedBatch, from topic: InputTopic) {
        batch.verdicts.reserveCapacity(batch.records.count)
        let records = batch.records
        records.bytes.withUnsafeBytes { bytes in
            for index in records.records.indices {
                let record = records.records[index]
                // Two hubs that make a topic at once may both begin it.
                if record.offset < 8, Self.isGenesis(record, bytes) { continue }
                batch.verdicts.append(
                    verdict(on: record, index: Int32(index), of: records, bytes, topic: topic, into: batch))
            }
        }
    }

    private func verdict(
        on record: RecordBatch.Record, index: Int32, of records: RecordBatch, _ bytes: UnsafeRawBufferPointer,
        topic: InputTopic, into batch: AssessedBatch
    ) -> Verdict {
        gather(record, of: records, bytes)
        let value = Self.view(record.value, bytes)
        switch signatures.open(value, headers, signing: topic.signing) {
        case .plain:
            return verdict(on: record, value: value, index: index, bytes, topic: topic, refusal: nil, into: batch)
        case .refused(let refusal):
            return verdict(on: record, value: value, index: index, bytes, topic: topic, refusal: refusal, into: batch)
        case .opened(let payload):
            headers.removeAll(keepingCapacity: true)
            return payload.withUnsafeBytes {
                verdict(on: record, value: $0, index: index, bytes, topic: topic, refusal: nil, into: batch)
            }
        }
    }

    /// - Parameters:
    ///   - value: the event, taken out of its signed envelope if it came in one.
    ///   - refusal: why the signature does not hold.
    private func verdict(
        on record: RecordBatch.Record, value: UnsafeRawBufferPointer?, index: Int32, _ bytes: UnsafeRawBufferPointer,
        topic: InputTopic, refusal: Rejection?, into batch: AssessedBatch
    ) -> Verdict {
        let decoded = decoder.decode(value: value, headers: headers)
        var verdict = Verdict(
            outcome: .admissible, kind: decoder.event.kind, revision: decoder.event.revision, index: index,
            hash: Digest128(high: 0, low: 0), contribution: Contribution(), ending: .counted,
            id: batch.keep(Self.nameable(decoder.event.id)), subject: batch.keep(Self.nameable(decoder.event.subject)),
            rejection: -1)
        if let decoded = refusal ?? decoded {
            refuse(&verdict, decoded, in: batch)
            return verdict
        }
        let event = decoder.event
        let refusal =
            admission(of: event, record: record, bytes, topic: topic) ?? namedAgreement(of: event, topic, in: batch)
        if let refusal {
            refuse(&verdict, refusal, in: batch)
            return verdict
        }
        judge(event, record: record, topic: topic, &verdict, in: batch)
        return verdict
    }

    /// The checks that need no schema: who sent it, where, and whether the directory lists it.
    private func admission(
        of event: DecodedEvent, record: RecordBatch.Record, _ bytes: UnsafeRawBufferPointer, topic: InputTopic
    ) -> Rejection? {
        if let type = event.type, !topic.expectedType.withUnsafeBytes({ ByteCompare.equal($0, type) }) {
            let text = String(decoding: type.prefix(80), as: UTF8.self)
            return Rejection(
                code: .typeUnknown, pointer: "/type",
                detail:
                    "type \(text) does not belong on topic \(topic.partition.topic); send each type to its own topic")
        }
        guard topic.schema != nil else {
            return Rejection(
                code: .typeUnknown, pointer: "/type",
                detail: "the registry has no type \(topic.type); see schemas/registry.json for the types there are")
        }
        if let source = event.source, !topic.expectedSource.withUnsafeBytes({ ByteCompare.equal($0, source) }) {
            return Rejection(
                code: .sourceMismatch, pointer: "/source",
                detail:
                    "a message on this topic must have the source /partners/\(topic.partner); a partner writes only as itself"
            )
        }
        if let subject = event.subject {
            let key = Self.view(record.key, bytes)
            if key.map({ !ByteCompare.equal($0, subject) }) ?? true {
                return Rejection(
                    code: .keyMismatch, pointer: "/subject",
                    detail: "the record's key is not the message's subject; set the key to the subject")
            }
            let place = Partitioner.partition(ofKey: subject, count: topic.partitions)
            if place != topic.partition.partition {
                return Rejection(
                    code: .partitionMismatch, pointer: "/subject",
                    detail:
                        "this subject belongs in partition \(place) of \(topic.partitions), by murmur2 as Java's client "
                        + "has it; with librdkafka or kcat set partitioner=murmur2_random")
            }
        }
        guard topic.isListed else {
            return Rejection(
                code: .typeNotListed, pointer: "/type",
                detail: "the partner directory does not list \(topic.type) for \(topic.partner); ask for an entry")
        }
        guard max(event.sensitivity, topic.sensitivity) != .patient else {
            return Rejection(
                code: .patientInformation, pointer: "/sensitivity",
                detail: "patient information never passes (Police, Crime, Sentencing and Courts Act 2022, s.16(4)(a))")
        }
        guard !event.isRestricted else {
            return Rejection(
                code: .investigatoryPowers, pointer: "/restriction",
                detail: "information restricted by the Investigatory Powers Act 2016 never passes (Police, Crime, "
                    + "Sentencing and Courts Act 2022, s.16(4)(d))")
        }
        return nil
    }

    /// An agreement that a message names must be its sender's and in force; else the hub may not use the message.
    private func namedAgreement(of event: DecodedEvent, _ topic: InputTopic, in batch: AssessedBatch) -> Rejection? {
        guard let name = event.agreement,
            batch.policy?.isInForce(name, of: topic.partner, at: batch.instant) != true
        else { return nil }
        let text = String(decoding: name.prefix(80), as: UTF8.self)
        return Rejection(
            code: .agreementNotInForce, pointer: "/agreement",
            detail: "agreement \(text) is not one of \(topic.partner)'s in force; name one that is, or none "
                + "(\(DisclosureRule.agreementNotInForce.citation))")
    }

    private func judge(
        _ event: DecodedEvent, record: RecordBatch.Record, topic: InputTopic, _ verdict: inout Verdict,
        in batch: AssessedBatch
    ) {
        let tape = decoder.tape
        guard let data = event.data, let schema = topic.schema else {
            guard event.kind == .withdrawal else {
                let missing = Rejection(
                    code: .schemaInvalid, pointer: "/data",
                    detail: "required: a \(event.kind.name) carries data; only a withdrawal has none")
                return refuse(&verdict, missing, in: batch)
            }
            verdict.hash = hash.hash(kind: event.kind.rawValue, data: nil, on: tape)
            verdict.copies = copies.write(event, on: tape, topic: topic, cell: .unlocated, into: batch)
            return
        }
        guard event.kind != .withdrawal else {
            let surplus = Rejection(
                code: .schemaInvalid, pointer: "/data", detail: "a withdrawal has no data; leave the member out")
            return refuse(&verdict, surplus, in: batch)
        }
        guard validator.isValid(schema, tape, data) else {
            let fault = SchemaFault.telling(validator.validate(schema, tape, data, limit: 64))
            let refusal = Rejection(
                code: .schemaInvalid,
                pointer: (event.mode == .binary ? "/data" : "") + (fault?.instancePointer ?? ""),
                detail: fault.map { "\($0.keyword): \($0.message)" } ?? "outside the schema")
            return refuse(&verdict, refusal, in: batch)
        }
        switch contributor.contribution(of: data, on: tape, receivedAt: record.timestamp, series: topic.series) {
        case .refused(let code, let pointer, let detail):
            refuse(&verdict, Rejection(code: code, pointer: pointer, detail: detail), in: batch)
        case .found(let contribution, let ending, let note):
            verdict.contribution = contribution
            verdict.ending = ending
            if let note {
                verdict.rejection = Int32(batch.rejections.count)
                batch.rejections.append(
                    Rejection(code: note, pointer: "/data/place/area", detail: note.meaning + " " + note.remedy))
            }
            verdict.hash = hash.hash(kind: event.kind.rawValue, data: data, on: tape)
            if event.kind == .test {
                verdict.outcome = .test
            } else if batch.table != nil {
                let cell = Cell(rawValue: contribution.area)
                verdict.copies = copies.write(event, on: tape, topic: topic, cell: cell, into: batch)
            }
        }
    }

    private func refuse(_ verdict: inout Verdict, _ rejection: Rejection, in batch: AssessedBatch) {
        verdict.outcome = rejection.code.status == .withheld ? .withheld : .rejected
        verdict.rejection = Int32(batch.rejections.count)
        batch.rejections.append(rejection)
        // A refused message stands in the period of its own date wherever that can be read (design, "Details").
        if let data = decoder.event.data {
            verdict.contribution.period = contributor.period(of: data, on: decoder.tape)
        }
    }

    private func gather(_ record: RecordBatch.Record, of records: RecordBatch, _ bytes: UnsafeRawBufferPointer) {
        headers.removeAll(keepingCapacity: true)
        for place in Int(record.headers.lowerBound)..<Int(record.headers.upperBound) {
            let header = records.headers[place]
            headers.append(
                HeaderView(
                    name: UnsafeRawBufferPointer(rebasing: bytes[header.name.range]),
                    value: Self.view(header.value, bytes)))
        }
    }

    private static func view(_ slice: RecordBatch.Slice, _ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer? {
        slice.isAbsent ? nil : UnsafeRawBufferPointer(rebasing: bytes[slice.range])
    }

    /// An id or a subject that a receipt can name; nil for one far beyond the limits, which is refused.
    private static func nameable(_ text: UnsafeRawBufferPointer?) -> UnsafeRawBufferPointer? {
        text.flatMap { $0.count <= longestName ? $0 : nil }
    }

    /// In bytes; receipts hold ids of up to 200 characters (`schemas/receipt`), good ones have at most 128.
    private static let longestName = 200

    private static func isGenesis(_ record: RecordBatch.Record, _ bytes: UnsafeRawBufferPointer) -> Bool {
        !record.key.isAbsent && "hub.genesis".utf8.elementsEqual(bytes[record.key.range])
    }
}
