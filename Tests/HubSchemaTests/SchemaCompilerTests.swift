import Foundation
import HubJSON
import HubSchema
import Testing

@Suite struct SchemaCompilerTests {
    func error(_ schema: String) -> SchemaError? {
        do {
            _ = try SchemaCompiler.compile(Array(schema.utf8))
            return nil
        } catch { return error }
    }

    static let bad: [(String, String?)] = [
        (##"{"type":"text"}"##, "/type"), (##"{"properties":{"a":{"minimum":"3"}}}"##, "/properties/a/minimum"),
        (##"{"$ref":"#/$defs/none"}"##, "/$ref"), (##"{"$ref":"other.json"}"##, "/$ref"),
        (##"{"pattern":"("}"##, "/pattern"),
        (##"{"patternProperties":{"[":true}}"##, "/patternProperties/["), (##"{"multipleOf":0}"##, "/multipleOf"),
        (##"{"$ref":"#"}"##, ""),
        (##"{"allOf":[{"$ref":"#/$defs/a"}],"$defs":{"a":{"not":{"$ref":"#/$defs/a"}}}}"##, "/$defs/a"),
        (##"{"$schema":"http://json-schema.org/draft-07/schema#"}"##, "/$schema"), ("[]", ""), ("{", ""),
        (##"{"pattern":"(?<=a+)b"}"##, "/pattern"),
        (##"{"$defs":{"a":{"$id":"x"},"b":{"$id":"x","type":"null"}}}"##, nil),
        (##"{"required":["a","a"]}"##, "/required"), (##"{"minLength":-1}"##, "/minLength"),
        (##"{"items":[{}]}"##, "/items"),
    ]

    @Test(arguments: bad)
    func badSchemasAreRefused(schema: String, pointer: String?) throws {
        let found = error(schema)
        #expect(found != nil)
        if let pointer { #expect(found?.pointer == pointer, "\(String(describing: found))") }
    }

    @Test func aRequiredUnknownVocabularyIsRefused() throws {
        var compiler = SchemaCompiler()
        let meta =
            ##"{"$id":"https://m.example/meta","$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/core":true,"https://m.example/v":true}}"##
        try compiler.add(uri: "https://m.example/meta", document: Array(meta.utf8))
        try compiler.add(uri: "https://m.example/s", document: Array(##"{"$schema":"https://m.example/meta"}"##.utf8))
        #expect(throws: SchemaError.self) { try compiler.compile(uri: "https://m.example/s") }
    }

    @Test func aResolverGivesDocuments() throws {
        var compiler = SchemaCompiler {
            $0 == "https://x.example/b.json" ? Array(##"{"$defs":{"n":{"type":"null"}}}"##.utf8) : nil
        }
        try compiler.add(
            uri: "https://x.example/a.json", document: Array(##"{"items":{"$ref":"b.json#/$defs/n"}}"##.utf8))
        let compiled = try compiler.compile(uri: "https://x.example/a.json")
        let part = try compiler.compile(uri: "https://x.example/a.json#/items")
        let tape = JSONTape()
        let validator = SchemaValidator()
        #expect(tape.parse(Array("[null]".utf8)) == nil)
        #expect(validator.isValid(compiled, tape, tape.root))
        #expect(!validator.isValid(part, tape, tape.root))
    }

    @Test func deepInstancesEndInAVerdict() async throws {
        let tree = ##"{"type":"array","items":{"anyOf":[{"$ref":"#"},{"type":"null"}]}}"##
        let compiled = try SchemaCompiler.compile(Array(tree.utf8))
        @Sendable func nested(_ leaf: String) -> [UInt8] {
            Array((String(repeating: "[", count: 1000) + leaf + String(repeating: "]", count: 1000)).utf8)
        }
        let verdicts: [Bool] = await withCheckedContinuation { continuation in
            let thread = Thread {
                let tape = JSONTape(limits: .generous)
                let (deep, shallow) = (SchemaValidator(stackBytes: 60 << 20), SchemaValidator(stackBytes: 1 << 15))
                let verdicts = ["null", "1"].flatMap { leaf in
                    tape.parse(nested(leaf)) == nil
                        ? [deep, shallow].map { $0.isValid(compiled, tape, tape.root) } : []
                }
                #expect(shallow.validate(compiled, tape, tape.root).first?.message.contains("deeper") == true)
                continuation.resume(returning: verdicts)
            }
            thread.stackSize = 64 << 20
            thread.start()
        }
        #expect(verdicts == [true, false, false, false])
    }

    /// What cannot be followed must not become valid by being negated.
    @Test func aStackTooSmallNeverMeansValid() throws {
        let compiled = try SchemaCompiler.compile(Array(##"{"not":{"items":{"$ref":"#/not"},"type":"array"}}"##.utf8))
        let tape = JSONTape(limits: .generous)
        let deep = String(repeating: "[", count: 1000) + String(repeating: "]", count: 1000)
        #expect(tape.parse(Array(deep.utf8)) == nil)
        let validator = SchemaValidator(stackBytes: 1 << 15)
        #expect(!validator.isValid(compiled, tape, tape.root))
        #expect(validator.validate(compiled, tape, tape.root).count == 1)
    }

    @Test(arguments: [
        ("^(a+)+$", String(repeating: "a", count: 5000) + "!"), ("(x+x+)+y", String(repeating: "x", count: 5000)),
        (##"^(?=(a+)+$)b"##, String(repeating: "a", count: 5000) + "!"),
    ])
    func catastrophicPatternsEnd(pattern: String, text: String) throws {
        let schema = JSONValue.object(JSONObject([("pattern", .string(pattern))]))
        let compiled = try SchemaCompiler.compile(schema.serialised())
        let tape = JSONTape()
        #expect(tape.parse(JSONValue.string(text).serialised()) == nil)
        #expect(!SchemaValidator().isValid(compiled, tape, tape.root))
    }

    /// Automata and PCRE2 have to say the same.
    @Test(arguments: [
        "^[a-z][a-z0-9-]{0,31}$", "^/(hub|partners/[a-z]+)$", "ab|cd", "^[^\\u0000-\\u001f\\u007f-\\u009f]+$",
        "^\\S{1,3}$",
        "a.c", "^(19|20)[0-9]{2}-(0[1-9]|1[0-2])$", "^é[à-ü]*$", "^🐲{2}$", "^x?$", "b", "^(a|b)*c{2,4}$",
        "^[a-c1-2-]{5}$", "^[abd1][^a]$", "^[a-d]+1[a-d0-2]*$", "^.{20,}$", "^[ -~]+$", "^[acd12]{18}$", "[12]-[12]",
    ])
    func automataAgreeWithPCRE(pattern: String) throws {
        // A look-ahead that always holds sends the second pattern to PCRE2.
        let validator = SchemaValidator()
        let one = try SchemaCompiler.compile(JSONValue.object(JSONObject([("pattern", .string(pattern))])).serialised())
        let two = try SchemaCompiler.compile(
            JSONValue.object(JSONObject([("pattern", .string("(?=[^]*)(?:\(pattern))"))])).serialised())
        let tape = JSONTape()
        let alphabet = [
            "a", "b", "c", "d", "é", "ü", "🐲", "1", "-", "/hub", "/partners/", "2", "0", "\n", " ", "\u{85}",
        ]
        var state: UInt64 = 42
        for _ in 0..<3000 {
            var text = ""
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let length = Int(state >> 60) * (state & 7 == 0 ? 3 : 1)
            for place in 0..<length { text += alphabet[Int((state >> UInt64(place % 15 * 4)) & 15)] }
            #expect(tape.parse(JSONValue.string(text).serialised()) == nil)
            #expect(validator.isValid(one, tape, tape.root) == validator.isValid(two, tape, tape.root), "\(text)")
        }
    }
}
