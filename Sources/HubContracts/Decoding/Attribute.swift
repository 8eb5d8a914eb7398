/// The attributes of an envelope that the hub reads; all others are extensions of the publisher's.
enum Attribute: UInt8, CaseIterable {
    case specversion, id, source, type, subject, time, datacontenttype, dataschema, revision, kind, agreement
    case traceparent, sensitivity, restriction

    /// The name in envelopes.
    var name: StaticString {
        switch self {
        case .specversion: "specversion"
        case .id: "id"
        case .source: "source"
        case .type: "type"
        case .subject: "subject"
        case .time: "time"
        case .datacontenttype: "datacontenttype"
        case .dataschema: "dataschema"
        case .revision: "revision"
        case .kind: "kind"
        case .agreement: "agreement"
        case .traceparent: "traceparent"
        case .sensitivity: "sensitivity"
        case .restriction: "restriction"
        }
    }

    /// JSON Pointer in the event's structured form.
    var pointer: String { "/\(name)" }

    /// Longest value in bytes.
    var maximumBytes: Int {
        switch self {
        case .id: 512
        case .subject: 200
        case .source, .dataschema: 300
        case .agreement: 400
        default: 100
        }
    }

    /// The bit of the attribute in a set of those seen.
    var bit: UInt16 { 1 << UInt16(rawValue) }

    /// The attribute of a name, or nil for an extension.
    static func named(_ name: UnsafeRawBufferPointer) -> Attribute? {
        switch name.count {
        case 2: match(name, .id)
        case 4: match(name, name[0] == UInt8(ascii: "k") ? .kind : name[1] == UInt8(ascii: "y") ? .type : .time)
        case 6: match(name, .source)
        case 7: match(name, .subject)
        case 8: match(name, .revision)
        case 9: match(name, .agreement)
        case 10: match(name, .dataschema)
        case 11:
            match(
                name,
                name[0] == UInt8(ascii: "t")
                    ? .traceparent
                    : name[0] == UInt8(ascii: "r")
                        ? .restriction : name[1] == UInt8(ascii: "p") ? .specversion : .sensitivity
            )
        case 15: match(name, .datacontenttype)
        default: nil
        }
    }

    @inline(__always)
    private static func match(_ name: UnsafeRawBufferPointer, _ attribute: Attribute) -> Attribute? {
        name.holds(attribute.name) ? attribute : nil
    }

    /// Whether a name may be an extension's: 1 to 20 lower-case letters and digits (CloudEvents 1.0, naming).
    static func isExtensionName(_ name: UnsafeRawBufferPointer) -> Bool {
        (1...20).contains(name.count)
            && name.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) }
    }
}
