import HubJSON
import HubSchema
import HubTesting
import Testing

/// The cost of a verdict grows as the instance does, counted in schemas applied and elements compared.
@Suite(.timeLimit(.minutes(15))) struct SchemaGrowthTests {
    private func work(_ schema: String, _ instance: String, isValid: Bool = true) throws -> Int {
        let compiled = try SchemaCompiler.compile(Array(schema.utf8))
        let tape = JSONTape(limits: .generous)
        let validator = SchemaValidator()
        #expect(tape.parse(Array(instance.utf8)) == nil)
        #expect(validator.isValid(compiled, tape, tape.root) == isValid)
        return validator.work
    }

    private static let schemas = [
        ##"{"type":"array","items":{"type":"object","required":["id"],"properties":{"id":{"type":"integer"},"tags":{"items":{"enum":["a","b"]}}},"additionalProperties":false}}"##,
        ##"{"items":{"allOf":[{"properties":{"id":{"minimum":0}}},{"required":["id"]}],"unevaluatedProperties":{"type":"array"}}}"##,
        ##"{"contains":{"required":["id"]},"items":{"anyOf":[{"required":["x"]},{"properties":{"tags":{"contains":{"const":"b"}}}}]}}"##,
    ]

    @Test(arguments: schemas)
    func recordsCostTheSameHoweverMany(schema: String) throws {
        func records(_ count: Int) -> String {
            "[" + (0..<count).map { ##"{"id":\##($0),"tags":["a","b"]}"## }.joined(separator: ",") + "]"
        }
        let few = try work(schema, records(100))
        for count in [1_000, 10_000, 100_000] {
            let many = try work(schema, records(count))
            #expect(many <= (few + 10) * (count / 100) * 3 / 2, "\(few) for 100 records, \(many) for \(count)")
        }
    }

    /// No kind of element makes many share a place in the table.
    @Test(arguments: 0..<8)
    func uniqueItemsIsLinear(kind: Int) throws {
        let count = 100_000
        func element(_ number: Int) -> String {
            switch kind {
            case 0: "\(number)"
            case 1: "\(number).5"
            case 2: "1e\(number + 400)"
            case 3: "1e-\(number + 400)"
            case 4: "1.00000000000000000000\(number)9"
            case 5: "123456789012345678901\(number)"
            case 6: ##"{"a":\##(number),"b":[\##(count - number)]}"##
            default: "\"text \(number)\""
            }
        }
        let items = (0..<count).map(element).joined(separator: ",")
        let compared = try work(##"{"uniqueItems":true}"##, "[\(items)]")
        #expect(compared < count * 2, "\(compared) comparisons")
        _ = try work(##"{"uniqueItems":true}"##, "[\(items),\(element(777))]", isValid: false)
    }

    /// Equal numbers are found equal however they are written.
    @Test(arguments: [
        ("1", "1.0"), ("1e2", "100"), ("100000000000000000000", "1e20"), ("0", "-0.0"), ("0.1", "1e-1"),
        ("1000000000000000", "1e15"), ("999999999999999", "9.99999999999999e14"), ("1e400", "10e399"),
        ("9007199254740993", "9007199254740993.0"), ("1e-400", "0.1e-399"), ("0", "0e-400"),
        ("1234567890123456789012", "1.234567890123456789012e21"), ("0.5", "0.500000000000000000000000"),
        ("1e-300", "0.1e-299"), ("1e-324", "0.0000001e-317"), ("18446744073709551615", "1.8446744073709551615e19"),
        ("5e-324", "0.5e-323"), ("100000000000000", "100000000000000.000000"),
    ])
    func equalNumbersAreNotUnique(one: String, two: String) throws {
        let others = (1...20).map { "\"\($0)\"" }.joined(separator: ",")
        _ = try work(##"{"uniqueItems":true}"##, "[\(one),\(two)]", isValid: false)
        _ = try work(##"{"uniqueItems":true}"##, "[\(one),\(others),\(two)]", isValid: false)
    }
}
