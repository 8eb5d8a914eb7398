import Foundation
import HubStore
import HubTesting
import HubTransport
import Testing

/// `hub status` as a process: each state a hub can be in, its exit status and its three forms.
@Suite(.timeLimit(.minutes(15))) struct StatusCommandTests {
    private let folder = try! ScratchFolder()
    private var store: String { folder.file("store") }

    private func hub(_ line: String, input: String = "") throws -> ProcessOutcome {
        try HubProcess.run(
            line.split(separator: " ").map(String.init), environment: ["HUB_STORE": store], input: Array(input.utf8),
            directory: folder.path)
    }

    private func publishOne() throws {
        let bare =
            #"{"nsir_type":"noise","nsir_qualifier":"nuisance","occurred":{"precision":"month","from":"2024-03"}}"#
        #expect(try hub("publish --partner leeds --type asb.incident", input: bare).status == 0)
    }

    private func report() throws -> (status: Int32?, document: [String: Any], problems: [[String: Any]]) {
        let outcome = try hub("status --output json")
        let document = try #require(
            try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any], "\(outcome)")
        let path = try folder.write(outcome.output, to: "status.json")
        let schemas = #filePath.replacingOccurrences(of: "Tests/hubTests/StatusCommandTests.swift", with: "schemas")
        let check = try hub(
            "validate \(schemas)/cli/status.json \(path) --assert-formats "
                + "--resources https://schemas.hub.westyorkshire.example/=\(schemas)")
        #expect(check.status == 0, "\(check)")
        let problems = document["problems"] as? [[String: Any]] ?? []
        for problem in problems {
            for key in ["what", "why", "next"] { #expect((problem[key] as? String)?.isEmpty == false) }
        }
        return (outcome.status, document, problems)
    }

    @Test func up() throws {
        try publishOne()
        let hub = try HubProcess(["run"], environment: ["HUB_STORE": store], directory: folder.path)
        try hub.wait(for: "the hub") { OwnerLock.holder(directory: store) == hub.identifier }
        let (status, document, problems) = try report()
        #expect(status == 0 && document["state"] as? String == "ok" && problems.isEmpty, "\(document)")
        let running = try #require(document["hub"] as? [String: Any])
        #expect(running["running"] as? Bool == true && running["pid"] as? Int32 == hub.identifier)
        hub.signal(SIGTERM)
        let ended = try hub.wait()
        #expect(ended.status == 0)
        let lines = try ended.errorText.split(separator: "\n").map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
        let own = lines.filter { ($0["event"] as? String)?.hasPrefix("hub.") == true }
        #expect(own.map { $0["event"] as? String } == ["hub.started", "hub.stopped"])
        #expect(lines.allSatisfy { $0["level"] is String && $0["time"] is String }, "\(lines)")
    }

    @Test func stopped() throws {
        try publishOne()
        let (status, document, problems) = try report()
        #expect(status == 1 && document["state"] as? String == "warning")
        #expect(problems.count == 1 && problems[0]["since"] is String)
        #expect(problems[0]["next"] as? String == "hub run --store \(store)")
        let table = try hub("status")
        #expect(table.status == 1 && table.outputText.hasPrefix("WARNING"), "\(table)")
        #expect(table.outputText.contains("next: hub run") && table.outputText.contains("leeds"))
        #expect(!table.outputText.contains("\u{1b}"))
    }

    @Test func killed() throws {
        try publishOne()
        let hub = try HubProcess(["run"], environment: ["HUB_STORE": store], directory: folder.path)
        try hub.wait(for: "the hub") { OwnerLock.holder(directory: store) == hub.identifier }
        hub.signal(SIGKILL)
        _ = try hub.wait()
        let (status, _, problems) = try report()
        #expect(status == 1 && (problems[0]["why"] as? String)?.contains("without being stopped") == true)
    }

    @Test func neverRun() throws {
        let (status, document, problems) = try report()
        #expect(status == 3 && document["state"] as? String == "unknown" && problems.count == 1)
        #expect(!FileManager.default.fileExists(atPath: store))
    }

    @Test func publishedToButNeverRun() throws {
        let log = try EmbeddedLog(directory: store, clock: SystemClock())
        try log.createTopic("in.leeds.asb.incident.v1", partitions: 1)
        #expect(try report().status == 3)
    }

    @Test func stale() throws {
        try publishOne()
        let past = ManualClock(SystemClock().now() - 3_600_000)
        let lock = try OwnerLock(directory: store, clock: past)
        let (status, document, problems) = try report()
        #expect(status == 2 && document["state"] as? String == "error")
        #expect(problems.count == 1 && problems[0]["what"] as? String == "the hub hangs")
        withExtendedLifetime(lock) {}
    }

    @Test func brokerGone() throws {
        try publishOne()
        let lock = try OwnerLock(directory: store)
        let state = try StateStore(directory: store, clock: SystemClock())
        try state.transaction {
            try $0.raise(
                Condition(
                    name: "broker", severity: 2, since: 1_785_000_000_000, what: "the broker cannot be reached",
                    why: "connection refused", next: "start the broker"))
        }
        let (status, _, problems) = try report()
        #expect(status == 2 && problems.count == 1 && problems[0]["next"] as? String == "start the broker")
        withExtendedLifetime(lock) {}
    }

    @Test func damaged() throws {
        try publishOne()
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store + "/state.sqlite" + suffix) }
        try Data(repeating: 0x2A, count: 8192).write(to: URL(fileURLWithPath: store + "/state.sqlite"))
        let (status, _, problems) = try report()
        #expect(status == 2 && (problems[0]["next"] as? String)?.hasPrefix("hub doctor") == true)
    }

    @Test func aCertificateOfTheConfigurationThatIsNotThere() throws {
        try publishOne()
        try folder.write(
            #"{"store":"\#(store)","http":{"tls":{"certificate":"hub.pem","key":"hub.key"}}}"#, to: "hub.json")
        let outcome = try hub("status --config hub.json --output json")
        #expect(outcome.status == 2 && outcome.outputText.contains("the certificate hub.pem cannot be read"))
    }

    @Test func figuresForPrometheus() throws {
        try publishOne()
        let outcome = try hub("status --output prom")
        #expect(outcome.status == 1 && outcome.outputText.contains("\nhub_state 1\n"), "\(outcome)")
        #expect(
            outcome.outputText.contains(#"hub_messages_total{partner="leeds",type="asb.incident",result="taken"} 1"#))
    }

    @Test func watchingGoesOnUntilItIsStopped() throws {
        try publishOne()
        let watch = try HubProcess(["status", "--watch"], environment: ["HUB_STORE": store], directory: folder.path)
        // The second turn comes two seconds after the first; the process ends by itself only when it is told to.
        try watch.wait(for: "two turns") { watch.outputText.components(separatedBy: "WARNING").count > 2 }
        watch.signal(SIGINT)
        #expect(try watch.wait().status == 1)
    }
}
