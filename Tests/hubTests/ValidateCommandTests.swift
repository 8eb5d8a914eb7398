import Foundation
import HubTesting
import Testing

/// `hub validate` as a process: what it prints, where it looks, what it ends with.
@Suite(.timeLimit(.minutes(15))) struct ValidateCommandTests {
    private let folder = try! ScratchFolder()

    private func hub(_ line: String, input: String = "") throws -> ProcessOutcome {
        try HubProcess.run(
            line.split(separator: " ").map(String.init), input: Array(input.utf8), directory: folder.path)
    }

    private func lines(_ outcome: ProcessOutcome) throws -> [[String: Any]] {
        try outcome.outputText.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
            try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
        }
    }

    private func write(_ files: [String: String]) throws {
        for (name, text) in files {
            let path = folder.file(name)
            try FileManager.default.createDirectory(
                atPath: URL(fileURLWithPath: path).deletingLastPathComponent().path, withIntermediateDirectories: true)
            try folder.write(text, to: name)
        }
    }

    @Test func oneLineAResultInOrder() throws {
        try write(["s": #"{"required":["a"]}"#, "l": "{\"a\":1}\r\n\n \t\r\n{}\n[1\n{\"a\":2,\"a\":3}\n{\"a\":{}}"])
        let outcome = try hub("validate s l --lines --output flag")
        #expect(outcome.status == 1 && outcome.errors.isEmpty)
        let found = try lines(outcome)
        #expect(found.map { $0["valid"] as? Bool } == [true, false, false, false, true])
        #expect(found.map { $0["line"] as? Int } == [1, 4, 5, 6, 7])
        #expect((found[2]["error"] as? String)?.contains("column 3 (byte 2)") == true, "\(found[2])")
        #expect((found[3]["error"] as? String)?.contains("twice") == true)
        #expect(
            try lines(try hub("validate s l --lines --output flag --duplicate-keys last"))[3]["valid"] as? Bool == true)
        // From stdin the same.
        #expect(try hub("validate s - --lines --output flag", input: "{\"a\":1}\n").status == 0)
    }

    static let badSchemas: [(String, String)] = [
        (#"{"type":"objekt"}"#, "/type"), (##"{"properties":{"a":{"$ref":"#/$defs/b"}}}"##, "/properties/a/$ref"),
        ("{", "s#"), ("[]", "s#"), (##"{"$ref":"#"}"##, "s#"), (#"{"items":{"$ref":"none.json"}}"#, "/items/$ref"),
        (#"{"$schema":"https://m.example/meta.json"}"#, "s#/$schema"), (#"{"pattern":"("}"#, "/pattern"),
        (#"{"$ref":"broken.json"}"#, "broken.json#/minimum"), (#"{"a":1,"a":2}"#, "/a"),
    ]

    @Test(arguments: badSchemas)
    func aBadSchemaEndsWith65(schema: String, place: String) throws {
        try write([
            "s": schema, "i": "1", "broken.json": #"{"minimum":"1"}"#,
            "m/meta.json":
                ##"{"$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/core":true,"https://m.example/v":true}}"##,
        ])
        let outcome = try hub("validate s i --output flag --resources https://m.example=m")
        #expect(outcome.status == 65 && outcome.output.isEmpty, "\(outcome)")
        #expect(outcome.errorText.contains(place), "\(outcome.errorText)")
        #expect(outcome.errorText.split(separator: "\n").count == 1)
    }

    @Test func referencesAreResolvedBesideTheSchemaThatNamesThem() throws {
        try write([
            "a/s.json": #"{"$ref":"b/t.json"}"#, "a/b/t.json": #"{"$ref":"u v.json#/$defs/n"}"#,
            "a/b/u v.json": #"{"$defs":{"n":{"$ref":"../../c.json"}}}"#, "c.json": #"{"type":"null"}"#,
            "named.json": #"{"$id":"https://x.example/y/named.json","items":{"$ref":"c.json"}}"#, "i": "null",
            "j": "[1]",
        ])
        #expect(try hub("validate a/s.json i").status == 0)
        #expect(try hub("validate a/s.json j").status == 1)
        #expect(try hub("validate named.json j").status == 1)
        #expect(try hub("validate named.json i").status == 0)
    }

    static let escapes = [
        "https://r.example/../secret.json", "https://r.example/..%2Fsecret.json",
        "https://r.example/%2e%2e/secret.json",
        "https://r.example/link.json", "https://r.example/folder/secret.json", "https://r.example//secret.json",
        "https://r.example/a%2Fb.json", "https://r.example/", "https://r.example/b.json%00",
        "https://r.example/door.json",
    ]

    @Test(arguments: escapes)
    func resourcesNeverLeaveTheirFolder(reference: String) throws {
        try write([
            "s": #"{"$ref":"\#(reference)"}"#, "secret.json": #"{"type":"null"}"#, "r/a/b.json": "true",
            "r/b.json": "true",
            "i": "null", "r/door.json": #"{"$ref":"file://\#(folder.file("secret.json"))"}"#,
        ])
        let manager = FileManager.default
        try manager.createSymbolicLink(atPath: folder.file("r/link.json"), withDestinationPath: "../secret.json")
        try manager.createSymbolicLink(atPath: folder.file("r/folder"), withDestinationPath: "..")
        let outcome = try hub("validate s i --resources https://r.example=r")
        #expect(outcome.status == 65 && outcome.output.isEmpty, "\(outcome)")
    }

    @Test func resourcesAreFoundByTheirAddress() throws {
        try write([
            "s": #"{"$ref":"https://r.example/a/b.json"}"#, "r/a/b.json": #"{"$ref":"../c%20d.json"}"#,
            "r/c d.json": #"{"type":"null"}"#, "i": "null", "j": "0",
        ])
        #expect(try hub("validate s i j --output flag --resources https://r.example/=r").status == 1)
        #expect(try hub("validate s i --resources https://r.example=r").status == 0)
        #expect(try hub("validate s i").status == 65)
        #expect(try hub("validate s i --resources r").status == 64)
        #expect(try hub("validate s i --resources https://r.example=none").status == 66)
    }

    @Test func limitsAndErrorsAreBounded() throws {
        let deep = String(repeating: "[", count: 1025) + "1" + String(repeating: "]", count: 1025)
        let many = "[" + Array(repeating: "1", count: 5000).joined(separator: ",") + "]"
        try write([
            "s": #"{"items":{"type":"string"}}"#, "tree": ##"{"items":{"$ref":"#"}}"##, "deep": deep, "many": many,
        ])
        #expect(try hub("validate tree deep").outputText.contains("nested deeper than 1024 levels"))
        #expect(try hub("validate tree deep --max-depth 1025").status == 0)
        #expect(try hub("validate tree many --max-bytes 100").outputText.contains("larger than 100 bytes"))
        let hundred = try lines(try hub("validate s many --output basic"))
        #expect((hundred[0]["errors"] as? [Any])?.count == 100)
        let three = try lines(try hub("validate s many --output detailed --max-errors 3"))
        #expect((three[0]["errors"] as? [Any])?.count == 3)
        #expect(try hub("validate s many --max-errors 2").outputText.split(separator: "\n").count == 4)
        #expect(try hub("validate s many --max-errors 0").status == 64)
    }

    @Test func linesTakeConstantMemory() throws {
        try write(["s": #"{"type":"object"}"#])
        let line = "{\"a\":\"" + String(repeating: "x", count: 1000) + "\"}\n"
        let script =
            "import resource,subprocess,sys;subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL,check=True);"
            + "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
        let peaks = try [1_000, 24_000].map { count in
            try folder.write(String(repeating: line, count: count), to: "l")
            let call = try ["-c", script, HubExecutable.path(), "validate", "s", "l", "--lines", "--output", "flag"]
            let outcome = try HubProcess.run(call, directory: folder.path, executable: "/usr/bin/python3")
            return try #require(Int(outcome.outputText.trimmingCharacters(in: .whitespacesAndNewlines)))
        }
        #expect(peaks[1] - peaks[0] < 4_000, "\(peaks) KiB")
    }

    @Test func controlCharactersStayOutOfTheTerminal() throws {
        try write(["s": #"{"additionalProperties":{"type":"null"}}"#, "i": #"{"\u001b[31m":1}"#])
        let outcome = try hub("validate s i")
        #expect(outcome.status == 1 && !outcome.output.contains(0x1B))
    }
}
