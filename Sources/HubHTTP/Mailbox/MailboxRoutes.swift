import HubContracts
import HubGeography
import HubJSON
import HubStore
import HubTransport

/// `/mailbox`: what waits for a partner that has no Kafka: its receipts and dead letters, and what agreements give it.
struct MailboxRoutes: Sendable {
    private static let maximumLimit = 1000
    /// Records looked at for one page, so that a long acknowledged stretch does not hold a thread.
    private static let scanned = 200_000

    func list(_ request: Request, _ session: Session) throws -> Response {
        let partner = try partner(request)
        let parameters = try Parameters(request, ["topic", "state", "after", "limit"])
        let limit = min(try parameters.number("limit", minimum: 1) ?? 100, Self.maximumLimit)
        let all = try parameters.choice("state", ["waiting", "all"]) == "all"
        let after = try parameters["after"].map { text in
            guard let id = MessageID(text) else {
                throw Problem(400, "after is the id of a message of an earlier page.")
            }
            return id
        }
        if let topic = parameters["topic"], !Self.mayRead(topic, partner) {
            throw Problem(403, "That topic is not yours to read.")
        }
        let topics = try session.log.topics().filter { topic in
            parameters["topic"].map { $0 == topic } ?? Self.mayRead(topic, partner)
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("messages")
        writer.beginArray()
        var count = 0
        var left = Self.scanned
        var last: MessageID?
        search: for topic in topics {
            let place = TopicPartition(topic)
            if let after, topic < after.topic { continue }
            let marks = try session.log.watermarks(of: place)
            let taken = try session.access.acknowledged(by: partner, place)
            var next = max(marks.low, all ? 0 : taken.floor)
            if let after, after.topic == topic { next = max(next, after.offset + 1) }
            var batch = RecordBatch()
            while next < marks.high {
                guard left > 0, count < limit else { break search }
                batch.removeAll()
                let end = try session.log.read(
                    place, from: next, recordLimit: min(left, 1000), byteLimit: 4 << 20, into: &batch)
                // What is no longer kept was looked at all the same.
                let looked = batch.count
                batch = try session.copies.opened(batch)
                left -= looked - batch.count
                for index in batch.records.indices {
                    guard count < limit else { break search }
                    let record = batch.records[index]
                    last = MessageID(topic: topic, offset: record.offset)
                    left -= 1
                    if GenesisRecord.isGenesis(index, of: batch) || (!all && taken.contains(record.offset)) { continue }
                    Self.write(record, in: batch, topic, to: &writer)
                    count += 1
                }
                next = end
                last = MessageID(topic: topic, offset: end - 1)
            }
        }
        writer.endArray()
        if let last, count == limit || left <= 0 {
            var next = "/mailbox?after=\(last.text)&limit=\(limit)" + (all ? "&state=all" : "")
            if let topic = parameters["topic"] { next += "&topic=\(Target.encoded(topic))" }
            writer.key("next")
            writer.string(request.base + next)
        }
        writer.endObject()
        return Response(200, type: Response.json, writer.bytes)
    }

    private static func write(
        _ record: RecordBatch.Record, in batch: RecordBatch, _ topic: String, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        for (key, value) in [
            ("id", MessageID(topic: topic, offset: record.offset).text), ("topic", topic),
            ("time", LondonCalendar.text(ofEpochMilliseconds: record.timestamp)),
        ] {
            writer.key(key)
            writer.string(value)
        }
        writer.key("partition")
        writer.int(0)
        writer.key("offset")
        writer.int(record.offset)
        writer.key("key")
        writer.optional(batch.array(record.key).map { String(decoding: $0, as: UTF8.self) })
        writer.key("bytes")
        if record.value.isAbsent { writer.null() } else { writer.int(Int64(record.value.length)) }
        writer.endObject()
    }

    /// A message as it was published: attributes of binary mode are `ce-` fields, the value is the body.
    func read(_ id: String, _ request: Request, _ session: Session) throws -> Response {
        let partner = try partner(request)
        _ = try Parameters(request, [])
        let found = try find(id, partner, session)
        var batch = RecordBatch()
        _ = try session.log.read(
            TopicPartition(found.topic), from: found.offset, recordLimit: 1, byteLimit: 1, into: &batch)
        batch = try session.copies.opened(batch)
        guard let record = batch.records.first, !GenesisRecord.isGenesis(0, of: batch) else { throw Self.missing }
        var response = Response(200, batch.array(record.value) ?? [])
        response.isText = false
        if record.value.isAbsent { response.status = 200 }
        var type = "application/octet-stream"
        for header in batch.headers[Int(record.headers.lowerBound)..<Int(record.headers.upperBound)] {
            let name = String(decoding: batch.array(header.name) ?? [], as: UTF8.self).lowercased()
            let value = String(decoding: batch.array(header.value) ?? [], as: UTF8.self)
            if name == "content-type" {
                if value.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { type = value }
            } else if name.hasPrefix("ce_"), name.utf8.dropFirst(3).allSatisfy(Self.isAttribute) {
                response.headers.append(("ce-" + name.dropFirst(3), Self.escaped(value)))
            }
        }
        response.headers.append(("Content-Type", type))
        response.headers.append(("Content-Disposition", "attachment"))
        for (name, value) in [
            ("hub-topic", found.topic), ("hub-offset", "\(found.offset)"),
            ("hub-time", LondonCalendar.text(ofEpochMilliseconds: record.timestamp)),
            ("hub-value", record.value.isAbsent ? "absent" : "present"),
        ] {
            response.headers.append((name, value))
        }
        if let key = batch.array(record.key) {
            response.headers.append(("hub-key", Self.escaped(String(decoding: key, as: UTF8.self))))
        }
        return response
    }

    func acknowledge(_ id: String, _ request: Request, _ session: Session) throws -> Response {
        let partner = try partner(request)
        _ = try Parameters(request, [])
        let found = try find(id, partner, session)
        let place = TopicPartition(found.topic)
        // The first record of a topic is no message: the floor starts behind it.
        try session.access.acknowledge(
            found.offset, by: partner, place, first: max(1, try session.log.watermarks(of: place).low))
        return Response(204)
    }

    private func partner(_ request: Request) throws -> String {
        guard let principal = request.principal else {
            throw Problem.unauthorised("A mailbox needs its partner's key or client certificate.")
        }
        return principal.partner
    }

    private static let missing = Problem(404, "There is no such message in your mailbox.")

    /// Another's message and one that is not there are told apart by nobody.
    private func find(_ id: String, _ partner: String, _ session: Session) throws -> MessageID {
        guard let found = MessageID(id), Self.mayRead(found.topic, partner),
            try session.log.partitionCount(of: found.topic) != nil
        else { throw Self.missing }
        let marks = try session.log.watermarks(of: TopicPartition(found.topic))
        guard found.offset >= max(1, marks.low), found.offset < marks.high else { throw Self.missing }
        return found
    }

    /// Whether a topic is among those that only this partner reads.
    private static func mayRead(_ topic: String, _ partner: String) -> Bool {
        switch TopicName(topic) {
        case .receipt(let owner, _), .deadLetter(let owner, _): owner == partner
        case .output(let recipient, _, _): recipient == partner
        default: false
        }
    }

    private static func isAttribute(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Percent-encodes as the binding says (section 3.1.3.2): spaces, quotes, percent signs and all but printable ASCII.
    private static func escaped(_ text: String) -> String {
        Target.encoded(text, also: "!#$&'()*+,/:;<=>?@[\\]^`{|}")
    }
}

/// Names a message in a mailbox by where it lies: `receipt.leeds.v1-0-17`.
struct MessageID: Equatable {
    var topic: String
    var offset: Int64

    init(topic: String, offset: Int64) {
        self.topic = topic
        self.offset = offset
    }

    init?(_ text: String) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count >= 3, parts[parts.count - 2] == "0", let offset = Int64(parts[parts.count - 1]), offset >= 0
        else { return nil }
        self.init(topic: parts.dropLast(2).joined(separator: "-"), offset: offset)
        guard self.text == text else { return nil }
    }

    var text: String { "\(topic)-0-\(offset)" }
}
