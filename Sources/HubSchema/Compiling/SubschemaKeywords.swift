import HubJSON

/// Where subschemas stand in a schema object.
enum SubschemaKeywords {
    static let single = [
        "additionalProperties", "items", "contains", "not", "if", "then", "else", "propertyNames", "unevaluatedItems",
        "unevaluatedProperties", "contentSchema",
    ]
    static let lists = ["allOf", "anyOf", "oneOf", "prefixItems"]
    static let maps = ["properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependencies"]

    /// The direct subschemas of a schema with the tokens that lead to them.
    static func children(of schema: JSONObject) -> [([String], JSONValue)] {
        var found: [([String], JSONValue)] = []
        for keyword in single { if let value = schema[keyword] { found.append(([keyword], value)) } }
        for keyword in lists {
            for (place, value) in (schema[keyword]?.array ?? []).enumerated() {
                found.append(([keyword, String(place)], value))
            }
        }
        for keyword in maps {
            guard let members = schema[keyword]?.object else { continue }
            for (name, value) in members where value.array == nil { found.append(([keyword, name], value)) }
        }
        return found
    }
}
