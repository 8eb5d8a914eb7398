/// The formats of JSON Schema 2020-12 (validation, section 7.3).
enum Format: UInt8 {
    case dateTime, date, time, duration, email, idnEmail, hostname, idnHostname, ipv4, ipv6, uri, uriReference, iri,
        iriReference, uuid, uriTemplate, jsonPointer, relativeJSONPointer, regex

    /// The format of a name; nil for one the standard does not define.
    init?(name: String) {
        switch name {
        case "date-time": self = .dateTime
        case "date": self = .date
        case "time": self = .time
        case "duration": self = .duration
        case "email": self = .email
        case "idn-email": self = .idnEmail
        case "hostname": self = .hostname
        case "idn-hostname": self = .idnHostname
        case "ipv4": self = .ipv4
        case "ipv6": self = .ipv6
        case "uri": self = .uri
        case "uri-reference": self = .uriReference
        case "iri": self = .iri
        case "iri-reference": self = .iriReference
        case "uuid": self = .uuid
        case "uri-template": self = .uriTemplate
        case "json-pointer": self = .jsonPointer
        case "relative-json-pointer": self = .relativeJSONPointer
        case "regex": self = .regex
        default: return nil
        }
    }

    /// Whether a string, valid UTF-8, has the format.
    func accepts(_ text: UnsafeRawBufferPointer) -> Bool {
        switch self {
        case .dateTime: DateTimeFormat.isDateTime(text)
        case .date: DateTimeFormat.isDate(text)
        case .time: DateTimeFormat.isTime(text)
        case .duration: DurationFormat.accepts(text)
        case .email: EmailFormat.accepts(text, isInternational: false)
        case .idnEmail: EmailFormat.accepts(text, isInternational: true)
        case .hostname: HostnameFormat.isHostname(text)
        case .idnHostname: HostnameFormat.isInternational(text)
        case .ipv4: AddressFormat.isIPv4(text)
        case .ipv6: AddressFormat.isIPv6(text)
        case .uri: URIFormat.accepts(text, needsScheme: true, isInternational: false)
        case .uriReference: URIFormat.accepts(text, needsScheme: false, isInternational: false)
        case .iri: URIFormat.accepts(text, needsScheme: true, isInternational: true)
        case .iriReference: URIFormat.accepts(text, needsScheme: false, isInternational: true)
        case .uuid: UUIDFormat.accepts(text)
        case .uriTemplate: URITemplateFormat.accepts(text)
        case .jsonPointer: PointerFormat.isPointer(text)
        case .relativeJSONPointer: PointerFormat.isRelative(text)
        case .regex: (try? RegexTranslator.translate(String(decoding: text, as: UTF8.self))) != nil
        }
    }

    /// The format in words, with an example where it helps.
    var meaning: String {
        switch self {
        case .dateTime: "a date and time with offset (RFC 3339) such as 2026-03-01T12:00:00Z"
        case .date: "a date (RFC 3339) such as 2026-03-01"
        case .time: "a time of day with offset (RFC 3339) such as 12:00:00Z"
        case .duration: "a duration (RFC 3339, appendix A) such as P1DT2H"
        case .email: "an e-mail address (RFC 5321)"
        case .idnEmail: "an e-mail address (RFC 6531)"
        case .hostname: "a host name (RFC 1123)"
        case .idnHostname: "a host name (RFC 5890)"
        case .ipv4: "an IPv4 address"
        case .ipv6: "an IPv6 address"
        case .uri: "a URI with its scheme (RFC 3986)"
        case .uriReference: "a URI reference (RFC 3986)"
        case .iri: "an IRI with its scheme (RFC 3987)"
        case .iriReference: "an IRI reference (RFC 3987)"
        case .uuid: "a UUID (RFC 4122)"
        case .uriTemplate: "a URI template (RFC 6570)"
        case .jsonPointer: "a JSON Pointer (RFC 6901)"
        case .relativeJSONPointer: "a relative JSON Pointer"
        case .regex: "a regular expression (ECMA-262)"
        }
    }
}
