import Foundation
import HubJSON
import HubTesting
import Testing

@Suite(.enabled(if: SharedData.isPresent, "needs ../shared"))
struct ParsingSuiteTests {
    static let files: [String] = {
        let folder = SharedData.path("data/json-parsing/test_parsing")
        return ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted()
    }()

    @Test func everyFileEndsAsItsNameSays() throws {
        #expect(Self.files.count > 300)
        let tape = JSONTape(limits: JSONLimits(maximumDepth: 1024))
        let lenient = JSONTape(limits: JSONLimits(maximumDepth: 1024, duplicateKeys: .last))
        for name in Self.files {
            let data = try Data(
                contentsOf: URL(fileURLWithPath: SharedData.path("data/json-parsing/test_parsing/" + name)))
            let fault = tape.parse([UInt8](data))
            switch name.prefix(2) {
            case "y_" where name.contains("duplicated_key"):
                #expect(fault?.code == .duplicateKey, "\(name)")
                #expect(lenient.parse([UInt8](data)) == nil, "\(name)")
                #expect(lenient.count(lenient.root) == 1)
            case "y_":
                #expect(fault == nil, "\(name) \(fault?.description ?? "")")
                let value = JSONValue(tape, tape.root)
                #expect(try JSONValue.parse(value.serialised()) == value, "\(name)")
                #expect(try JSONValue.parse(value.serialised(pretty: true)) == value, "\(name)")
            case "n_": #expect(fault != nil, "\(name)")
            default: break
            }
        }
    }

    @Test func transformationsKeepWhatMatters() throws {
        func read(_ name: String) throws -> JSONValue {
            let path = SharedData.path("data/json-parsing/test_transform/" + name)
            return try JSONValue.parse([UInt8](try Data(contentsOf: URL(fileURLWithPath: path))))
        }
        #expect(try read("object_key_nfc_nfd.json").object?.count == 2)
        #expect(try read("number_10000000000000000999.json")[0]?.number?.description == "10000000000000000999")
        #expect(try read("number_1.000000000000000005.json")[0]?.number?.description == "1.000000000000000005")
        #expect(try read("number_-9223372036854775809.json")[0]?.number?.description == "-9223372036854775809")
        #expect(throws: JSONFault.self) { try read("object_same_key_same_value.json") }
        #expect(throws: JSONFault.self) { try read("string_1_escaped_invalid_codepoint.json") }
    }
}
