import HubTesting
import Testing

/// Each command explains itself, with an example.
@Suite struct HelpTests {
    @Test(
        .timeLimit(.minutes(15)),
        arguments: [
            ["demo"], ["run"], ["publish"], ["consume"], ["import", "police-uk"], ["validate"], ["feed", "hotspots"],
            ["reconcile"], ["status"], ["deadletters", "list"], ["deadletters", "show"],
        ])
    func everyCommandHasHelpWithAnExample(command: [String]) throws {
        let outcome = try HubProcess.run(command + ["--help"])
        #expect(outcome.status == 0, "\(outcome)")
        #expect(outcome.outputText.contains("hub " + command.joined(separator: " ")), "\(outcome)")
        #expect(outcome.outputText.lowercased().contains("example"), "\(outcome)")
    }
}
