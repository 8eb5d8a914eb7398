import HubAssurance
package import HubContracts
package import HubJSON
import HubSchema
import HubTransport

/// Makes events of one partner and type, and holds every one against the contract before it is sent.
package final class EventWriter {
    package let partner: String
    package let type: String
    private let subjectPointer: JSONPointer?
    private let schema: CompiledSchema?
    private let tape: JSONTape
    private let validator = SchemaValidator()
    private let content = ContentHash()
    private let clock = SystemClock()
    private var occurrences: [Digest128: Int64] = [:]
    private var writer = JSONWriter()

    /// - Parameters:
    ///   - limit: the largest event, in bytes.
    ///   - subject: where bare data hold the record's reference; nil to make one from the content.
    package init(partner: String, type: String, contracts: Contracts, limit: Int, subject: JSONPointer? = nil) {
        self.partner = partner
        self.type = type
        subjectPointer = subject
        schema = contracts.eventSchema(ofType: type)
        tape = JSONTape(limits: JSONLimits(maximumBytes: limit, maximumDepth: 64))
    }

    /// An event as it stands, or bare data wrapped as a report's.
    ///
    /// - Throws: `EventFault`.
    package func event(_ line: [UInt8]) throws -> (subject: [UInt8], event: [UInt8]) {
        if let fault = tape.parse(line) { throw EventFault(fault) }
        let isEvent = tape.kind(tape.root) == .object && tape.member(tape.root, "specversion") != nil
        let event = try isEvent ? line : wrapped(line)
        if !isEvent, let fault = tape.parse(event) { throw EventFault(fault) }
        return (try check(), event)
    }

    /// An event of a record whose reference and revision are known.
    ///
    /// - Parameter data: JSON; nil for a withdrawal.
    /// - Throws: `EventFault`.
    package func event(subject: String, revision: Int64, kind: EventKind, data: [UInt8]?) throws -> [UInt8] {
        let event = written(subject, revision: revision, kind: kind, data)
        if let fault = tape.parse(event) { throw EventFault(fault) }
        _ = try check()
        return event
    }

    /// What tells one content from another, whatever its members' order.
    ///
    /// - Throws: `EventFault` for what is no JSON.
    func contentHash(_ data: [UInt8]) throws -> Digest128 {
        if let fault = tape.parse(data) { throw EventFault(fault) }
        return content.hash(kind: 0, data: tape.root, on: tape)
    }

    /// The subject of bytes that are sent unchecked, where it can be read; it becomes the record's key.
    package func subject(ofRaw bytes: [UInt8]) -> [UInt8]? {
        guard tape.parse(bytes) == nil, tape.kind(tape.root) == .object,
            let subject = tape.member(tape.root, "subject"), tape.kind(subject) == .string
        else { return nil }
        return Array(tape.bytes(subject))
    }

    /// Holds the event on the tape against the contract.
    ///
    /// - Returns: its subject.
    private func check() throws -> [UInt8] {
        try check("source", is: "/partners/\(partner)", .sourceMismatch)
        try check("type", is: type, .typeUnknown)
        if let schema, !validator.isValid(schema, tape, tape.root) {
            let fault = SchemaFault.telling(validator.validate(schema, tape, tape.root, limit: 64))
            throw EventFault(
                .schemaInvalid, pointer: fault?.instancePointer ?? "",
                fault?.message ?? "it does not follow the type's schema")
        }
        guard let subject = tape.member(tape.root, "subject"), tape.kind(subject) == .string else {
            throw EventFault(.envelopeInvalid, pointer: "/subject", "the subject is missing")
        }
        return Array(tape.bytes(subject))
    }

    private func check(_ member: StaticString, is expected: String, _ code: ReasonCode) throws {
        guard let node = tape.member(tape.root, member), tape.kind(node) == .string,
            !tape.bytes(node).elementsEqual(expected.utf8)
        else { return }
        throw EventFault(
            code, pointer: "/\(member)", "expected \(expected); publish it as the partner and type it belongs to")
    }

    /// Bare data as the data of a new event; the tape holds them.
    private func wrapped(_ line: [UInt8]) throws -> [UInt8] {
        let subject: String
        if let subjectPointer {
            guard let node = subjectPointer.evaluate(tape, from: tape.root) else {
                throw EventFault(
                    .envelopeInvalid, pointer: "/subject", "there is nothing at \(subjectPointer) in the data")
            }
            switch tape.kind(node) {
            case .string: subject = String(decoding: tape.bytes(node), as: UTF8.self)
            case .integer, .decimal: subject = tape.number(node)?.description ?? ""
            default:
                throw EventFault(
                    .envelopeInvalid, pointer: "/subject", "\(subjectPointer) is neither text nor a number")
            }
        } else {
            let digest = content.hash(kind: 0, data: tape.root, on: tape)
            occurrences[digest, default: 0] += 1
            subject = "\(digest.hexadecimal):\(occurrences[digest] ?? 1)"
        }
        return written(subject, revision: 1, kind: .report, line)
    }

    private func written(_ subject: String, revision: Int64, kind: EventKind, _ data: [UInt8]?) -> [UInt8] {
        writer.reset()
        writer.beginObject()
        for (key, value) in [
            ("specversion", "1.0"), ("id", RandomUUID.make()), ("source", "/partners/\(partner)"), ("type", type),
            ("subject", subject), ("time", GenesisRecord.instant(clock.now())),
        ] {
            writer.key(key)
            writer.string(value)
        }
        writer.key("revision")
        writer.int(revision)
        writer.key("kind")
        writer.string(kind.name)
        if let data {
            writer.key("data")
            writer.raw(data)
        }
        writer.endObject()
        return writer.bytes
    }
}
