import Foundation
import HubTesting
import Testing

@Suite(.timeLimit(.minutes(15))) struct PolicyCommandTests {
    private let folder = try! ScratchFolder()

    private func hub(_ line: String) throws -> ProcessOutcome {
        try HubProcess.run(
            line.split(separator: " ").map(String.init), environment: ["HUB_STORE": folder.file("store")],
            input: [], directory: folder.path)
    }

    static let agreements = """
        {"agreements": [{"id": "WYP-LEEDS-1", "version": 1, "parties": {"from": "wyp", "to": "leeds"},
          "purpose": "preventing serious violence in Leeds", "legal_gateway": "s16", "basis": "DPA 2018 section 35(2)(b)",
          "releases": [{"type": "asb.incident", "fields": ["/nsir_type", "/occurred"]}], "tier": "partner",
          "sensitivity": ["anonymous", "pseudonymous"], "retention": 365, "valid_from": "2026-01-01T00:00:00Z",
          "valid_to": "2027-01-01T00:00:00Z", "review_due": "2026-11-01", "dpia": "DPIA-7"}]}
        """

    private static let event = """
        {"specversion": "1.0", "id": "e-1", "source": "/partners/wyp", "type": "asb.incident", "subject": "S-1",
         "data": {"nsir_type": "noise", "nsir_qualifier": "nuisance", "occurred": {"precision": "month", "from": "2024-03"}}}
        """

    @Test func explainsAReleaseAndARefusal() throws {
        try folder.write(Self.agreements, to: "agreements.json")
        try folder.write(#"{"agreements": "agreements.json"}"#, to: "hub.json")
        try folder.write(Self.event, to: "event.json")
        let ask = "policy explain event.json --config hub.json --partner wyp --output json"
        let release = try hub("\(ask) --recipient leeds --at 2026-12-31T23:59:00Z")
        #expect(release.status == 0, "\(release)")
        let found = try #require(try JSONSerialization.jsonObject(with: Data(release.output)) as? [String: Any])
        #expect(found["decision"] as? String == "release" && found["agreement"] as? String == "WYP-LEEDS-1")
        #expect(found["fields"] as? [String] == ["/nsir_type", "/occurred"])
        #expect(!release.outputText.contains("nuisance"))
        let ended = try hub("\(ask) --recipient leeds --at 2027-01-01T00:00:00Z")
        #expect(ended.status == 1 && ended.outputText.contains(#""rule":"AGREEMENT_NOT_IN_FORCE""#), "\(ended)")
        let none = try hub("\(ask) --recipient kirklees --at 2026-02-01T00:00:00Z")
        #expect(none.status == 1 && none.outputText.contains(#""citation":"ICO"#), "\(none)")
        let words = try hub(
            "policy explain event.json --config hub.json --partner wyp --recipient leeds --at 2026-02-01T00:00:00Z")
        #expect(words.status == 0 && words.outputText.contains("under agreement WYP-LEEDS-1, version 1"), "\(words)")
        #expect(try hub("policy explain event.json --partner wyp --recipient leeds --at noon").status == 64)
        #expect(try hub("policy explain none.json --partner wyp --recipient leeds").status == 66)
    }

    @Test func runsTheShippedTableAndTheOneBesideTheAgreements() throws {
        let shipped = try hub("policy test --output json")
        #expect(shipped.status == 0 && shipped.outputText.contains(#""failures":[]"#), "\(shipped)")
        try folder.write(Self.agreements, to: "agreements.json")
        try folder.write(#"{"agreements": "agreements.json"}"#, to: "hub.json")
        try folder.write(
            """
            {"messages": {"one": {"type": "asb.incident", "data": {"nsir_type": "noise", "nsir_qualifier": "nuisance",
              "occurred": {"precision": "month", "from": "2024-03"}}}},
             "cases": [{"name": "leeds gets it", "from": "wyp", "to": "leeds", "message": "one",
               "at": "2026-02-01T00:00:00Z", "expect": {"decision": "release"}},
              {"name": "kirklees would", "from": "wyp", "to": "kirklees", "message": "one",
               "at": "2026-02-01T00:00:00Z", "expect": {"decision": "release"}}]}
            """, to: "policy-cases.json")
        let both = try hub("policy test --config hub.json")
        #expect(both.status == 1 && both.outputText.contains("failed: kirklees would"), "\(both)")
        #expect(both.outputText.contains("policy-cases.json: 1 of 2 cases"), "\(both)")
    }
}
