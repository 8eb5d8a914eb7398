import Foundation
import HubJSON
import HubSchema
import HubTesting
import Testing

/// The verdicts of jsonschema-rs, another validator, on mutated messages and generated schemas: the same, or a stated reason.
@Suite(.timeLimit(.minutes(15))) struct SchemaPeersTests {
    private static let repository = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../..").standardizedFileURL.path
    private static let python = PythonEnvironment.interpreter(with: ["jsonschema-rs==0.60.3", "orjson==3.13.0"])
    private static let (mutations, schemas) = (100_000, 2_400)

    private struct Tally {
        var mutations = 0
        var schemas = 0
        var instances = 0
        var valid = 0
        var reasoned = 0
        var refused = 0
        var differences: [String] = []
    }

    @Test(.enabled(if: python != nil, "needs jsonschema-rs, from a package registry"))
    func theSameVerdicts() throws {
        let folder = try ScratchFolder()
        let python = try #require(Self.python)
        let call = [
            Self.repository + "/Tests/hubTests/schema_peers.py", "--cases", folder.file("cases"),
            Self.repository + "/schemas", "--mutations", "\(Self.mutations)", "--schemas", "\(Self.schemas)",
        ]
        let outcome = try HubProcess.run(call, executable: python, seconds: 500)
        try #require(outcome.status == 0, "\(outcome)")
        let tally = try compare([UInt8](Data(contentsOf: URL(fileURLWithPath: folder.file("cases")))))
        print("differential test:", tally)
        #expect(tally.differences.isEmpty, "\(tally.differences.prefix(10).joined(separator: "\n"))")
        #expect(tally.mutations >= Self.mutations)
        #expect(tally.schemas >= 2_000)
        #expect(tally.valid > tally.instances / 5 && tally.valid < tally.instances * 4 / 5)
    }

    /// Goes through the file that `schema_peers.py --cases` describes.
    private func compare(_ bytes: [UInt8]) throws -> Tally {
        var tally = Tally()
        var text = ""
        var schema: CompiledSchema?
        var isGenerated = false
        let (tape, straight) = (JSONTape(limits: .generous), JSONTape(limits: .generous))
        let validator = SchemaValidator()
        try bytes.withUnsafeBytes { bytes in
            for line in bytes.split(separator: 0x0A) {
                if line.first == UInt8(ascii: "f") || line.first == UInt8(ascii: "s") {
                    isGenerated = line.first == UInt8(ascii: "s")
                    text = String(decoding: line.dropFirst(isGenerated ? 7 : 5), as: UTF8.self)
                    schema = isGenerated ? try generated(text, &tally) : try file(text)
                    continue
                }
                guard let schema else { continue }
                let instance = UnsafeRawBufferPointer(rebasing: line.dropFirst(3))
                let theirs = line.first == UInt8(ascii: "1")
                let ours = tape.parse(instance) == nil && validator.isValid(schema, tape, tape.root)
                tally.instances += 1
                if !isGenerated { tally.mutations += 1 }
                if ours { tally.valid += 1 }
                // All ways to a verdict say the same.
                if validator.isValid(schema, straight, parsing: instance) != ours
                    || validator.validate(schema, tape, tape.root, limit: 1).isEmpty != ours
                {
                    tally.differences.append("two verdicts: \(String(decoding: instance, as: UTF8.self)) in \(text)")
                }
                if ours == theirs { continue }
                if line[line.startIndex + 1] == UInt8(ascii: "1") {
                    tally.reasoned += 1
                } else {
                    tally.differences.append("\(ours) of \(String(decoding: instance, as: UTF8.self)) in \(text)")
                }
            }
        }
        return tally
    }

    /// A generated schema; nil for one that is rightly refused: its references form a loop that consumes nothing.
    private func generated(_ text: String, _ tally: inout Tally) throws -> CompiledSchema? {
        do {
            let schema = try SchemaCompiler.compile(Array(text.utf8), options: SchemaOptions(assertFormats: true))
            tally.schemas += 1
            return schema
        } catch {
            tally.refused += 1
            if !error.message.contains("loop") { tally.differences.append("\(error) in \(text)") }
            return nil
        }
    }

    private func file(_ path: String) throws -> CompiledSchema {
        let document = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
        let uri = try #require(try JSONValue.parse(document)["$id"]?.string)
        var files = SchemaFiles()
        files.add(uri: uri, file: path)
        let found = files
        var compiler = SchemaCompiler(resolver: { found.read($0) })
        try compiler.add(uri: uri, document: document)
        return try compiler.compile(uri: uri, options: SchemaOptions(assertFormats: true))
    }
}
