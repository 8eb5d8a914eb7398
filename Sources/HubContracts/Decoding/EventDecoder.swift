package import HubJSON

/// Reads a record as a CloudEvents 1.0 event, in structured or binary mode, framed by a schema registry's id or not.
///
/// One per thread; its tape and the event's views are used again by the next call. A good message costs no allocation.
/// Sources: CloudEvents 1.0 JSON format and Kafka protocol binding; Confluent wire format (byte 0, schema id, payload).
package final class EventDecoder {
    /// The document of the last call; `event.data` lies on it.
    package let tape: JSONTape
    // One thread uses a decoder and no method hands these out while it changes them: the checks at run time cost a tenth.
    /// What the last call read.
    @exclusivity(unchecked) package internal(set) var event = DecodedEvent()
    /// The first fault of the message being read.
    @exclusivity(unchecked) var fault: Rejection?
    /// The attributes seen so far in the message being read.
    @exclusivity(unchecked) var seen: UInt16 = 0
    /// Finds the attributes of messages that the strict tape refuses for their size, depth or duplicate keys.
    private lazy var lenientTape = JSONTape(
        limits: JSONLimits(
            maximumBytes: tape.limits.maximumBytes * 4, maximumDepth: 4096, duplicateKeys: .last))

    /// - Parameters:
    ///   - maximumBytes: the largest value taken, in bytes.
    ///   - maximumDepth: the deepest nesting of objects and arrays, in levels.
    package init(maximumBytes: Int = 1 << 20, maximumDepth: Int = 64) {
        tape = JSONTape(limits: JSONLimits(maximumBytes: maximumBytes, maximumDepth: maximumDepth))
    }

    /// Reads one record into `event`.
    ///
    /// - Parameters:
    ///   - value: the record's value; nil is a null value.
    ///   - headers: the record's headers in order.
    /// - Returns: nil when the envelope is good; else the first fault. The data are not checked here against a schema.
    package func decode(value: UnsafeRawBufferPointer?, headers: [HeaderView]) -> Rejection? {
        event = DecodedEvent()
        fault = nil
        seen = 0
        var contentType: ContentType?
        var isBinary = false
        for header in headers {
            if Self.isAttribute(header.name) {
                isBinary = true
            } else if header.name.equals(folded: "content-type"), let text = header.value {
                contentType = ContentType(text)
            }
        }
        switch contentType {
        case .structured: isBinary = false
        case .unsupportedEvents:
            reject(
                .contentTypeUnsupported, "",
                "send one event a record as application/cloudevents+json or in binary mode")
            isBinary = false
        default: break
        }
        if isBinary {
            decodeBinary(value, headers, contentType)
        } else {
            decodeStructured(value)
        }
        return fault
    }

    /// Keeps the first fault of a message.
    func reject(_ code: ReasonCode, _ pointer: @autoclosure () -> String, _ detail: @autoclosure () -> String) {
        if fault == nil { fault = Rejection(code: code, pointer: pointer(), detail: detail()) }
    }

    /// Whether a header is an attribute: `ce_` before its name (Kafka protocol binding, section 3.2.3).
    static func isAttribute(_ name: UnsafeRawBufferPointer) -> Bool { name.starts(withFolded: "ce_") }

    private func decodeStructured(_ value: UnsafeRawBufferPointer?) {
        guard let value else {
            return reject(
                .tombstone, "",
                "a record without value and attributes says nothing; to end a record send kind withdrawal")
        }
        let payload = unframed(value)
        if let jsonFault = tape.parse(payload) {
            rejectJSON(jsonFault, at: "")
            if let tape = recovered(payload, after: jsonFault) { readObject(tape, keepsData: false) }
            return
        }
        readObject(tape, keepsData: true)
        finish()
    }

    private func decodeBinary(
        _ value: UnsafeRawBufferPointer?, _ headers: [HeaderView], _ contentType: ContentType?
    ) {
        event.mode = .binary
        for header in headers where Self.isAttribute(header.name) { readHeader(header) }
        if case .other? = contentType, value?.isEmpty == false {
            reject(.contentTypeUnsupported, "/datacontenttype", "data must be JSON: send content-type application/json")
        }
        if let value, !value.isEmpty {
            if let jsonFault = tape.parse(unframed(value)) {
                rejectJSON(jsonFault, at: "/data")
            } else if tape.kind(tape.root) != .null {
                event.data = tape.root
            }
        }
        finish()
    }

    /// The payload behind a schema registry's frame, or the value itself.
    private func unframed(_ value: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard value.count >= 5, value[0] == 0 else { return value }
        event.framedSchemaID = UInt32(bigEndian: value.loadUnaligned(fromByteOffset: 1, as: UInt32.self))
        return value.from(5)
    }

    private func rejectJSON(_ jsonFault: JSONFault, at place: String) {
        let code: ReasonCode =
            switch jsonFault.code {
            case .malformed: .notJSON
            case .notUTF8: .notUTF8
            case .tooLarge: .tooLarge
            case .tooDeep: .tooDeep
            case .duplicateKey: .duplicateKey
            case .numberOutOfLimits: .numberOutOfRange
            }
        reject(code, place + (jsonFault.pointer ?? ""), jsonFault.description)
    }

    /// A tape with a message that is JSON but breaks a limit, for its attributes alone; nil where it is no JSON.
    private func recovered(_ payload: UnsafeRawBufferPointer, after jsonFault: JSONFault) -> JSONTape? {
        switch jsonFault.code {
        case .tooLarge, .tooDeep, .duplicateKey: lenientTape.parse(payload) == nil ? lenientTape : nil
        default: nil
        }
    }
}
