/// An owned JSON tree, for configuration, schemas and tests; not for the message path.
package indirect enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// Parses a document; `throws` says where it goes wrong.
    package static func parse(_ bytes: [UInt8], limits: JSONLimits = .generous) throws(JSONFault) -> JSONValue {
        let tape = JSONTape(limits: limits)
        if let fault = tape.parse(bytes) { throw fault }
        return JSONValue(tape, tape.root)
    }

    /// Parses a document.
    package static func parse(_ text: String, limits: JSONLimits = .generous) throws(JSONFault) -> JSONValue {
        try parse(Array(text.utf8), limits: limits)
    }

    /// A copy of a value on a tape.
    package init(_ tape: JSONTape, _ node: JSONNode) {
        switch tape.kind(node) {
        case .null: self = .null
        case .true: self = .bool(true)
        case .false: self = .bool(false)
        case .string: self = .string(tape.string(node) ?? "")
        case .integer, .decimal: self = .number(tape.number(node) ?? JSONNumber(Int64(0)))
        case .array:
            var elements: [JSONValue] = []
            var child = tape.firstChild(node)
            let end = tape.end(node)
            while child != end {
                elements.append(JSONValue(tape, child))
                child = tape.next(child)
            }
            self = .array(elements)
        case .object:
            var object = JSONObject()
            var key = tape.firstChild(node)
            let end = tape.end(node)
            while key != end {
                let value = tape.value(ofKey: key)
                object[tape.string(key) ?? ""] = JSONValue(tape, value)
                key = tape.next(value)
            }
            self = .object(object)
        }
    }

    /// A member of an object, or nil.
    package subscript(key: String) -> JSONValue? { object?[key] }

    /// An element of an array, or nil.
    package subscript(place: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(place) else { return nil }
        return elements[place]
    }

    /// The value of a string.
    package var string: String? { if case .string(let value) = self { value } else { nil } }
    /// The value of a number that is whole and fits.
    package var int: Int? { number?.int64.flatMap { Int(exactly: $0) } }
    /// The nearest double of a number.
    package var double: Double? { number?.double }
    /// The exact value of a number.
    package var number: JSONNumber? { if case .number(let value) = self { value } else { nil } }
    /// The value of a boolean.
    package var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The elements of an array.
    package var array: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    /// The members of an object.
    package var object: JSONObject? { if case .object(let value) = self { value } else { nil } }
    /// Whether this is null.
    package var isNull: Bool { if case .null = self { true } else { false } }

    /// The value as UTF-8 text, on one line or indented by two spaces.
    package func serialised(pretty: Bool = false) -> [UInt8] {
        var writer = JSONWriter(pretty: pretty)
        write(to: &writer)
        return writer.bytes
    }

    /// Writes the value.
    package func write(to writer: inout JSONWriter) {
        switch self {
        case .null: writer.null()
        case .bool(let value): writer.bool(value)
        case .number(let value): writer.number(value)
        case .string(let value): writer.string(value)
        case .array(let elements):
            writer.beginArray()
            for element in elements { element.write(to: &writer) }
            writer.endArray()
        case .object(let object):
            writer.beginObject()
            for (key, value) in object {
                writer.key(key)
                value.write(to: &writer)
            }
            writer.endObject()
        }
    }
}

extension JSONValue: Equatable {
    /// Equality by JSON Schema 2020-12, section 4.2.2: numbers by value, strings by code point, objects in any order.
    package static func == (one: JSONValue, two: JSONValue) -> Bool {
        switch (one, two) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// A string.
    package init(stringLiteral value: String) { self = .string(value) }
    /// An integer.
    package init(integerLiteral value: Int64) { self = .number(JSONNumber(value)) }
    /// A boolean.
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Null.
    package init(nilLiteral: ()) { self = .null }
    /// An array.
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object.
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements.map { ($0.0, $0.1) }))
    }
}
