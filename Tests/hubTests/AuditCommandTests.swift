import Foundation
import HubTesting
import Testing

@Suite(.timeLimit(.minutes(15))) struct AuditCommandTests {
    private let folder = try! ScratchFolder()

    private func hub(_ line: String, input: String = "") throws -> ProcessOutcome {
        try HubProcess.run(
            line.split(separator: " ").map(String.init), environment: ["HUB_STORE": folder.file("store")],
            input: Array(input.utf8), directory: folder.path)
    }

    private static let bare =
        #"{"nsir_type":"noise","nsir_qualifier":"nuisance","occurred":{"precision":"month","from":"2024-03"}}"#

    @Test func anExportIsVerifiedOfflineAndAgainstWhatIsHeld() throws {
        #expect(try hub("audit verify").status == 66)
        _ = try hub("publish --partner leeds --type asb.incident", input: Self.bare)
        let held = try hub("audit checkpoint")
        #expect(held.status == 0)
        try folder.write(held.output, to: "held.json")
        _ = try hub("publish --partner wyp --type asb.incident", input: Self.bare)
        let whole = try hub("audit verify --checkpoint held.json --output json")
        #expect(whole.status == 0 && whole.outputText.contains(#""verified":true"#), "\(whole)")
        let export = try hub("audit export")
        #expect(
            export.outputText.contains(#""category":"collection""#)
                && export.outputText.contains(#""category":"combination""#))
        try folder.write(export.output, to: "export.ndjson")
        try FileManager.default.removeItem(atPath: folder.file("store"))
        #expect(try hub("audit verify export.ndjson --checkpoint held.json").status == 0)
        for (name, damage) in [
            ("a changed entry", { (text: String) in text.replacing(#""count":1"#, with: #""count":2"#) }),
            ("a carriage return", { $0.replacing("\n", with: "\r\n") }),
            ("an entry removed", { $0.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n" }),
            ("the end cut off", { $0.split(separator: "\n").dropLast().joined(separator: "\n") + "\n" }),
            ("a line after the end", { $0 + "{}\n" }), ("a blank line", { "\n" + $0 }),
            ("no last line end", { String($0.dropLast()) }),
            ("nothing", { _ in "" }),
        ] {
            try folder.write(damage(export.outputText), to: "damaged.ndjson")
            let found = try hub("audit verify damaged.ndjson")
            #expect(found.status == 1 && found.outputText.contains("not as it was written"), "\(name): \(found)")
        }
        #expect(try hub("audit verify export.ndjson --checkpoint export.ndjson").status == 64)
        #expect(try hub("audit verify none.ndjson").status == 66)
    }

    @Test func aRevocationIsSeenInStatusAndStopsTheNextMessage() throws {
        let before = PolicyCommandTests.agreements
        try folder.write(before, to: "agreements.json")
        try folder.write(#"{"agreements": "agreements.json"}"#, to: "hub.json")
        _ = try hub(
            "publish --config hub.json --store \(folder.file("store")) --partner wyp --type asb.incident",
            input: Self.bare)
        let store = "--store \(folder.file("store"))"
        let given = try hub("consume --config hub.json \(store) --partner leeds")
        #expect(
            given.outputText.contains(#""key":"wyp/"#) && given.outputText.contains(#""agreement":"WYP-LEEDS-1""#),
            "\(given)")
        #expect(!given.outputText.contains("nuisance"))
        try folder.write(#"{"agreements": []}"#, to: "agreements.json")
        _ = try hub(
            "publish --config hub.json \(store) --partner wyp --type asb.incident", input: Self.bare + "\n" + Self.bare)
        #expect(
            try hub("consume --config hub.json \(store) --partner leeds --topic out.leeds.asb.incident.v1").outputText
                .split(separator: "\n").count == 1)
        let status = try hub("status --config hub.json \(store) --output json")
        #expect(
            status.outputText.contains(#""state":"revoked""#) && status.outputText.contains("was revoked"), "\(status)")
    }
}
