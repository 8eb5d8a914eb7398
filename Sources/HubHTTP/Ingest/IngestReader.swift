import HubContracts
import HubJSON
import HubTransport

/// Reads the events of a request by the CloudEvents 1.0 HTTP binding: binary, structured and batched.
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

    private static let structured: [(name: String, value: [UInt8]?)] = [
        ("content-type", Array("application/cloudevents+json; charset=UTF-8".utf8))
    ]

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
            try request.body.withUnsafeBytes { try readSingle($0, headers: [], named: Self.structured, now: now) }
        case _ where isBinary: try readBinary(request, now: now)
        case "application/json", nil:
            throw Problem(
                400,
                "This is no event: send application/cloudevents+json, application/cloudevents-batch+json, or ce- header fields."
            )
        default:
            throw Problem(
                415,
                "Events are application/cloudevents+json, application/cloudevents-batch+json, or ce- header fields with JSON data."
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
        var named: [(name: String, value: [UInt8]?)] = []
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
            bytes += value ?? []
            ranges.append((start..<middle, middle..<bytes.count))
        }
        try bytes.withUnsafeBytes { all in
            let views = ranges.map {
                HeaderView(
                    name: UnsafeRawBufferPointer(rebasing: all[$0.0]),
                    value: UnsafeRawBufferPointer(rebasing: all[$0.1]))
            }
            try request.body.withUnsafeBytes {
                try readSingle($0.isEmpty ? nil : $0, headers: views, named: named, now: now)
            }
        }
    }

    /// Undoes the percent-encoding of the binding (section 3.1.3.2); what is no escape stays.
    private static func unescaped(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard bytes.contains(UInt8(ascii: "%")) else { return bytes }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count,
                let value = UInt8(String(decoding: bytes[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                result.append(value)
                index += 3
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    /// One event alone: what is no JSON is a problem of the request.
    private func readSingle(
        _ value: UnsafeRawBufferPointer?, headers: [HeaderView], named: [(name: String, value: [UInt8]?)], now: Int64
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
        add(value, rejection, named, now)
    }

    private func readBatch(_ body: [UInt8], now: Int64) throws {
        if let fault = batchTape.parse(body) { throw Problem(400, "The body is not JSON: \(fault.description).") }
        guard batchTape.kind(batchTape.root) == .array else {
            throw Problem(400, "The body is JSON, but no batch: a batch is an array of events.")
        }
        body.withUnsafeBytes { bytes in
            var element = batchTape.firstChild(batchTape.root)
            let end = batchTape.end(batchTape.root)
            while element != end {
                let next = batchTape.next(element)
                var last = batchTape.sourceOffset(next) ?? bytes.count
                let first = batchTape.sourceOffset(element) ?? last
                // Back over the comma and the blanks before the next element.
                while last > first, Self.isBetween(bytes[last - 1]) { last -= 1 }
                let value = UnsafeRawBufferPointer(rebasing: bytes[first..<last])
                add(value, decoder.decode(value: value, headers: []), Self.structured, now)
                element = next
            }
        }
    }

    private static func isBetween(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    /// Puts an event with its first fault into its topic.
    private func add(
        _ value: UnsafeRawBufferPointer?, _ fault: Rejection?, _ named: [(name: String, value: [UInt8]?)], _ now: Int64
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
            key: event.subject.map { Array($0) }, value: value.map { Array($0) }, headers: named, timestamp: now)
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
