import Foundation
import HubOperations
import HubStore
import HubTesting
import HubTransport
import Testing

@Suite struct PrometheusTests {
    @Test func everyNameIsInTheArticleAndTheFormatIsRight() throws {
        let fixture = try HealthFixture()
        try fixture.own()
        try fixture.receive(4, taken: 3, rejected: 1)
        try fixture.letter("a\"b\nc")
        fixture.surroundings.certificates = [CertificateFile(path: "a\\b\"c\n.pem", expiresAt: 1_900_000_000_000)]
        let text = try fixture.report().prometheus(version: "1.0")
        let names = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }.map { $0.split(separator: " ")[2] }
        let article = try String(
            contentsOfFile: #filePath.replacingOccurrences(
                of: "Tests/HubOperationsTests/PrometheusTests.swift",
                with: "Sources/HubOperations/HubOperations.docc/Metrics.md"), encoding: .utf8)
        let listed = article.split(separator: "\n").compactMap { line in
            line.hasPrefix("| `hub_") ? line.split(separator: "`")[1].split(separator: "{")[0] : nil
        }
        #expect(Set(names) == Set(listed))
        #expect(Set(names).count == names.count)
        #expect(text.contains(#"hub_messages_total{partner="wyp",type="asb.incident",result="refused"} 1"#))
        #expect(text.contains(#"hub_lag_messages{partner="wyp",type="asb.incident"} 1"#))
        #expect(text.contains(#"path="a\\b\"c\n.pem""#))
        try checkByPromtool(text)
    }

    /// Prometheus' own linter, where it is installed.
    private func checkByPromtool(_ text: String) throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool") else {
            print("skipped: promtool is not installed (Debian package prometheus)")
            return
        }
        let outcome = try HubProcess.run(
            ["check", "metrics"], input: Array(text.utf8), executable: "/usr/bin/promtool")
        #expect(outcome.status == 0 && outcome.errors.isEmpty, "\(outcome)")
    }

    @Test func aStoreThatCannotBeReadHasAStateAndNoFigures() {
        let problem = Problem(.unknown, what: "a", since: nil, why: "b", next: "c")
        let report = HealthReport(unreadable: problem, at: 0, surroundings: .init(store: "s"))
        let text = report.prometheus(version: "1.0")
        #expect(text.contains("hub_state 3\n") && !text.contains("hub_records"))
    }

    @Test func aLogLineIsOneLine() {
        let line = LogLine(.error, "hub.failed", "first\nsecond\u{1b}[2J\"", [("process.id", .integer(7))])
        #expect(
            String(decoding: line.text(time: "2026-07-01T00:00:00Z"), as: UTF8.self)
                == #"{"time":"2026-07-01T00:00:00Z","level":"error","event":"hub.failed","message":"first\nsecond\u001b[2J\"","process.id":7}"#
        )
    }
}
