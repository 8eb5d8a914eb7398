import Foundation
import HubTesting
import Testing

/// The official suites, case by case, through `hub validate`.
@Suite(.enabled(if: SharedData.isPresent, "needs ../shared"), .timeLimit(.minutes(15)))
struct ValidateSuiteTests {
    private static let root = SharedData.path("data/json-schema-test-suite/")
    private let folder = try! ScratchFolder()

    private func json(_ value: Any) throws -> Data {
        try JSONSerialization.data(withJSONObject: value, options: [.fragmentsAllowed])
    }

    /// The text between two places of a file, so that numbers reach the command as they are written.
    private struct Group {
        var name: String
        var schema: String
        var instances: [String]
        var verdicts: [Bool]
    }

    /// Python keeps integers exact, and decimals by their text.
    private static let splitter = """
        import json,sys
        class N(float):
            def __new__(c,t):
                n=float.__new__(c,t); n.t=t; return n
            def __repr__(s): return s.t
        def d(v):
            if isinstance(v,N): return v.t
            if isinstance(v,list): return "["+",".join(map(d,v))+"]"
            if isinstance(v,dict): return "{"+",".join(json.dumps(k)+":"+d(x) for k,x in v.items())+"}"
            return json.dumps(v)
        out=[]
        for p in sys.argv[1:]:
            for g in json.load(open(p,encoding="utf-8"),parse_float=N):
                out.append([p.split("/")[-1]+": "+g["description"],d(g["schema"]),[d(t["data"]) for t in g["tests"]],[t["valid"] for t in g["tests"]]])
        print(json.dumps(out))
        """

    private func groups(_ folder: String) throws -> [Group] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: Self.root + folder)) ?? []
        let paths = files.filter { $0.hasSuffix(".json") }.sorted().map { Self.root + folder + "/" + $0 }
        let outcome = try HubProcess.run(["-c", Self.splitter] + paths, executable: "/usr/bin/python3")
        let list = try #require(try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [[Any]])
        return try list.map {
            Group(
                name: try #require($0[0] as? String), schema: try #require($0[1] as? String),
                instances: try #require($0[2] as? [String]), verdicts: try #require($0[3] as? [Bool]))
        }
    }

    /// Returns how many cases were run and which failed.
    private func run(_ suite: String, _ arguments: String...) throws -> (count: Int, failed: [String]) {
        var (count, failed) = (0, [String]())
        for group in try groups(suite) {
            try folder.write(group.schema, to: "s.json")
            try folder.write(group.instances.joined(separator: "\n"), to: "i.ndjson")
            let outcome = try HubProcess.run(
                [
                    "validate", "s.json", "i.ndjson", "--lines", "--output", "flag", "--resources",
                    "http://localhost:1234/=" + Self.root + "remotes",
                ] + arguments, directory: folder.path)
            let lines = outcome.outputText.split(separator: "\n")
            count += group.verdicts.count
            for (place, verdict) in group.verdicts.enumerated()
            where place >= lines.count || !lines[place].hasPrefix("{\"valid\":\(verdict)") {
                failed.append("\(group.name), case \(place): \(place < lines.count ? "" : outcome.errorText)")
            }
        }
        return (count, failed)
    }

    @Test func everyRequiredCase() throws {
        let result = try run("tests/draft2020-12")
        #expect(result.count == 1299)
        #expect(result.failed.isEmpty, "\(result.failed.joined(separator: "\n"))")
    }

    @Test func everyFormatCaseAsserted() throws {
        let result = try run("tests/draft2020-12/optional/format", "--assert-formats")
        #expect(result.count > 500)
        #expect(result.failed.isEmpty, "\(result.failed.joined(separator: "\n"))")
    }

    @Test func everyOtherOptionalCase() throws {
        let result = try run("tests/draft2020-12/optional")
        // Only 2020-12 is read: a reference to a schema of an earlier draft is refused.
        let failed = result.failed.filter { !$0.hasPrefix("cross-draft.json") }
        #expect(failed.isEmpty, "\(failed.joined(separator: "\n"))")
        #expect(result.failed.count - failed.count == 1)
    }

    @Test func everyParsingCase() throws {
        try folder.write("true", to: "true.json")
        let place = SharedData.path("data/json-parsing/test_parsing")
        let names = try FileManager.default.contentsOfDirectory(atPath: place).sorted()
        #expect(names.count > 300)
        let call = ["validate", "true.json", "--output", "flag"] + names.map { place + "/" + $0 }
        func verdicts(_ more: String...) throws -> [Bool] {
            let outcome = try HubProcess.run(call + more, directory: folder.path)
            #expect(outcome.status == 1 && outcome.errors.isEmpty, "\(outcome.errorText)")
            return outcome.outputText.split(separator: "\n").map { $0.hasPrefix("{\"valid\":true") }
        }
        let (refusing, lenient) = (try verdicts(), try verdicts("--duplicate-keys", "last"))
        #expect(refusing.count == names.count && lenient.count == names.count)
        for (place, name) in names.enumerated() where !name.hasPrefix("i_") {
            #expect(lenient[place] == name.hasPrefix("y_"), "\(name)")
            #expect(refusing[place] == (name.hasPrefix("y_") && !name.contains("duplicated_key")), "\(name)")
        }
    }
}
