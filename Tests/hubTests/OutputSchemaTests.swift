import Foundation
import HubTesting
import Testing

/// The JSON that commands print, against the schemas that promise its shape.
@Suite struct OutputSchemaTests {
    private let folder = try! ScratchFolder()

    @Test(.timeLimit(.minutes(15))) func whatCommandsPrintFollowsItsSchema() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../schemas/cli"
        ).standardizedFileURL.path
        let store = folder.file("store")
        let bad =
            #"{"nsir_type":"noise","nsir_qualifier":"nuisance","occurred":{"precision":"month","from":"2999-01"}}"#
        let named =
            #"{"name":"Town","theme":"asb","valid_from":"2016-01-01","areas":[{"area_kind":"district","code":"E08000035","vintage":2011}]}"#
        try folder.write("Month\n", to: "other.csv")
        // In this order: the first makes the store, the third a dead letter.
        for (name, line, input) in [
            ("demo", "demo --output json", ""),
            ("publish", "publish --partner leeds --type asb.incident --output json", "{\n" + bad),
            ("publish", "publish --raw --partner leeds --type asb.incident --output json", bad),
            ("import", "import police-uk \(folder.file("other.csv")) --partner wyp --output json", ""),
            ("consume", "consume --partner leeds --topic deadletter.leeds.v1", ""),
            ("deadletters-list", "deadletters list --output json", ""),
            ("deadletters-stats", "deadletters stats --output json", ""),
            ("deadletters-export", "deadletters export --format json", ""),
            ("deadletters-act", "deadletters revalidate --all --output json", ""),
            ("policy-test", "policy test --output json", ""),
            (
                "policy-explain",
                "policy explain \(root)/../asb.incident/v1/examples/valid/full-report.json --partner wyp --recipient leeds --output json",
                ""
            ),
            ("audit-verify", "audit verify --output json", ""), ("audit-export", "audit export", ""),
            ("reconcile", "reconcile --output json", ""),
            ("status", "status --output json", ""),
            ("feed", "feed hotspots --theme asb --area hex --format json --window month:2016-07", ""),
            ("publish", "publish --partner vrp --type hotspot.definition --output json", named),
            ("feed-named", "feed named --theme asb --window month:2016-07 --output json", ""),
            ("lineage", "lineage asb/district/month:2016-07/E08000035 --output json", ""),
            ("quarter-show", "quarter close 2016-Q3 --output json", ""),
            ("quarter-diff", "quarter diff 2016-Q3 --output json", ""),
            ("validate-flag", "validate \(root)/feed.json \(folder.file("other.csv")) --output flag", ""),
            ("validate-output", "validate \(root)/feed.json \(root)/demo.json --output basic", ""),
            ("validate-output", "validate \(root)/feed.json \(root)/demo.json --output detailed", ""),
            ("schema-check", "schema check \(root)/demo.json \(root)/feed.json --mode full --output json", ""),
            ("schema-lint", "schema lint --output json \(root)/feed.json", ""),
        ] {
            let outcome = try HubProcess.run(
                line.split(separator: " ").map(String.init) + ["--store", store], input: Array(input.utf8))
            #expect(outcome.status == 0 || outcome.status == 1, "\(line): \(outcome)")
            #expect(!outcome.output.isEmpty, "\(line): \(outcome)")
            let file = try folder.write(outcome.output, to: name)
            let verdict = try HubProcess.run(["validate", "\(root)/\(name).json", file, "--lines", "--assert-formats"])
            #expect(verdict.status == 0, "\(line): \(verdict)")
        }
    }
}
