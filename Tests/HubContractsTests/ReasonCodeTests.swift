import Foundation
import HubContracts
import HubJSON
import Testing

struct ReasonCodeTests {
    @Test("the article lists exactly the codes of the code, with status, meaning and remedy")
    func article() throws {
        let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../Sources/HubContracts/HubContracts.docc/ReasonCodes.md")
        let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n").filter { $0.hasPrefix("| `") }
        let wanted = ReasonCode.allCases.map { "| `\($0.rawValue)` | \($0.status) | \($0.meaning) | \($0.remedy) |" }
        #expect(lines.map(String.init) == wanted)
    }

    @Test("the code list schema has the same codes in the same order")
    func codeList() throws {
        let document = try JSONValue.parse(SchemaFolder.bytes("codes/reason_code.json"))
        #expect(document["enum"]?.array?.compactMap(\.string) == ReasonCode.allCases.map(\.rawValue))
    }

    @Test("the other code lists agree with their types")
    func otherLists() throws {
        func list(_ name: String) throws -> [String]? {
            try JSONValue.parse(SchemaFolder.bytes("codes/\(name).json"))["enum"]?.array?.compactMap(\.string)
        }
        #expect(try list("receipt_status") == ReceiptStatus.allCases.map(\.rawValue))
        #expect(try list("sensitivity") == Sensitivity.allCases.map(\.name))
        #expect(try list("body") == PartnerDirectory.Body.allCases.map(\.rawValue))
        #expect(try list("theme") == Series.allCases.compactMap(\.theme))
    }
}
