import HubJSON
import HubSchema
import HubTesting
import Testing

/// Asking straight from bytes says what parsing and then asking says, duplicate keys included.
@Suite struct KeyProofTests {
    static let schemas = [
        "true",
        ##"{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"string"}},"additionalProperties":false}"##,
        ##"{"type":"object","properties":{"a":true},"additionalProperties":{"type":["string","integer"]}}"##,
        ##"{"type":"object","properties":{"a":{"$ref":"#"},"l":{"type":"array","items":{"$ref":"#"}}},"additionalProperties":{"type":["integer","string"]}}"##,
        ##"{"type":"object","properties":{"a":{"items":{"type":"string"}}},"additionalProperties":{"type":"integer"}}"##,
        ##"{"type":"object","required":["a"],"oneOf":[{"properties":{"a":{"const":"x"},"b":{"type":"integer"}},"additionalProperties":false},{"properties":{"a":{"const":"y"},"b":true},"additionalProperties":false}]}"##,
        ##"{"properties":{"a":{"enum":[1,{"a":1,"b":[2]}]}},"additionalProperties":{"type":["string","integer"]},"type":"object"}"##,
        ##"{"type":"object","properties":{"a":{"type":"object","properties":{},"additionalProperties":false}},"propertyNames":{"pattern":"^[a-d]$"},"additionalProperties":{"type":["string","integer"]}}"##,
        ##"{"allOf":[{"properties":{"a":{"type":"integer"}}},{"properties":{"b":{"type":"integer"}}}],"type":"object","patternProperties":{"^c":true},"additionalProperties":{"type":"integer"}}"##,
        ##"{"type":"object","properties":{"l":{"type":"array","prefixItems":[{"type":"object","additionalProperties":{"type":"integer"}}],"items":false}},"unevaluatedProperties":{"type":"integer"}}"##,
    ]

    private static func value(_ random: inout XorShift, _ depth: Int) -> String {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 3), using: &random) {
        case 0: return "1"
        case 1: return "\"x\""
        case 2: return "\"y\""
        case 3: return "[" + value(&random, depth - 1) + "]"
        default:
            let members = (0..<Int.random(in: 0...4, using: &random)).map { _ in
                let key = ["a", "b", "l", "c", "d", "\\u0061"].randomElement(using: &random) ?? "a"
                return "\"\(key)\":" + value(&random, depth - 1)
            }
            return "{" + members.joined(separator: ",") + "}"
        }
    }

    @Test(arguments: schemas)
    func theVerdictIsTheSame(schema: String) throws {
        let compiled = try SchemaCompiler.compile(Array(schema.utf8))
        var random = XorShift(seed: 3)
        let (tape, other) = (JSONTape(), JSONTape())
        let last = JSONTape(limits: JSONLimits(duplicateKeys: .last))
        let validator = SchemaValidator()
        var valid = 0
        for _ in 0..<20_000 {
            let document = Array(Self.value(&random, 3).utf8)
            let expected = other.parse(document) == nil && validator.isValid(compiled, other, other.root)
            let found = document.withUnsafeBytes { validator.isValid(compiled, tape, parsing: $0) }
            #expect(found == expected, "\(String(decoding: document, as: UTF8.self))")
            if last.parse(document) == nil {
                let lastIsValid = validator.isValid(compiled, last, last.root)
                let straight = document.withUnsafeBytes { validator.isValid(compiled, last, parsing: $0) }
                #expect(lastIsValid == straight)
            }
            if found { valid += 1 }
        }
        #expect(valid > 20)
    }

    /// Quick ways through date-times and URIs accept nothing that the general ones refuse.
    @Test(arguments: [("date-time", "2016-07-05T00:15:00Z", ".5Z", 1), ("uri", "https://a.example/b-c/d.json", "#", 0)])
    func quickFormatsAgree(format: String, seed: String, longer: String, dropped: Int) throws {
        let schema = ##"{"type":"string","format":"\##(format)"}"##
        let compiled = try SchemaCompiler.compile(Array(schema.utf8))
        var random = XorShift(seed: 5)
        let tape = JSONTape()
        let validator = SchemaValidator()
        let alphabet = Array("0123456789-:TZtz/?aé%_~@[]{}+. ".unicodeScalars)
        var valid = 0
        for _ in 0..<30_000 {
            var text = Array(seed.unicodeScalars)
            for _ in 0..<Int.random(in: 0...3, using: &random) {
                text[Int.random(in: 0..<text.count, using: &random)] = alphabet.randomElement(using: &random) ?? "a"
            }
            func isValid(_ text: [Unicode.Scalar]) -> Bool {
                var string = String.UnicodeScalarView()
                string.append(contentsOf: text)
                return tape.parse(JSONValue.string(String(string)).serialised()) == nil
                    && validator.isValid(compiled, tape, tape.root)
            }
            if dropped > 0, text.last != "Z" { continue }
            let found = isValid(text)
            #expect(found == isValid(text.dropLast(dropped) + Array(longer.unicodeScalars)), "\(text)")
            if found { valid += 1 }
        }
        #expect(valid > 1000)
    }
}
