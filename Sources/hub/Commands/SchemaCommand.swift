import Foundation
import HubContracts
import HubJSON
import HubSchema

/// `hub schema check|lint|docs|asyncapi`.
enum SchemaCommand {
    /// Whether a new schema may replace older ones.
    static func check(_ invocation: Invocation) throws -> ExitStatus {
        try DeepStack.run { try SchemaCheck(invocation).run() }
    }

    /// The house rules, over the shipped schemas or the files named.
    static func lint(_ invocation: Invocation) throws -> ExitStatus {
        let files = try documents(invocation.operands)
        let faults = files.flatMap { file in SchemaLint(file.document).faults.map { (file.name, $0) } }
        if invocation["output"] == "json" {
            try Output.line(
                JSONValue.object(
                    JSONObject([
                        ("schemas", .number(JSONNumber(Int64(files.count)))),
                        (
                            "faults",
                            .array(
                                faults.map { name, fault in
                                    [
                                        "file": .string(name), "pointer": .string(fault.pointer),
                                        "rule": .string(fault.rule), "message": .string(fault.message),
                                    ]
                                })
                        ),
                    ])))
        } else {
            for (name, fault) in faults {
                try Output.line("\(name)#\(fault.pointer): \(fault.message) (\(fault.rule))")
            }
            try Output.line("\(files.count) schemas, \(faults.count) faults")
        }
        return faults.isEmpty ? .done : .notSo
    }

    private static func documents(_ names: [String]) throws -> [(name: String, document: JSONValue)] {
        if names.isEmpty {
            return try EmbeddedFile.all.filter { $0.path.description.hasSuffix("schema.json") }.map {
                ($0.path.description, try JSONValue.parse($0.bytes))
            }
        }
        return try names.map { name in
            do {
                return (name, try JSONValue.parse(InputFile(name).readAll()))
            } catch let fault as JSONFault {
                throw CommandFailure(.badSchema, "\(name) is no JSON: \(fault.description)")
            }
        }
    }

    /// One page a message type, all on stdout or each in a file of a folder.
    static func docs(_ invocation: Invocation) throws -> ExitStatus {
        let registry = try Contracts.shipped().registry
        let wanted = invocation.operands
        for name in wanted where registry.type(named: name) == nil {
            let hint = Suggestion.nearest(to: name, among: registry.types.map(\.type))
            throw CommandFailure(
                .usage, "there is no message type \(Quoted(name))" + (hint.map { "; did you mean \($0)" } ?? ""))
        }
        let pages = try registry.types.filter { wanted.isEmpty || wanted.contains($0.type) }.map {
            (name: "\($0.type).v\($0.version).md", text: try SchemaPage($0).text)
        }
        guard let folder = invocation["to"] else {
            try Output.write(pages.map(\.text).joined(separator: "\n"))
            return .done
        }
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            for page in pages {
                try Data(page.text.utf8).write(to: URL(fileURLWithPath: folder + "/" + page.name))
            }
        } catch {
            throw CommandFailure(.io, "could not write the pages to \(folder): \(error.localizedDescription)")
        }
        Talk.line("\(pages.count) pages in \(folder)")
        return .done
    }

    /// The registry as an AsyncAPI 3.0 document.
    static func asyncAPI(_ invocation: Invocation) throws -> ExitStatus {
        let contracts = try Contracts.shipped()
        let document = AsyncAPIDocument(contracts, server: invocation["server"] ?? "localhost:9092")
        try Output.write(document.value.serialised(pretty: true))
        try Output.line("")
        return .done
    }
}

extension Output {
    /// Writes a document on one line.
    static func line(_ value: JSONValue) throws {
        try write(value.serialised())
        try line("")
    }
}
