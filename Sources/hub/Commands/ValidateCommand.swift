import Foundation
import HubContracts
import HubJSON
import HubSchema

enum ValidateCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let schema = try SchemaSource(invocation).compile()
        var judge = InstanceJudge(schema: schema, form: ResultForm(rawValue: invocation["output"] ?? "") ?? .text)
        for name in invocation.operands.dropFirst() {
            let file = try InputFile(name)
            if invocation.flag("lines") {
                var lines = LineReader(file)
                var line: [UInt8] = []
                while try lines.next(into: &line) {
                    if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) { continue }
                    try judge.judge(line, file: name, line: lines.number)
                }
            } else {
                try judge.judge(file.readAll(), file: name, line: nil)
            }
        }
        return judge.allValid ? .done : .notSo
    }
}

/// Finds and compiles the schema that the command line names.
private struct SchemaSource {
    private var path: String
    private var assertsFormats: Bool
    private var resources: [String]

    init(_ invocation: Invocation) {
        path = invocation.operands[0]
        assertsFormats = invocation.flag("assert-formats")
        resources = invocation.all("resources")
    }

    func compile() throws -> CompiledSchema {
        let document = try InputFile(path).readAll()
        var compiler = SchemaCompiler()
        for resource in resources { try add(resource, to: &compiler) }
        let uri = "file://" + URL(fileURLWithPath: path).standardizedFileURL.path
        do {
            try compiler.add(uri: uri, document: document)
            // The hub's own schemas can be referred to without a word.
            for file in EmbeddedFile.all {
                let address = SchemaURI.uri(ofPath: file.path.description)
                if !compiler.knows(address) { try? compiler.add(uri: address, document: file.bytes) }
            }
            return try compiler.compile(uri: uri, options: SchemaOptions(assertFormats: assertsFormats))
        } catch {
            throw CommandFailure(
                .badSchema, "\(path) is no schema that can be used: \(error.message) (at \(error.place))")
        }
    }

    private func add(_ resource: String, to compiler: inout SchemaCompiler) throws {
        let parts = resource.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw CommandFailure(.usage, "--resources is BASE=DIR, not \(Quoted(resource))")
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: parts[1], isDirectory: &isFolder), isFolder.boolValue else {
            throw CommandFailure(.noInput, "there is no folder \(parts[1])")
        }
        let base = parts[0].hasSuffix("/") ? parts[0] : parts[0] + "/"
        for case let file as String in FileManager.default.enumerator(atPath: parts[1]) ?? .init() {
            guard file.hasSuffix(".json") else { continue }
            do {
                try compiler.add(uri: base + file, document: InputFile("\(parts[1])/\(file)").readAll())
            } catch let fault as SchemaError {
                Talk.line("hub: \(parts[1])/\(file) is not used: \(fault.message)")
            }
        }
    }
}

extension SchemaError {
    fileprivate var place: String { pointer.isEmpty ? "its root" : pointer }
}

/// How much to say of an instance.
private enum ResultForm: String {
    case text, flag, basic, detailed
}

/// Judges instances one after another and writes a result for each.
private struct InstanceJudge {
    private(set) var allValid = true

    private let schema: CompiledSchema
    private let form: ResultForm
    private let validator = SchemaValidator()
    private let tape = JSONTape(
        limits: JSONLimits(maximumBytes: 1 << 30, maximumDepth: 1024, duplicateKeys: .last))
    private var writer = JSONWriter()

    init(schema: CompiledSchema, form: ResultForm) {
        self.schema = schema
        self.form = form
    }

    mutating func judge(_ bytes: [UInt8], file: String, line: Int?) throws {
        if let fault = tape.parse(bytes) {
            allValid = false
            try write(file, line, error: "not JSON: \(fault.description)", faults: [])
        } else if validator.isValid(schema, tape, tape.root) {
            try write(file, line, error: nil, faults: [])
        } else {
            allValid = false
            let faults = form == .flag ? [] : validator.validate(schema, tape, tape.root)
            try write(file, line, error: nil, faults: faults, isValid: false)
        }
    }

    private mutating func write(
        _ file: String, _ line: Int?, error: String?, faults: [SchemaFault], isValid: Bool = true
    ) throws {
        let isValid = isValid && error == nil
        if form == .text {
            let place = file + (line.map { ", line \($0)" } ?? "")
            try Output.line("\(place): \(error ?? (isValid ? "valid" : "invalid"))")
            for fault in faults {
                let place = fault.instancePointer.isEmpty ? "the whole" : fault.instancePointer
                try Output.line("  \(place): \(fault.message) (\(fault.keyword))")
            }
            return
        }
        writer.reset()
        writer.beginObject()
        writer.key("valid")
        writer.bool(isValid)
        writer.key("file")
        writer.string(file)
        if let line {
            writer.key("line")
            writer.int(Int64(line))
        }
        if let error {
            writer.key("error")
            writer.string(error)
        }
        if form == .detailed {
            writer.key("keywordLocation")
            writer.string("")
            writer.key("instanceLocation")
            writer.string("")
        }
        if !faults.isEmpty {
            writer.key("errors")
            writer.beginArray()
            for fault in faults { unit(fault) }
            writer.endArray()
        }
        writer.endObject()
        try Output.write(writer.bytes)
        try Output.line("")
    }

    /// An output unit of JSON Schema 2020-12, section 12.
    private mutating func unit(_ fault: SchemaFault) {
        writer.beginObject()
        writer.key("valid")
        writer.bool(false)
        writer.key("keywordLocation")
        writer.string(fault.evaluationPath)
        writer.key("absoluteKeywordLocation")
        writer.string(fault.keywordPointer)
        writer.key("instanceLocation")
        writer.string(fault.instancePointer)
        writer.key("error")
        writer.string(fault.message)
        writer.endObject()
    }
}
