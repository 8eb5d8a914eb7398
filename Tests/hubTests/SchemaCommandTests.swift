import Foundation
import HubTesting
import Testing

/// `hub schema check|lint|docs|asyncapi` as processes.
@Suite(.timeLimit(.minutes(15))) struct SchemaCommandTests {
    private let folder = try! ScratchFolder()

    private func hub(_ line: String) throws -> ProcessOutcome {
        try HubProcess.run(line.split(separator: " ").map(String.init), directory: folder.path)
    }

    @Test func aChangeIsJudgedBothWays() throws {
        try folder.write(#"{"type":"object","properties":{"a":{"maxLength":5}},"additionalProperties":false}"#, to: "1")
        try folder.write(
            #"{"type":"object","properties":{"a":{"maxLength":9},"b":{"type":"integer"}},"additionalProperties":false}"#,
            to: "2")
        try folder.write(#"{"type":"object","properties":{"a":{"maxLength":7},"b":true}}"#, to: "3")
        try folder.write(#"{"type":"objekt"}"#, to: "bad")
        #expect(try hub("schema check 1 2").status == 0)
        let forward = try hub("schema check 1 2 --mode forward")
        #expect(forward.status == 1 && forward.outputText.contains("/a: strings longer than 5 may come"), "\(forward)")
        #expect(forward.outputText.contains("/b: a member of this name may come"), "\(forward)")
        #expect(try hub("schema check 1 2 --mode full").status == 1)
        // Not transitive, only the newest of the old ones counts.
        #expect(try hub("schema check 2 1 3").status == 0)
        let all = try hub("schema check 2 1 3 --transitive --output json")
        #expect(all.status == 1 && all.outputText.contains(#""old":"2","location""#), "\(all)")
        let bad = try hub("schema check 1 bad")
        #expect(bad.status == 65 && bad.output.isEmpty && bad.errorText.contains("/type"), "\(bad)")
        #expect(try hub("schema check 1").status == 64)
    }

    @Test func theShippedSchemasKeepTheHouseRules() throws {
        let outcome = try hub("schema lint")
        #expect(outcome.status == 0, "\(outcome.outputText)")
        try folder.write(#"{"properties":{"aB":{"type":"string"}}}"#, to: "s")
        let faults = try hub("schema lint s")
        #expect(faults.status == 1)
        for rule in ["dialect", "$id", "title", "snake_case", "description", "bounded"] {
            #expect(faults.outputText.contains("(\(rule))"), "\(rule)")
        }
    }

    @Test func everyTypeHasAPage() throws {
        let page = try hub("schema docs asb.incident")
        #expect(page.status == 0 && page.outputText.hasPrefix("# Anti-social behaviour incident\n"))
        #expect(page.outputText.contains("| `nsir_type` | yes |"))
        #expect(try hub("schema docs --to pages").status == 0)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.file("pages"))
        #expect(names.contains("knife.offence.v1.md") && names.count > 10)
        #expect(try hub("schema docs asb.incidnt").errorText.contains("did you mean asb.incident"))
    }

    @Test func theRegistryIsAnAsyncAPIDocument() throws {
        let outcome = try hub("schema asyncapi --server broker.example:9093")
        let value = try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any]
        #expect(value?["asyncapi"] as? String == "3.0.0")
        let channels = try #require(value?["channels"] as? [String: [String: Any]])
        #expect(channels["in.asb.incident.v1"]?["address"] as? String == "in.{partner}.asb.incident.v1")
        #expect(channels.keys.contains("receipt") && channels.keys.contains("hotspot.asb"))
        #expect(outcome.outputText.contains("broker.example:9093"))
    }
}
