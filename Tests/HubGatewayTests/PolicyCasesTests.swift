import HubContracts
import HubGateway
import Testing

@Suite struct PolicyCasesTests {
    @Test func everyShippedCaseComesOutAsItSays() throws {
        let table = try PolicyCases.shipped()
        #expect(table.cases.count >= 60)
        for failure in table.failures() {
            Issue.record("\(failure.name)\n  expected \(failure.expected)\n  found    \(failure.found)")
        }
    }

    @Test func everyRuleAndEveryKindOfBodyIsAsked() throws {
        let file = try #require(EmbeddedFile.named("shipped/policy-cases.json"))
        let text = String(decoding: file.bytes, as: UTF8.self)
        for rule in DisclosureRule.allCases {
            #expect(text.contains(#""rule":"\#(rule.rawValue)""#), "no case for \(rule.rawValue)")
            #expect(!rule.citation.isEmpty && !rule.meaning.hasSuffix("."))
        }
        for body in PartnerDirectory.Body.allCases { #expect(text.contains(#""body":"\#(body.rawValue)""#)) }
    }

    @Test func aCaseThatIsWrongIsNamed() throws {
        let contracts = try Contracts.shipped()
        let text = """
            {"messages": {"one": {"type": "place.concern", "data": {}}}, "cases": [{"name": "wrong", "from": "wyp",
             "to": "leeds", "message": "one", "at": "2026-01-01T00:00:00Z", "expect": {"decision": "release"}}]}
            """
        let failures = try PolicyCases(parsing: Array(text.utf8), contracts: contracts).failures()
        #expect(failures.map(\.name) == ["wrong"] && failures.first?.found.contains("refuse SCHEMA_INVALID") == true)
        let faulty = text.replacing(#""message": "one""#, with: #""message": "two""#)
        #expect(throws: ContractsError.self) { try PolicyCases(parsing: Array(faulty.utf8), contracts: contracts) }
    }
}
