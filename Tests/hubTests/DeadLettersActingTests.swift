import Foundation
import HubTesting
import Testing

@Suite(.timeLimit(.minutes(15))) struct DeadLettersActingTests {
    private let folder = try! ScratchFolder()

    private func hub(_ line: String..., input: String = "") throws -> ProcessOutcome {
        try HubProcess.run(
            line.flatMap { $0.split(separator: " ").map(String.init) },
            environment: ["HUB_STORE": folder.file("store")],
            input: Array(input.utf8), directory: folder.path)
    }

    private func items(_ outcome: ProcessOutcome) throws -> [[String: Any]] {
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any], "\(outcome)")
        return try #require(document["items"] as? [[String: Any]])
    }

    private static func event(_ number: Int, type: String = "noise", code: String = "E01099999") -> String {
        #"{"specversion":"1.0","id":"e-\#(number)","source":"/partners/leeds","type":"asb.incident","#
            + #""subject":"S-\#(number)","revision":1,"data":{"nsir_type":"\#(type)","nsir_qualifier":"nuisance","#
            + #""occurred":{"precision":"month","from":"2024-03"},"#
            + #""place":{"area":{"area_kind":"lsoa","code":"\#(code)","vintage":2011}}}}"#
    }

    @Test func aLetterIsMendedSentAgainAndCountsOnce() throws {
        let lines = [Self.event(1), Self.event(2, type: "shouting"), Self.event(3, type: "=shouting")].joined(
            separator: "\n")
        _ = try hub("publish --raw --partner leeds --type asb.incident", input: lines)
        let letters = try items(try hub("deadletters list --output json"))
        #expect(letters.map { $0["code"] as? String } == ["AREA_UNKNOWN", "SCHEMA_INVALID", "SCHEMA_INVALID"])
        let ids = letters.compactMap { $0["id"] as? String }

        // By the rules of today all would be refused again: nothing is sent, and each says why.
        let again = try hub("deadletters redrive --all --output json")
        #expect(again.status == 1)
        #expect(try items(again).allSatisfy { $0["result"] as? String == "refused" })
        #expect(try hub("deadletters revalidate --code AREA_UNKNOWN").status == 1)
        #expect(try hub("deadletters redrive").status == 64)
        #expect(try hub("deadletters redrive no-such-letter").status == 66)

        // Mended, it goes through under its own id and subject; another's is not taken for it.
        try folder.write(Self.event(9, code: "E01011698"), to: "other.json")
        let foreign = try hub("deadletters redrive \(ids[0]) --edit other.json")
        #expect(foreign.status == 1 && foreign.errorText.contains("another id or subject"), "\(foreign)")
        try folder.write(Self.event(1, code: "E01011698"), to: "mended.json")
        let dry = try hub("deadletters redrive \(ids[0]) --edit mended.json --dry-run --output json")
        #expect(try items(dry).map { $0["result"] as? String } == ["would_pass"])
        let mended = try hub("deadletters redrive \(ids[0]) --edit mended.json --reason misspelt --output json")
        #expect(try mended.status == 0 && items(mended).map { $0["result"] as? String } == ["redriven"], "\(mended)")
        let twice = try hub("deadletters redrive \(ids[0]) --edit mended.json --output json")
        #expect(try twice.status == 1 && items(twice).map { $0["result"] as? String } == ["skipped"])
        let forced = try hub("deadletters redrive \(ids[0]) --edit mended.json --force")
        #expect(forced.status == 0, "\(forced)")
        let rows = try #require(
            try JSONSerialization.jsonObject(with: Data(try hub("reconcile --output json").output)) as? [String: Any])
        let sums = (rows["rows"] as? [[String: Any]])?.reduce(into: [String: Int]()) { sums, row in
            for (key, value) in row { sums[key, default: 0] += value as? Int ?? 0 }
        }
        #expect(sums?["received"] == 5 && sums?["counted"] == 1 && sums?["duplicate"] == 1 && sums?["rejected"] == 3)
        #expect(rows["balanced"] as? Bool == true)

        // Discarded with a reason, which stays on record.
        #expect(try hub("deadletters discard \(ids[1])").status == 64)
        let reason = try HubProcess.run(
            ["deadletters", "discard", ids[1], "--reason", "a test of theirs"],
            environment: ["HUB_STORE": folder.file("store")])
        #expect(reason.status == 0, "\(reason)")
        #expect(try hub("deadletters show \(ids[1])").outputText.contains("a test of theirs"))
        let states = try items(try hub("deadletters list --output json")).map { $0["state"] as? String }
        #expect(states == ["redriven", "discarded", "open"])
        let stats = try items(try hub("deadletters stats --output json"))
        #expect(stats.compactMap { $0["count"] as? Int }.reduce(0, +) == 3 && stats.count == 3)

        // The export carries no formula; every act is in the audit log, which holds.
        let csv = try hub("deadletters export --state open")
        #expect(csv.outputText.split(separator: "\r\n").count == 2 && !csv.outputText.contains(",=shouting"))
        #expect(try hub("deadletters export --format json").outputText.split(separator: "\n").count == 3)
        let log = try hub("audit export").outputText
        for act in ["redrive edited", "discard", "show dead letter", "export dead letters"] {
            #expect(log.contains(#""act":"\#(act)""#), "\(act) is not logged")
        }
        #expect(log.contains(#""detail":"a test of theirs""#) && log.contains(#""actor":"account:"#))
        #expect(try hub("audit verify").status == 0)
    }
}
