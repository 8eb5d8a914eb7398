import Foundation
import HubContracts
import HubJSON
import HubSchema

/// A schema's file with everything it may refer to: files beside it, the folders of `--resources`, the hub's own schemas.
struct SchemaSource {
    /// As the user wrote it.
    let path: String
    let uri: String
    private let document: [UInt8]
    private let files: SchemaFiles

    /// - Parameter resources: `BASE=DIR` each: what lies below the URI BASE is looked up in the folder DIR.
    init(_ path: String, resources: [String]) throws {
        self.path = path
        document = try InputFile(path).readAll(atMost: JSONLimits.generous.maximumBytes + 1)
        let absolute = URL(fileURLWithPath: path).standardizedFileURL.path
        uri = SchemaFiles.uri(ofPath: absolute)
        var files = SchemaFiles()
        for resource in resources {
            let (base, folder) = try Self.parts(resource)
            files.add(base: base, folder: folder)
        }
        if let id = (try? JSONValue.parse(document))?["$id"]?.string { files.add(uri: id, file: absolute) }
        self.files = files
    }

    private static func parts(_ resource: String) throws -> (base: String, folder: String) {
        let parts = resource.split(separator: "=", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            throw CommandFailure(.usage, "--resources is BASE=DIR, not \(Quoted(resource))")
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: parts[1], isDirectory: &isFolder), isFolder.boolValue else {
            throw CommandFailure(.noInput, "there is no folder \(parts[1])")
        }
        return (parts[0], parts[1])
    }

    /// - Throws: `CommandFailure` with `badSchema`, the pointer and the reason.
    func compile(assertFormats: Bool) throws -> CompiledSchema {
        try naming {
            try compiler().compile(uri: uri, options: SchemaOptions(assertFormats: assertFormats))
        }
    }

    /// A compiler that knows the document and finds what it refers to.
    func compiler() throws -> SchemaCompiler {
        let files = files
        return try naming {
            var compiler = SchemaCompiler { wanted in files.read(wanted) ?? Self.shipped(wanted) }
            try compiler.add(uri: uri, document: document)
            return compiler
        }
    }

    /// The hub's own schemas can be referred to without a word.
    private static func shipped(_ uri: String) -> [UInt8]? {
        EmbeddedFile.all.first { SchemaURI.uri(ofPath: $0.path.description) == uri }?.bytes
    }

    private func naming<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as SchemaError {
            let place = (error.uri == uri ? path : error.uri) + "#" + error.pointer
            throw CommandFailure(.badSchema, "the schema cannot be used: \(place): \(error.message)")
        }
    }
}
