import Foundation
import HubJSON
import HubSchema
import HubTesting
import Testing

/// The official test suite of JSON Schema 2020-12, beside the repository.
@Suite(.enabled(if: SharedData.isPresent, "needs ../shared"))
struct OfficialSuiteTests {
    static let root = SharedData.path("data/json-schema-test-suite/")

    /// Optional cases that do not hold, each with its reason.
    static let exceptions: [String: String] = [
        "optional/cross-draft.json": "only 2020-12 is read; references to schemas of earlier drafts are refused"
    ]

    static func files(_ folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: root + folder)) ?? []).filter { $0.hasSuffix(".json") }
            .sorted()
    }

    static func read(_ path: String) throws -> JSONValue {
        try JSONValue.parse([UInt8](try Data(contentsOf: URL(fileURLWithPath: root + path))))
    }

    /// What stands at the suite's own server.
    static let remotes: @Sendable (String) -> [UInt8]? = { uri in
        let base = "http://localhost:1234/"
        guard uri.hasPrefix(base) else { return nil }
        return FileManager.default.contents(atPath: root + "remotes/" + uri.dropFirst(base.count)).map { [UInt8]($0) }
    }

    func run(_ path: String, assertFormats: Bool) throws -> (count: Int, failed: [String]) {
        let validator = SchemaValidator()
        let tape = JSONTape(limits: .generous)
        var failed: [String] = []
        var count = 0
        for (number, group) in (try Self.read(path).array ?? []).enumerated() {
            guard let schema = group["schema"], let tests = group["tests"]?.array else { continue }
            var compiler = SchemaCompiler(resolver: Self.remotes)
            let uri = "http://tests.example/\(number).json"
            let name = path + ": " + (group["description"]?.string ?? "")
            let compiled: CompiledSchema
            do {
                try compiler.add(uri: uri, value: schema)
                compiled = try compiler.compile(uri: uri, options: SchemaOptions(assertFormats: assertFormats))
            } catch {
                failed.append("\(name): \(error)")
                count += tests.count
                continue
            }
            for test in tests {
                count += 1
                guard let data = test["data"], let expected = test["valid"]?.bool else { continue }
                #expect(tape.parse(data.serialised()) == nil)
                let what = name + ": " + (test["description"]?.string ?? "")
                if validator.isValid(compiled, tape, tape.root) != expected {
                    failed.append("\(what): not \(expected)")
                }
                let faults = validator.validate(compiled, tape, tape.root)
                if faults.isEmpty != expected { failed.append("\(what): collected \(faults)") }
            }
        }
        return (count, failed)
    }

    @Test func everyRequiredCase() throws {
        var count = 0
        for file in Self.files("tests/draft2020-12") {
            let result = try run("tests/draft2020-12/" + file, assertFormats: false)
            count += result.count
            for failure in result.failed { Issue.record("\(failure)") }
        }
        #expect(count == 1299)
    }

    @Test func everyFormatCaseAsserted() throws {
        for file in Self.files("tests/draft2020-12/optional/format") {
            for failure in try run("tests/draft2020-12/optional/format/" + file, assertFormats: true).failed {
                Issue.record("\(failure)")
            }
        }
    }

    @Test func everyOtherOptionalCase() throws {
        for file in Self.files("tests/draft2020-12/optional") {
            let result = try run("tests/draft2020-12/optional/" + file, assertFormats: false)
            if let reason = Self.exceptions["optional/" + file] {
                withKnownIssue(Comment(rawValue: reason)) {
                    for failure in result.failed { Issue.record("\(failure)") }
                }
            } else {
                for failure in result.failed { Issue.record("\(failure)") }
            }
        }
    }
}
