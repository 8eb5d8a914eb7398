import HubJSON
import HubTesting

/// Draws small schemas over a small world of names and values, changes them a little, and draws instances near them.
struct SchemaSampler {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }
    private mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    private mutating func pick<Element>(_ list: [Element]) -> Element { list[number(0...list.count - 1)] }

    private static let names = ["a", "b", "c", "ab"]
    private static let types = ["null", "boolean", "integer", "number", "string", "array", "object"]
    private static let patterns = ["^a", "b$", "^[a-z]{1,2}$"]

    private mutating func scalar() -> JSONValue {
        switch number(0...6) {
        case 0: .null
        case 1: .bool(chance(50))
        case 2: .string(pick(Self.names))
        case 3: .string("")
        case 4: JSONValue.number(JSONNumber("\(number(-2...6)).5") ?? JSONNumber(Int64(0)))
        default: .number(JSONNumber(Int64(number(-2...6))))
        }
    }

    /// A schema of some keywords, nested at most `depth` deep.
    mutating func schema(_ depth: Int) -> JSONValue {
        if chance(6) { return .bool(chance(70)) }
        var members = JSONObject()
        for _ in 0..<number(1...3) { keyword(&members, depth) }
        return .object(members)
    }

    private mutating func count() -> JSONValue { .number(JSONNumber(Int64(number(0...3)))) }

    private mutating func keyword(_ members: inout JSONObject, _ depth: Int) {
        func names(_ source: inout SchemaSampler) -> [String] { Self.names.filter { _ in source.chance(40) } }
        switch number(0...(depth > 0 ? 33 : 15)) {
        case 0, 1: members["type"] = .string(pick(Self.types))
        case 2: members["type"] = .array([.string("string"), .string(pick(["null", "integer", "object", "array"]))])
        case 3: members["enum"] = .array((0...number(0...3)).map { _ in scalar() })
        case 4: members["const"] = scalar()
        case 5: members["minimum"] = .number(JSONNumber(Int64(number(-2...4))))
        case 6: members["maximum"] = .number(JSONNumber(Int64(number(0...6))))
        case 7: members[pick(["exclusiveMinimum", "exclusiveMaximum"])] = .number(JSONNumber(Int64(number(0...4))))
        case 8: members["multipleOf"] = pick([1, 2, 3, .number(JSONNumber("0.5") ?? JSONNumber(Int64(1)))])
        case 9: members[pick(["minLength", "maxLength"])] = count()
        case 10: members["pattern"] = .string(pick(Self.patterns))
        case 11: members["required"] = .array(names(&self).map { .string($0) })
        case 12: members[pick(["minProperties", "maxProperties"])] = count()
        case 13: members[pick(["minItems", "maxItems"])] = count()
        case 14: members["uniqueItems"] = .bool(chance(80))
        case 15:
            members["dependentRequired"] = .object(
                JSONObject([(pick(Self.names), .array([.string(pick(Self.names))]))]))
        case 16...19:
            members["properties"] = .object(JSONObject(names(&self).map { ($0, schema(depth - 1)) }))
        case 20: members["patternProperties"] = .object(JSONObject([(pick(Self.patterns), schema(depth - 1))]))
        case 21, 22: members["additionalProperties"] = chance(60) ? false : schema(depth - 1)
        case 23: members["propertyNames"] = schema(0)
        case 24: members["items"] = schema(depth - 1)
        case 25: members["prefixItems"] = .array((0...number(0...1)).map { _ in schema(depth - 1) })
        case 26:
            members["contains"] = schema(depth - 1)
            if chance(40) { members[pick(["minContains", "maxContains"])] = count() }
        case 27, 28: members[pick(["anyOf", "oneOf"])] = .array((0...number(0...2)).map { _ in schema(depth - 1) })
        case 29: members["allOf"] = .array([schema(depth - 1), schema(depth - 1)])
        case 30: members["not"] = schema(depth - 1)
        case 31:
            members["if"] = schema(depth - 1)
            members[pick(["then", "else"])] = schema(depth - 1)
        case 32: members["dependentSchemas"] = .object(JSONObject([(pick(Self.names), schema(depth - 1))]))
        default: members[pick(["unevaluatedProperties", "unevaluatedItems"])] = chance(60) ? false : schema(depth - 1)
        }
    }

    /// A schema a little different, often wider.
    mutating func changed(_ schema: JSONValue) -> JSONValue {
        guard var members = schema.object, let key = members.keys.randomElement(using: &random) else { return true }
        switch (key, members[key]) {
        case ("enum", .array(let values)?): members[key] = .array(values + [scalar()])
        case ("required", .array(let values)?): members[key] = .array(Array(values.dropLast()))
        case ("properties", .object(var named)?):
            if let name = named.keys.randomElement(using: &random), let value = named[name] {
                named[name] = changed(value)
                members[key] = .object(named)
            }
        case ("anyOf", .array(let list)?), ("oneOf", .array(let list)?):
            members[key] = .array(chance(50) ? list + [self.schema(1)] : list.map { chance(50) ? changed($0) : $0 })
        case ("allOf", .array(let list)?): members[key] = .array(list.map { changed($0) })
        case ("items", let value?), ("additionalProperties", let value?), ("not", let value?), ("contains", let value?),
            ("then", let value?), ("if", let value?), ("unevaluatedProperties", let value?):
            members[key] = changed(value)
        case ("minimum", _), ("maximum", _), ("minLength", _), ("maxLength", _), ("maxItems", _):
            members[key] = .number(JSONNumber(Int64(number(0...5))))
        default:
            if chance(50) { members[key] = nil } else { keyword(&members, 1) }
        }
        return .object(members)
    }

    /// A value that may well fit a schema.
    mutating func instance(of schema: JSONValue, _ depth: Int) -> JSONValue {
        guard depth > 0, let members = schema.object, chance(92) else { return any(depth) }
        if let values = members["enum"]?.array, !values.isEmpty { return pick(values) }
        if let value = members["const"] { return value }
        for keyword in ["anyOf", "oneOf", "allOf"] where chance(60) {
            if let list = members[keyword]?.array, !list.isEmpty { return instance(of: pick(list), depth - 1) }
        }
        let about = members.keys.joined(separator: " ")
        let type = members["type"]?.string ?? (about.contains("ropert") || about.contains("required") ? "object" : "")
        if type == "object" || (type.isEmpty && chance(40)) {
            var object = JSONObject()
            for name in Self.names where chance(50) || members["required"]?.array?.contains(.string(name)) == true {
                object[name] = instance(
                    of: members["properties"]?[name] ?? members["additionalProperties"] ?? true, depth - 1)
            }
            return .object(object)
        }
        if type == "array" || about.contains("tems") || about.contains("contains") {
            return .array(
                (0..<number(0...3)).map { place in
                    instance(
                        of: members["prefixItems"]?[place] ?? members["items"] ?? members["contains"] ?? true, depth - 1
                    )
                })
        }
        if type == "string" { return .string(pick(Self.names + ["", "abc", "ba"])) }
        if type == "integer" || about.contains("imum") { return .number(JSONNumber(Int64(number(-3...7)))) }
        return any(depth)
    }

    private mutating func any(_ depth: Int) -> JSONValue {
        if depth < 2 || chance(60) { return scalar() }
        if chance(50) { return .array((0..<number(0...3)).map { _ in any(depth - 1) }) }
        return .object(JSONObject(Self.names.filter { _ in chance(40) }.map { ($0, any(depth - 1)) }))
    }
}
