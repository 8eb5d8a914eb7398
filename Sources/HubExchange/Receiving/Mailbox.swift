import HubJSON

/// A partner's mailbox over HTTP; one thread at a time.
final class Mailbox {
    /// A message of the mailbox.
    struct Message: Sendable {
        /// Names it to the hub.
        var id: String
        /// Where it lies.
        var topic: String
        var partition: Int64
        var offset: Int64
        /// When it was published, RFC 3339.
        var time: String
        /// The record's key.
        var key: String?
        /// Attributes and content type, as the record's headers have them.
        var headers: [(name: String, value: String)]
        /// Nil for a record without a value.
        var value: [UInt8]?
    }

    private let connection: HubConnection

    /// The mailbox of whom the connection's credentials belong to.
    init(_ connection: HubConnection) { self.connection = connection }

    /// Calls `body` for the messages that wait, or for all there are, in order, until it returns false.
    ///
    /// - Parameters:
    ///   - topic: this topic only; nil for all.
    ///   - all: those acknowledged too.
    ///   - after: only those behind this one.
    ///   - skipped: ids that are passed over.
    /// - Throws: `ExchangeError`, and what `body` throws.
    func read(
        topic: String? = nil, all: Bool = false, after: String? = nil, skipping skipped: Set<String>,
        _ body: (Message) throws -> Bool
    ) throws {
        var target = "/mailbox?limit=500" + (all ? "&state=all" : "")
        if let topic { target += "&topic=" + topic }
        if let after { target += "&after=" + after }
        var next: String? = target
        while let page = next {
            let answer = try connection.send("GET", page)
            guard answer.status == 200, let document = try? JSONValue.parse(answer.body),
                let messages = document["messages"]?.array
            else { throw ExchangeError(.refused, "the mailbox cannot be read: \(HubConnection.detail(of: answer))") }
            for entry in messages {
                if let id = entry["id"]?.string, skipped.contains(id) { continue }
                guard let message = try message(entry) else { continue }
                guard try body(message) else { return }
            }
            next = document["next"]?.string.flatMap(Self.target)
        }
    }

    /// Acknowledges a message: it waits no more. One that has gone meanwhile waits no more either.
    func acknowledge(_ id: String) throws {
        let answer = try connection.send("DELETE", "/mailbox/" + id)
        guard answer.status == 204 || answer.status == 404 else {
            throw ExchangeError(.refused, "a message cannot be acknowledged: \(HubConnection.detail(of: answer))")
        }
    }

    /// Path and query of a link, so that it is followed on this connection whatever name the hub has for itself.
    private static func target(_ link: String) -> String? {
        guard let start = link.firstRange(of: "://")?.upperBound else { return link.hasPrefix("/") ? link : nil }
        return link[start...].firstIndex(of: "/").map { String(link[$0...]) }
    }

    /// The whole of a message that a page lists; nil where it has gone meanwhile.
    private func message(_ entry: JSONValue) throws -> Message? {
        guard let id = entry["id"]?.string, let topic = entry["topic"]?.string, let offset = entry["offset"]?.int,
            (0..<Int.max).contains(offset), let time = entry["time"]?.string
        else { throw ExchangeError(.malformed, "the mailbox lists a message without id, topic, offset or time") }
        let answer = try connection.send("GET", "/mailbox/" + id)
        if answer.status == 404 { return nil }
        guard answer.status == 200 else {
            throw ExchangeError(.refused, "a message cannot be read: \(HubConnection.detail(of: answer))")
        }
        var headers: [(name: String, value: String)] = []
        for (name, value) in answer.headers {
            if name == "content-type" {
                headers.append((name, value))
            } else if name.hasPrefix("ce-") {
                headers.append(("ce_" + name.dropFirst(3), Self.decoded(value)))
            }
        }
        return Message(
            id: id, topic: topic, partition: Int64(entry["partition"]?.int ?? 0), offset: Int64(offset), time: time,
            key: entry["key"]?.string, headers: headers, value: answer["hub-value"] == "absent" ? nil : answer.body)
    }

    /// Undoes the percent-encoding of the CloudEvents HTTP binding (section 3.1.3.2).
    private static func decoded(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        let bytes = Array(text.utf8)
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
        return String(decoding: result, as: UTF8.self)
    }
}
