import HubJSON
import HubSchema
import Testing

@Suite struct SchemaFaultTests {
    func faults(_ schema: String, _ instance: String) throws -> [SchemaFault] {
        let compiled = try SchemaCompiler.compile(Array(schema.utf8))
        let tape = JSONTape()
        #expect(tape.parse(Array(instance.utf8)) == nil)
        let validator = SchemaValidator()
        let faults = validator.validate(compiled, tape, tape.root)
        #expect(validator.isValid(compiled, tape, tape.root) == faults.isEmpty)
        return faults
    }

    static let cases: [(String, String, String, String, String)] = [
        (##"{"type":"string"}"##, "5", "", "type", "expected string, got 5"),
        (##"{"required":["a"]}"##, "{}", "", "required", "the member \"a\" is missing"),
        (
            ##"{"properties":{"a/b":{"minimum":3}}}"##, ##"{"a/b":2.5}"##, "/a~1b", "minimum",
            "expected at least 3, got 2.5"
        ),
        (
            ##"{"properties":{},"additionalProperties":false}"##, ##"{"x":1}"##, "/x", "additionalProperties",
            "no member of this name is allowed here"
        ),
        (
            ##"{"properties":{},"unevaluatedProperties":false}"##, ##"{"x":1}"##, "/x", "unevaluatedProperties",
            "no member of this name is allowed here"
        ),
        (##"{"items":{"enum":["a","b"]}}"##, ##"["a","c"]"##, "/1", "enum", "expected one of \"a\", \"b\", got \"c\""),
        (##"{"maxLength":2}"##, ##""äöü""##, "", "maxLength", "expected at most 2 characters, got 3"),
        (##"{"pattern":"^a$"}"##, ##""b""##, "", "pattern", "expected text that matches ^a$, got \"b\""),
        (
            ##"{"format":"date"}"##, ##""2026-02-30""##, "", "format",
            "expected a date (RFC 3339) such as 2026-03-01, got \"2026-02-30\""
        ),
        (
            ##"{"uniqueItems":true}"##, "[1,2,1.0]", "", "uniqueItems",
            "elements 0 and 2 are equal, expected no two equal"
        ),
        (##"{"multipleOf":0.01}"##, "0.075", "", "multipleOf", "expected a multiple of 0.01, got 0.075"),
        (##"{"const":{"a":1}}"##, "[]", "", "const", "expected an object of 1 member, got an array of 0 elements"),
        (##"{"not":{}}"##, "1", "", "not", "fits what it must not fit"),
        ("false", "1", "", "false", "nothing is allowed here"),
    ]

    @Test(arguments: cases)
    func sentences(schema: String, instance: String, pointer: String, keyword: String, message: String) throws {
        let found = try faults(schema, instance)
        #expect(found.count == 1)
        #expect(found.first?.instancePointer == pointer)
        #expect(found.first?.keyword == keyword)
        #expect(found.first?.message == message)
    }

    @Test func placesFollowReferences() throws {
        let schema =
            ##"{"$ref":"#/$defs/a","$defs":{"a":{"properties":{"b":{"$ref":"#/$defs/c"}}},"c":{"type":"integer"}}}"##
        let fault = try #require(try faults(schema, ##"{"b":"x"}"##).first)
        #expect(fault.keywordPointer == "schema.json#/$defs/c/type")
        #expect(fault.evaluationPath == "/$ref/properties/b/$ref/type")
        #expect(fault.instancePointer == "/b")
    }

    @Test func alternativesAreToldApart() throws {
        let schema =
            ##"{"oneOf":[{"properties":{"k":{"const":"a"},"v":{"type":"string"}}},{"properties":{"k":{"const":"b"},"v":{"type":"integer"}}}]}"##
        #expect(try faults(schema, ##"{"k":"a","v":"x"}"##).isEmpty)
        #expect(try faults(schema, ##"{"v":1,"k":"b"}"##).isEmpty)
        #expect(try faults(schema, ##"{"k":"b","v":"x"}"##).first?.keyword == "oneOf")
        #expect(try faults(schema, ##"{"k":"c","v":1}"##).first?.keyword == "oneOf")
        #expect(try faults(schema, ##"{"k":7}"##).first?.keyword == "oneOf")
        #expect(try faults(schema, ##"{"v":null}"##).first?.keyword == "oneOf")
        #expect(try faults(schema, ##"{"v":1}"##).isEmpty)
        #expect(try faults(schema, ##"{}"##).first?.message == "fits 2 of the alternatives, expected exactly one")
        #expect(try faults(schema, "5").first?.keyword == "oneOf")
    }

    @Test func outputForms() throws {
        let found = try faults(##"{"anyOf":[{"type":"string"},{"minimum":7}]}"##, "5")
        #expect(OutputForm.basic([]) == ["valid": true])
        #expect(OutputForm.basic(found)["errors"]?.array?.count == 3)
        #expect(OutputForm.detailed(found)["errors"]?.array?.count == 1)
        #expect(OutputForm.detailed(found)["errors"]?[0]?["errors"]?.array?.count == 2)
    }

    @Test func faultsAreBounded() throws {
        let compiled = try SchemaCompiler.compile(Array(##"{"items":{"type":"string"}}"##.utf8))
        let tape = JSONTape()
        #expect(tape.parse(Array("[1,2,3,4,5,6,7,8,9]".utf8)) == nil)
        #expect(SchemaValidator().validate(compiled, tape, tape.root, limit: 4).count == 4)
    }
}
