import HubAssurance
import HubContracts
import HubJSON
import HubTransport

/// Reads the events of a request by the CloudEvents 1.0 HTTP binding: binary, structured and batched; and signed ones, a
/// DSSE envelope each, alone or in an array.
///
/// What cannot be an event at all is a problem of the request and was not received. Every event goes on to the log, one
/// with faults too: the gateway answers it with a receipt and a dead letter. One thread at a time.
final class IngestReader {
    private let contracts: Contracts
    private let decoder: EventDecoder
    private let messageBytes: Int
    private lazy var batchTape = JSONTape(
        limits: JSONLimits(maximumBytes: 1 << 30, maximumDepth: 4096, duplicateKeys: .last))
    private var batch = IngestBatch()
    private var topics: [Int32: Int32] = [:]
    private var source: [UInt8] = []
    private var partner = ""

    private let structured = [IngestReader.header("application/cloudevents+json; charset=UTF-8")]
    private let signed = [IngestReader.header("application/vnd.dsse+json")]

    private static func header(_ contentType: StaticString) -> HeaderView {
        func bytes(_ text: StaticString) -> UnsafeRawBufferPointer {
            UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        }
        return HeaderView(name: bytes("content-type"), value: bytes(contentType))
    }

    init(contracts: Contracts, messageBytes: Int, depth: Int) {
        self.contracts = contracts
        self.messageBytes = messageBytes
        decoder = EventDecoder(maximumBytes: messageBytes, maximumDepth: depth)
    }

    /// - Parameter now: receive time, milliseconds since 1970 UTC.
    /// - Throws: `Problem` 400, 413 or 415.
    func read(_ request: Request, from partner: String, now: Int64) throws -> IngestBatch {
        batch = IngestBatch()
        topics.removeAll(keepingCapacity: true)
        self.partner = partner
        source = Array("/partners/\(partner)".utf8)
        let isBinary = request.headers.contains { $0.name.hasPrefix("ce-") }
        switch request.mediaType {
        case "application/cloudevents-batch+json": try readBatch(request.body, now: now)
        case "application/cloudevents+json", "application/cloudevents":
            try checkSize(request.body)
            try request.body.withUnsafeBytes { try readSingle($0, headers: [], kept: structured, now: now) }
        case SignedEnvelope.contentType: try readSigned(request.body, now: now)
        case _ where isBinary: try readBinary(request, now: now)
        case "application/json", nil:
            throw Problem(
                400,
                "This is no event: send application/cloudevents+json, application/cloudevents-batch+json, "
                    + "\(SignedEnvelope.contentType), or ce- header fields."
            )
        default:
            throw Problem(
                415,
                "Events are application/cloudevents+json, application/cloudevents-batch+json, "
                    + "\(SignedEnvelope.contentType), or ce- header fields with JSON data."
            )
        }
        defer { batch = IngestBatch() }
        return batch
    }

    private func checkSize(_ body: [UInt8]) throws {
        guard body.count <= messageBytes else {
            throw Problem(413, "The event is larger than \(messageBytes) bytes; send less in one.")
        }
    }

    private func readBinary(_ request: Request, now: Int64) throws {
        try checkSize(request.body)
        var named: [(name: String, value: [UInt8])] = []
        for (name, value) in request.headers {
            if name.hasPrefix("ce-") {
                named.append(("ce_" + name.dropFirst(3), Self.unescaped(value)))
            } else if name == "content-type" {
                named.append((name, Array(value.utf8)))
            }
        }
        var bytes: [UInt8] = []
        var ranges: [(Range<Int>, Range<Int>)] = []
        for (name, value) in named {
            let start = bytes.count
            bytes += name.utf8
            let middle = bytes.count
            bytes += value
            ranges.append((start..<middle, middle..<bytes.count))
        }
        try bytes.withUnsafeBytes { all in
            let views = ranges.map {
                HeaderView(
                    name: UnsafeRawBufferPointer(rebasing: all[$0.0]),
                    value: UnsafeRawBufferPointer(rebasing: all[$0.1]))
            }
            try request.body.withUnsafeBytes {
                try readSingle($0.isEmpty ? nil : $0, headers: views, kept: views, now: now)
            }
        }
    }

    /// Undoes the percent-encoding of the binding (section 3.1.3.2); what is no escape stays.
    static func unescaped(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard bytes.contains(UInt8(ascii: "%")) else { return bytes }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let high = Target.digit(bytes[index + 1]), let low = Target.digit(bytes[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    /// One event alone: what is no JSON is a problem of the request.
    ///
    /// - Parameter kept: the headers that go to the log with it.
    private func readSingle(
        _ value: UnsafeRawBufferPointer?, headers: [HeaderView], kept: [HeaderView], now: Int64
    ) throws {
        let rejection = decoder.decode(value: value, headers: headers)
        if let rejection, rejection.code == .notJSON || rejection.code == .notUTF8 {
            throw Problem(400, "The body is not JSON: \(rejection.detail).")
        }
        if decoder.event.mode == .structured, decoder.tape.kind(decoder.tape.root) != .object,
            rejection?.code == .envelopeInvalid
        {
            throw Problem(400, "The body is JSON, but no event: an event is an object.")
        }
        add(value, rejection, kept, now)
    }

    private func readBatch(_ body: [UInt8], now: Int64) throws {
        if let fault = batchTape.parse(body) { throw Problem(400, "The body is not JSON: \(fault.description).") }
        guard batchTape.kind(batchTape.root) == .array else {
            throw Problem(400, "The body is JSON, but no batch: a batch is an array of events.")
        }
        eachElement(of: body) { _, value in
            add(value, decoder.decode(value: value, headers: []), structured, now)
        }
    }

    /// Signed events: what each says is read here, so that it finds its topic; whether the signature holds, and whether one
    /// is demanded, is the gateway's to say.
    private func readSigned(_ body: [UInt8], now: Int64) throws {
        if let fault = batchTape.parse(body) { throw Problem(400, "The body is not JSON: \(fault.description).") }
        switch batchTape.kind(batchTape.root) {
        case .array:
            eachElement(of: body) { element, value in addSigned(element, value, now) }
        case .object:
            guard SignedEnvelope(batchTape.root, on: batchTape) != nil else {
                throw Problem(400, "The body is no DSSE envelope of payload, payloadType and signatures.")
            }
            // Base64 makes four bytes of three.
            guard body.count / 4 * 3 <= messageBytes + Self.envelopeBytes else {
                throw Problem(413, "The event is larger than \(messageBytes) bytes; send less in one.")
            }
            body.withUnsafeBytes { addSigned(batchTape.root, $0, now) }
        default: throw Problem(400, "The body is JSON, but neither a DSSE envelope nor an array of them.")
        }
    }

    /// What an envelope may take beside its payload.
    private static let envelopeBytes = 65_536

    private func addSigned(_ element: JSONNode, _ value: UnsafeRawBufferPointer, _ now: Int64) {
        guard let envelope = SignedEnvelope(element, on: batchTape) else {
            // Read as what it is not, so that nothing of the event before it is taken for its own.
            _ = decoder.decode(value: nil, headers: [])
            let rejection = Rejection(
                code: .signatureBad, pointer: "",
                detail: "this is no DSSE envelope of payload, payloadType and signatures")
            return add(value, rejection, signed, now)
        }
        envelope.payload.withUnsafeBytes { payload in
            let rejection = decoder.decode(value: payload, headers: [])
            add(value, rejection, signed, now)
        }
    }

    /// Calls with each element of the array on the batch's tape, and its bytes.
    private func eachElement(of body: [UInt8], _ visit: (JSONNode, UnsafeRawBufferPointer) -> Void) {
        body.withUnsafeBytes { bytes in
            var element = batchTape.firstChild(batchTape.root)
            let end = batchTape.end(batchTape.root)
            while element != end {
                let next = batchTape.next(element)
                var last = batchTape.sourceOffset(next) ?? bytes.count
                let first = batchTape.sourceOffset(element) ?? last
                // Back over the comma and the blanks before the next element.
                while last > first, Self.isBetween(bytes[last - 1]) { last -= 1 }
                visit(element, UnsafeRawBufferPointer(rebasing: bytes[first..<last]))
                element = next
            }
        }
    }

    private static func isBetween(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// Puts an event with its first fault into its topic.
    private func add(
        _ value: UnsafeRawBufferPointer?, _ fault: Rejection?, _ headers: [HeaderView], _ now: Int64
    ) {
        let event = decoder.event
        var rejection = fault
        let type = event.type.flatMap { contracts.type($0) }
        let known = type.map { Int32($0.rawValue) }.flatMap {
            contracts.registry.types[Int($0)].isPublishedByPartners ? $0 : nil
        }
        if rejection == nil, known == nil {
            rejection = Rejection(
                code: .typeUnknown, pointer: "/type", detail: "the registry has no such type that partners publish")
        }
        if let sent = event.source, rejection == nil,
            !source.withUnsafeBytes({ ByteCompare.equal($0, sent) })
        {
            rejection = Rejection(
                code: .sourceMismatch, pointer: "/source",
                detail: "the source must be /partners/\(partner); a partner writes only as itself")
        }
        let group = topic(known)
        var entry = IngestBatch.Entry(
            id: nil, topic: group, place: Int32(batch.groups[Int(group)].records.count), rejection: -1)
        if let id = event.id {
            entry.id = batch.ids.count..<(batch.ids.count + id.count)
            batch.ids.append(contentsOf: id)
        }
        if let rejection {
            entry.rejection = Int32(batch.rejections.count)
            batch.rejections.append(rejection)
        }
        batch.groups[Int(group)].records.append(
            key: event.subject, value: value, headerCount: headers.count, timestamp: now, offset: 0
        ) { (headers[$0].name, headers[$0].value ?? UnsafeRawBufferPointer(start: nil, count: 0)) }
        batch.entries.append(entry)
    }

    /// The group of a known type, or of those without one.
    private func topic(_ type: Int32?) -> Int32 {
        let key = type ?? -1
        if let found = topics[key] { return found }
        let name = type.map { contracts.registry.types[Int($0)].type } ?? TopicName.unknownType
        let made = Int32(batch.groups.count)
        batch.groups.append(IngestBatch.Group(topic: TopicName.input(partner: partner, type: name)))
        topics[key] = made
        return made
    }
}
