import Foundation
import Glibc
import HubTesting
import Testing

/// What is wrong with a call ends with one clear sentence and the fixed status.
@Suite struct CommandErrorTests {
    private let folder = try! ScratchFolder()
    private var store: String { folder.file("store") }

    private static let badCalls: [([String], Int32)] = [
        (["run", "--no-such-option"], 64),
        (["no-such-command"], 64),
        (["publish", "--partner", "leeds"], 64),
        (["publish", "--partner", "leeds", "--type", "asb.incident", "--timeout", "soon"], 64),
        (["feed", "hotspots", "--theme", "asb", "--area", "street"], 64),
        (["publish", "--partner", "leeds", "--type", "asb.incident", "missing.ndjson"], 66),
        (["import", "police-uk", "missing.csv", "--partner", "wyp"], 66),
        (["validate", "missing-schema.json", "missing.json"], 66),
        (["reconcile", "--config", "bad.json"], 78),
        (["run", "--config", "broken.json"], 78),
    ]

    @Test(.timeLimit(.minutes(15)), arguments: badCalls)
    func aBadCallEndsWithOneSentence(arguments: [String], status: Int32) throws {
        try folder.write("{\"no_such_member\": 1, \"batch\": {\"records\": 0}}", to: "bad.json")
        try folder.write("{", to: "broken.json")
        let outcome = try HubProcess.run(
            arguments, environment: ["HUB_STORE": store], directory: folder.path)
        #expect(outcome.status == status, "\(arguments): \(outcome)")
        #expect(outcome.output.isEmpty, "\(arguments): \(outcome)")
        #expect(!outcome.errorText.isEmpty && !outcome.errorText.contains("Fatal error"), "\(arguments): \(outcome)")
    }

    @Test(.timeLimit(.minutes(15)), arguments: ["run", "reconcile", "status"])
    func aStoreOfANewerVersionIsLeftAlone(command: String) throws {
        try makeStore()
        let file = store + "/state.sqlite"
        let raise =
            "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); c.execute('PRAGMA user_version=9999'); c.close()"
        let raised = try HubProcess.run(["python3", "-c", raise, file], executable: "/usr/bin/env")
        try #require(raised.status == 0, "\(raised)")
        let outcome = try HubProcess.run([command, "--store", store])
        // `status` has statuses of its own: an error or unknown.
        #expect(outcome.status == 65 || command == "status" && [2, 3].contains(outcome.status), "\(outcome)")
        #expect((outcome.errorText + outcome.outputText).contains("newer"), "\(outcome)")
    }

    @Test(.timeLimit(.minutes(15))) func aPortThatIsTakenIsNamed() throws {
        let taken = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(taken) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listens = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(taken, $0, size) == 0 && listen(taken, 1) == 0 && getsockname(taken, $0, &size) == 0
            }
        }
        try #require(listens)
        let name = "127.0.0.1:\(UInt16(bigEndian: address.sin_port))"
        let outcome = try HubProcess.run(["run", "--listen", name, "--store", store])
        #expect(outcome.status == 69, "\(outcome)")
        #expect(outcome.errorText.contains(name), "\(outcome)")
    }

    /// A file-size limit stands in for a full disk: writing fails at some point whatever the file.
    @Test(.timeLimit(.minutes(15))) func aFullDiskEndsWithInputOutputError() throws {
        try makeStore()
        let line = Self.line
        let input = try folder.write(String(repeating: line, count: 20_000), to: "many.ndjson")
        let script = "trap '' XFSZ; ulimit -f 600; exec \"$0\" \"$@\""
        let outcome = try HubProcess.run(
            [
                "-c", script, HubExecutable.path(), "publish", "--partner", "leeds", "--type", "asb.incident",
                "--store", store, input,
            ], executable: "/bin/bash")
        #expect(outcome.status == 74, "\(outcome)")
        #expect(!outcome.errorText.isEmpty)
        // With room again everything is there once.
        let again = try HubProcess.run([
            "publish", "--partner", "leeds", "--type", "asb.incident", "--store", store, input,
        ])
        #expect(again.status == 0, "\(again)")
        let document = try HubProcess.run(["reconcile", "--output", "json", "--store", store]).json(Reconciliation.self)
        #expect(document.balanced)
        #expect(document.sum(\.unlocated) == 20_000)
    }

    private func makeStore() throws {
        let made = try HubProcess.run(
            ["publish", "--partner", "leeds", "--type", "asb.incident", "--store", store], input: Array(Self.line.utf8))
        try #require(made.status == 0, "\(made)")
    }

    private static let line =
        "{\"nsir_type\":\"noise\",\"nsir_qualifier\":\"nuisance\",\"occurred\":{\"precision\":\"month\",\"from\":\"2024-03\"}}\n"
}
