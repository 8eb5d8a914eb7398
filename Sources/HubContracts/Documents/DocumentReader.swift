package import HubJSON
import HubSchema

/// Reads policy documents: parsed, then checked by their schema, every fault at once.
package struct DocumentReader {
    private let compiler: SchemaCompiler

    /// A reader that knows every embedded schema.
    ///
    /// - Throws: `ContractsError` where an embedded schema cannot be read.
    package init() throws { compiler = try Self.compilerOfEmbeddedSchemas() }

    init(compiler: SchemaCompiler) { self.compiler = compiler }

    /// - Parameters:
    ///   - bytes: the document, UTF-8.
    ///   - schema: path of its schema below `schemas/`.
    ///   - name: what to call it in messages.
    /// - Throws: `ContractsError` with every fault.
    package func read(_ bytes: [UInt8], schema: String, name: String) throws -> JSONValue {
        let tape = JSONTape(limits: JSONLimits(maximumBytes: 64 << 20, maximumDepth: 64))
        if let fault = tape.parse(bytes) {
            throw ContractsError(.document, "\(name) is not JSON: \(fault.description)")
        }
        let compiled = try Self.compile(SchemaURI.uri(ofPath: schema), with: compiler)
        let faults = SchemaValidator().validate(compiled, tape, tape.root)
        guard faults.isEmpty else {
            throw ContractsError(
                .document, "\(name) breaks its schema in \(faults.count) place\(faults.count == 1 ? "" : "s")",
                faults: faults.map { DocumentFault(pointer: $0.instancePointer, message: $0.message) })
        }
        return JSONValue(tape, tape.root)
    }

    static func compilerOfEmbeddedSchemas() throws -> SchemaCompiler {
        var compiler = SchemaCompiler()
        for file in EmbeddedFile.all where SchemaURI.isSchema(file.path.description) {
            let path = file.path.description
            do {
                try compiler.add(uri: SchemaURI.uri(ofPath: path), document: file.bytes)
            } catch {
                throw ContractsError(.schema, "schemas/\(path): \(error.message)")
            }
        }
        return compiler
    }

    static func compile(_ uri: String, with compiler: SchemaCompiler) throws -> CompiledSchema {
        do {
            return try compiler.compile(uri: uri, options: SchemaOptions(assertFormats: true, checkSchema: false))
        } catch {
            throw ContractsError(.schema, "\(uri): \(error.message)")
        }
    }
}
