import HubAssurance
import HubContracts
import HubGeography
import HubJSON
import HubSchema
import HubTransport

/// Turns lines into messages: checks them, wraps bare data, sends them in batches.
struct Publication {
    /// A line that was not sent.
    struct Fault {
        var file: String
        var line: Int
        var code: ReasonCode
        var pointer: String
        var detail: String
    }

    private(set) var faults = Kept<Fault>()
    /// Whether a line was only the beginning of a document, as in a file made for reading.
    private(set) var seemsSpread = false

    private let submission: any MessageTarget
    private let partner: String
    private let type: String
    private let isRaw: Bool
    private let lineBytes: Int
    /// Signs each event, if there is one.
    private let signer: SigningKey?
    private let subjectPointer: JSONPointer?
    private let schema: CompiledSchema?
    private let tape: JSONTape
    private let validator = SchemaValidator()
    private let content = ContentHash()
    private let time: String
    private var occurrences: [Digest128: Int64] = [:]
    private var writer = JSONWriter()
    private var batch = RecordBatch()
    /// File and line of each message in order of sending.
    private var places: [(file: String, line: Int32)] = []
    private let clock = SystemClock()

    private static let batchRecords = 4096
    private static let batchBytes = 8 << 20
    /// The longest raw line, in bytes: as large as a message limit may be configured.
    private static let rawLineBytes = 64 << 20
    private static let headers: [(name: String, value: [UInt8]?)] = [
        ("content-type", Array("application/cloudevents+json; charset=UTF-8".utf8))
    ]

    init(
        _ submission: any MessageTarget, partner: String, type: String, contracts: Contracts, limit: Int, isRaw: Bool,
        subject: String?, signer: SigningKey? = nil
    ) throws {
        self.submission = submission
        self.partner = partner
        self.type = type
        self.isRaw = isRaw
        lineBytes = isRaw ? Self.rawLineBytes : limit
        self.signer = signer
        schema = contracts.eventSchema(ofType: type)
        tape = JSONTape(limits: JSONLimits(maximumBytes: limit, maximumDepth: 64))
        time = LondonCalendar.text(ofEpochMilliseconds: clock.now())
        subjectPointer = try subject.map { text in
            guard let pointer = JSONPointer(text) else {
                throw CommandFailure(.usage, "--subject is a JSON Pointer such as /reference, not \(Quoted(text))")
            }
            return pointer
        }
    }

    /// Reads a file's lines to its end; blank ones are skipped.
    mutating func read(_ file: InputFile) throws {
        // Cut just beyond the limit and a byte order mark, so that a line of any length costs no more memory and is still
        // seen to be too long.
        var lines = LineReader(file, atMost: lineBytes + 4)
        var line: [UInt8] = []
        while try lines.next(into: &line) {
            // Editors on Windows put a byte order mark before the first line; raw bytes stay as they are.
            if lines.number == 1, !isRaw, line.starts(with: [0xEF, 0xBB, 0xBF]) { line.removeFirst(3) }
            if line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) { continue }
            do {
                let (subject, value) = try isRaw ? raw(line) : message(line)
                append(subject, value)
                places.append((file.name, Int32(clamping: lines.number)))
                if batch.count >= Self.batchRecords || batch.bytes.count >= Self.batchBytes { try flush() }
            } catch let rejection as LineRejection {
                faults.append(
                    Fault(
                        file: file.name, line: lines.number, code: rejection.code, pointer: rejection.pointer,
                        detail: rejection.detail))
            }
        }
    }

    private mutating func append(_ subject: [UInt8]?, _ event: [UInt8]) {
        guard let signer else {
            return batch.append(key: subject, value: event, headers: Self.headers, timestamp: clock.now())
        }
        let envelope = SignedEnvelope.json(
            payloadType: "application/cloudevents+json", payload: event, keyID: signer.publicKey.id, key: signer)
        batch.append(
            key: subject, value: envelope, headers: [("content-type", Array(SignedEnvelope.contentType.utf8))],
            timestamp: clock.now())
    }

    /// Sends what is still held.
    mutating func flush() throws {
        guard !batch.isEmpty else { return }
        try submission.send(batch)
        batch.removeAll()
    }

    /// Where a message of those sent came from.
    func place(of ordinal: Int) -> (file: String, line: Int32)? {
        places.indices.contains(ordinal) ? places[ordinal] : nil
    }

    private struct LineRejection: Error {
        var code: ReasonCode
        var pointer = ""
        var detail: String

        init(code: ReasonCode, pointer: String = "", detail: String) {
            (self.code, self.pointer, self.detail) = (code, pointer, detail)
        }

        /// A line that is no document; its number in the file stands beside it, so that only the column is said.
        init(_ fault: JSONFault) {
            let place = fault.code == .tooLarge ? "" : "column \(fault.column): "
            self.init(code: Publication.code(of: fault), detail: place + fault.message)
        }
    }

    /// A raw line with its subject, where that can be read; it becomes the record's key.
    private func raw(_ line: [UInt8]) throws -> (subject: [UInt8]?, value: [UInt8]) {
        guard line.count <= lineBytes else {
            throw LineRejection(code: .tooLarge, detail: "longer than \(lineBytes) bytes; the hub would not take it")
        }
        guard tape.parse(line) == nil, tape.kind(tape.root) == .object,
            let subject = tape.member(tape.root, "subject"), tape.kind(subject) == .string
        else { return (nil, line) }
        return (Array(tape.bytes(subject)), line)
    }

    private mutating func message(_ line: [UInt8]) throws -> (subject: [UInt8]?, value: [UInt8]) {
        if let fault = tape.parse(line) {
            if fault.code == .malformed, line.last.map({ "{[,:".utf8.contains($0) }) == true { seemsSpread = true }
            throw LineRejection(fault)
        }
        var value = line
        let isEvent = tape.kind(tape.root) == .object && tape.member(tape.root, "specversion") != nil
        if !isEvent {
            value = try wrapped(line)
            if let fault = tape.parse(value) { throw LineRejection(fault) }
        }
        try check("source", is: "/partners/\(partner)", .sourceMismatch)
        try check("type", is: type, .typeUnknown)
        if let schema, !validator.isValid(schema, tape, tape.root) {
            let fault = SchemaFault.telling(validator.validate(schema, tape, tape.root, limit: 64))
            throw LineRejection(
                code: .schemaInvalid, pointer: fault?.instancePointer ?? "",
                detail: fault?.message ?? "it does not follow the type's schema")
        }
        guard let subject = tape.member(tape.root, "subject"), tape.kind(subject) == .string else {
            throw LineRejection(code: .envelopeInvalid, pointer: "/subject", detail: "the subject is missing")
        }
        return (Array(tape.bytes(subject)), value)
    }

    private func check(_ member: StaticString, is expected: String, _ code: ReasonCode) throws {
        guard let node = tape.member(tape.root, member), tape.kind(node) == .string,
            !tape.bytes(node).elementsEqual(expected.utf8)
        else { return }
        throw LineRejection(
            code: code, pointer: "/\(member)",
            detail: "expected \(expected); publish it as the partner and type it belongs to")
    }

    /// Bare data as the data of a new event.
    private mutating func wrapped(_ line: [UInt8]) throws -> [UInt8] {
        let subject: String
        if let subjectPointer {
            guard let node = subjectPointer.evaluate(tape, from: tape.root) else {
                throw LineRejection(
                    code: .envelopeInvalid, pointer: "/subject",
                    detail: "there is nothing at \(subjectPointer) in the data")
            }
            switch tape.kind(node) {
            case .string: subject = String(decoding: tape.bytes(node), as: UTF8.self)
            case .integer, .decimal: subject = tape.number(node)?.description ?? ""
            default:
                throw LineRejection(
                    code: .envelopeInvalid, pointer: "/subject",
                    detail: "\(subjectPointer) is neither text nor a number")
            }
        } else {
            let digest = content.hash(kind: 0, data: tape.root, on: tape)
            occurrences[digest, default: 0] += 1
            subject = "\(digest.hexadecimal):\(occurrences[digest] ?? 1)"
        }
        writer.reset()
        writer.beginObject()
        for (key, value) in [
            ("specversion", "1.0"), ("id", RandomUUID.make()), ("source", "/partners/\(partner)"), ("type", type),
            ("subject", subject), ("time", time),
        ] {
            writer.key(key)
            writer.string(value)
        }
        writer.key("revision")
        writer.int(1)
        writer.key("kind")
        writer.string("report")
        writer.key("data")
        writer.raw(line)
        writer.endObject()
        return writer.bytes
    }

    private static func code(of fault: JSONFault) -> ReasonCode {
        switch fault.code {
        case .notUTF8: .notUTF8
        case .tooLarge: .tooLarge
        case .tooDeep: .tooDeep
        case .duplicateKey: .duplicateKey
        case .numberOutOfLimits: .numberOutOfRange
        default: .notJSON
        }
    }
}
