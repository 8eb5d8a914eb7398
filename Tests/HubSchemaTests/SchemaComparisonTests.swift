import HubJSON
import HubTesting
import Testing

@testable import HubSchema

/// Whether one schema takes whatever another gives.
@Suite struct SchemaComparisonTests {
    func breaks(_ giver: String, _ taker: String) throws -> [SchemaBreak] {
        var (one, two) = (SchemaCompiler(), SchemaCompiler())
        try one.add(uri: "https://x.example/s.json", document: Array(giver.utf8))
        try two.add(uri: "https://x.example/s.json", document: Array(taker.utf8))
        return try SchemaComparison.breaks(
            giver: one, "https://x.example/s.json", taker: two, "https://x.example/s.json")
    }

    static let safe: [(String, String)] = [
        ("{}", "true"), ("false", ##"{"type":"null"}"##), (##"{"type":"integer"}"##, ##"{"type":["number","null"]}"##),
        (##"{"enum":["a","b"]}"##, ##"{"enum":["a","b","c"]}"##),
        (##"{"const":3}"##, ##"{"minimum":3,"multipleOf":1.5}"##),
        (##"{"minimum":3,"maximum":4}"##, ##"{"exclusiveMinimum":2,"maximum":4.0}"##),
        (##"{"type":"integer"}"##, ##"{"multipleOf":0.5}"##), (##"{"multipleOf":6}"##, ##"{"multipleOf":3}"##),
        (##"{"pattern":"^a$","minLength":2}"##, ##"{"pattern":"^a$","minLength":1}"##),
        (##"{"required":["a","b"]}"##, ##"{"required":["a"]}"##),
        (
            ##"{"properties":{"a":true},"additionalProperties":false}"##,
            ##"{"properties":{"a":{},"b":{"type":"null"}}}"##
        ),
        (##"{"properties":{"a":{"type":"integer"}}}"##, ##"{"properties":{"a":{"type":"number"}}}"##),
        (
            ##"{"$ref":"#/$defs/a","$defs":{"a":{"type":"null"}}}"##,
            ##"{"$ref":"#/$defs/b","$defs":{"b":{"type":"null"}}}"##
        ),
        (
            ##"{"type":"object","properties":{"next":{"$ref":"#"},"v":{"type":"integer"}}}"##,
            ##"{"type":"object","properties":{"next":{"$ref":"#"},"v":{"type":"number"}}}"##
        ),
        (##"{"type":["string","null"]}"##, ##"{"anyOf":[{"type":"null"},{"type":"string"}]}"##),
        (##"{"type":["string","null"]}"##, ##"{"oneOf":[{"type":"null"},{"type":"string"}]}"##),
        (
            ##"{"type":"object","required":["k"],"oneOf":[{"properties":{"k":{"const":"a"}}},{"properties":{"k":{"const":"b"},"v":{"type":"integer"}}}]}"##,
            ##"{"type":"object","required":["k"],"oneOf":[{"properties":{"k":{"const":"c"}}},{"properties":{"k":{"const":"b"},"v":{"type":"number"}}},{"properties":{"k":{"const":"a"}}}]}"##
        ),
        (
            ##"{"items":{"type":"integer"},"maxItems":3}"##,
            ##"{"prefixItems":[{"type":"number"}],"items":{"type":"integer"}}"##
        ),
        (##"{"not":{"type":["string","null"]}}"##, ##"{"not":{"type":"null"}}"##),
        (##"{"type":"string"}"##, ##"{"not":{"type":"null"}}"##),
        (
            ##"{"if":{"required":["a"]},"then":{"required":["b","c"]}}"##,
            ##"{"if":{"required":["a"]},"then":{"required":["b"]}}"##
        ),
        (##"{"contains":{"const":1},"minContains":2}"##, ##"{"contains":{"type":"integer"}}"##),
        (
            ##"{"allOf":[{"properties":{"a":true}}],"properties":{"b":true},"additionalProperties":false}"##,
            ##"{"allOf":[{"properties":{"a":true}}],"properties":{"b":true},"unevaluatedProperties":false}"##
        ),
        (##"{"propertyNames":{"enum":["a"]}}"##, ##"{"propertyNames":{"pattern":"^[a-z]$"}}"##),
        (##"{"required":["a","b"]}"##, ##"{"dependentRequired":{"a":["b"],"c":["a"]}}"##),
    ]

    @Test(arguments: safe)
    func safeChanges(giver: String, taker: String) throws {
        #expect(try breaks(giver, taker).isEmpty)
    }

    static let breaking: [(String, String, String)] = [
        ("{}", "false", "#"), ("{}", ##"{"type":"null"}"##, "#/type"),
        (##"{"type":"number"}"##, ##"{"type":"integer"}"##, "#/type"),
        (##"{"enum":["a","b"]}"##, ##"{"enum":["a"]}"##, "#"), (##"{"minimum":3}"##, ##"{"minimum":4}"##, "#/minimum"),
        (##"{"maximum":3}"##, ##"{"exclusiveMaximum":3}"##, "#/exclusiveMaximum"),
        (##"{"maxLength":3}"##, ##"{"maxLength":2}"##, "#/maxLength"),
        (##"{"pattern":"a"}"##, ##"{"pattern":"b"}"##, "#/pattern"),
        (##"{"properties":{"a":{}}}"##, ##"{"properties":{"a":{}},"required":["a"]}"##, "#/required"),
        (##"{"properties":{"a":{}}}"##, ##"{"properties":{"a":{},"b":{"type":"null"}}}"##, "#/properties/b/type"),
        (
            ##"{"properties":{"a":{}}}"##, ##"{"properties":{"a":{}},"additionalProperties":false}"##,
            "#/additionalProperties"
        ),
        (
            ##"{"properties":{"a":{},"b":{}},"additionalProperties":false}"##,
            ##"{"properties":{"a":{}},"additionalProperties":false}"##, "#/additionalProperties"
        ),
        ("{}", ##"{"patternProperties":{"^x":{"type":"null"}}}"##, "#/patternProperties/^x/type"),
        (##"{"items":{"type":"integer"}}"##, ##"{"items":{"type":"string"}}"##, "#/items/type"),
        (##"{"anyOf":[{"type":"null"},{"type":"string"}]}"##, ##"{"anyOf":[{"type":"null"}]}"##, "#/anyOf"),
        (##"{"type":"integer"}"##, ##"{"oneOf":[{"type":"integer"},{"minimum":3}]}"##, "#/oneOf"),
        ("{}", ##"{"uniqueItems":true}"##, "#/uniqueItems"), ("{}", ##"{"minLength":1e30}"##, "#/minLength"),
        (##"{"contains":{"const":1}}"##, ##"{"contains":{"const":1},"maxContains":1}"##, "#/maxContains"),
        ("{}", ##"{"if":{"type":"string"},"then":{"minLength":1}}"##, "#/then/minLength"),
        ("{}", ##"{"dependentRequired":{"a":["b"]}}"##, "#/dependentRequired/a"),
        (
            "{}", ##"{"properties":{"n":{"$ref":"#/$defs/t"}},"$defs":{"t":{"items":{"not":{"const":1}}}}}"##,
            "#/$defs/t/items/not"
        ),
    ]

    @Test(arguments: breaking)
    func breakingChanges(giver: String, taker: String, pointer: String) throws {
        let found = try breaks(giver, taker)
        #expect(found.contains { $0.location == "https://x.example/s.json" + pointer }, "\(found)")
    }

    /// Whatever pair of schemas is called safe: no instance that the one takes does the other refuse.
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func aSafeChangeBreaksNoInstance(seed: UInt64) throws {
        var source = SchemaSampler(seed: seed)
        let tape = JSONTape()
        let validator = SchemaValidator()
        var (safe, unsafe) = (0, 0)
        for _ in 0..<120 {
            let giver = source.schema(3)
            let taker = source.chance(60) ? source.changed(giver) : source.schema(2)
            let (one, two) = (giver.serialised(), taker.serialised())
            guard let old = try? SchemaCompiler.compile(one), let new = try? SchemaCompiler.compile(two) else {
                continue
            }
            let isSafe = try breaks(String(decoding: one, as: UTF8.self), String(decoding: two, as: UTF8.self)).isEmpty
            if !isSafe {
                unsafe += 1
                continue
            }
            safe += 1
            for _ in 0..<60 {
                let instance = source.instance(of: source.chance(70) ? giver : taker, 4).serialised()
                guard tape.parse(instance) == nil, validator.isValid(old, tape, tape.root) else { continue }
                #expect(
                    validator.isValid(new, tape, tape.root),
                    "seed \(seed): \(String(decoding: instance, as: UTF8.self)) of \(String(decoding: one, as: UTF8.self)) in \(String(decoding: two, as: UTF8.self))"
                )
            }
        }
        #expect(safe > 5 && unsafe > 5, "\(safe) safe, \(unsafe) not")
    }
}
