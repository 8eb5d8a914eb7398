import HubJSON

/// The house rules for schemas of messages: what a partner reads must say what it means and where it ends.
struct SchemaLint {
    struct Fault {
        var pointer: String
        /// Short name of the rule.
        var rule: String
        var message: String
    }

    private(set) var faults: [Fault] = []

    init(_ document: JSONValue) {
        guard let root = document.object else {
            note([], "object", "a schema is an object")
            return
        }
        if root["$schema"]?.string != "https://json-schema.org/draft/2020-12/schema" {
            note([], "dialect", "$schema names JSON Schema 2020-12")
        }
        for keyword in ["$id", "title", "description"] where root[keyword]?.string?.isEmpty != false {
            note([], keyword, "a schema has \(keyword == "$id" ? "an address, $id" : "a \(keyword)")")
        }
        walk(document, [], isMember: false)
    }

    private mutating func note(_ tokens: [String], _ rule: String, _ message: String) {
        faults.append(Fault(pointer: JSONPointer(tokens: tokens).description, rule: rule, message: message))
    }

    private mutating func walk(_ value: JSONValue, _ tokens: [String], isMember: Bool) {
        guard let schema = value.object else { return }
        let isReference = schema["$ref"] != nil
        if isMember, schema["description"] == nil, schema["title"] == nil, !isReference {
            note(tokens, "description", "a member says what it means")
        }
        if schema["type"]?.string == "string",
            !["maxLength", "pattern", "format", "enum", "const"].contains(where: { schema[$0] != nil })
        {
            note(tokens, "bounded", "a string has a greatest length, a pattern, a format or a list of values")
        }
        if schema["type"]?.string == "array", schema["maxItems"] == nil, schema["items"]?.bool != false {
            note(tokens, "bounded", "an array has a greatest number of elements")
        }
        if schema["type"]?.string == "integer",
            !["minimum", "exclusiveMinimum", "enum", "const"].contains(where: { schema[$0] != nil })
        {
            note(tokens, "bounded", "a whole number has a least value")
        }
        if let values = schema["enum"]?.array, values.isEmpty { note(tokens + ["enum"], "enum", "a list has values") }
        for (name, member) in schema["properties"]?.object ?? JSONObject() {
            let isPlain = name.utf8.allSatisfy {
                ($0 >= 0x61 && $0 <= 0x7A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5F
            }
            if !isPlain, name != "$schema" {
                note(tokens + ["properties", name], "snake_case", "names are lower case, with underscores")
            }
            walk(
                member, tokens + ["properties", name], isMember: member.object?.count ?? 0 > 0 && !isAlternative(tokens)
            )
        }
        for keyword in ["allOf", "anyOf", "oneOf", "prefixItems"] {
            for (place, member) in (schema[keyword]?.array ?? []).enumerated() {
                walk(member, tokens + [keyword, String(place)], isMember: false)
            }
        }
        for keyword in ["items", "additionalProperties", "then", "else"] {
            if let member = schema[keyword] { walk(member, tokens + [keyword], isMember: false) }
        }
        for (name, member) in schema["$defs"]?.object ?? JSONObject() {
            walk(member, tokens + ["$defs", name], isMember: false)
        }
    }

    /// Alternatives and conditions repeat members that are described where they are defined.
    private func isAlternative(_ tokens: [String]) -> Bool {
        tokens.contains { ["oneOf", "anyOf", "allOf", "if", "then", "else"].contains($0) }
    }
}
