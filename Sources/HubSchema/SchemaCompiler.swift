package import HubJSON

/// Compiles schemas of JSON Schema 2020-12 from documents it has been given; touches neither files nor the network.
///
/// The standard's metaschemas are built in. A schema that is not valid against its metaschema, has a reference to
/// nowhere, a loop of references that consumes nothing, a pattern that cannot be expressed, or a required vocabulary
/// that is not known is refused with its place and the reason.
package struct SchemaCompiler {
    private(set) var registry: SchemaRegistry

    /// A compiler that knows the standard's metaschemas and what `resolver` gives.
    ///
    /// The resolver is asked for the bytes of a document, by its URI without a fragment, when a reference names one
    /// that was not added; nil means that there is none.
    package init(resolver: ((String) -> [UInt8]?)? = nil) { registry = SchemaRegistry(resolver: resolver) }

    /// Adds a document so that `$ref` can reach it, by this URI and by each `$id` in it.
    package mutating func add(uri: String, document: [UInt8]) throws(SchemaError) {
        let value: JSONValue
        do {
            value = try JSONValue.parse(document)
        } catch {
            throw SchemaError(uri: uri, pointer: error.pointer ?? "", message: error.description)
        }
        try add(uri: uri, value: value)
    }

    /// Adds a document already read.
    package mutating func add(uri: String, value: JSONValue) throws(SchemaError) {
        try registry.add(uri: uri, value: value)
    }

    /// Whether a resource of this URI, without a fragment, has been added or is built in.
    package func knows(_ uri: String) -> Bool { registry.knows(uri) || Metaschemas.documents[uri] != nil }

    /// Compiles the schema at a URI, which may carry a fragment (a JSON Pointer or an anchor).
    package func compile(uri: String, options: SchemaOptions = SchemaOptions()) throws(SchemaError) -> CompiledSchema {
        var builder = ProgramBuilder(registry: registry, options: options)
        return try builder.build(uri: uri)
    }

    /// Compiles one document that stands alone.
    package static func compile(
        _ document: [UInt8], uri: String = "schema.json", options: SchemaOptions = SchemaOptions()
    ) throws(SchemaError) -> CompiledSchema {
        var compiler = SchemaCompiler()
        try compiler.add(uri: uri, document: document)
        return try compiler.compile(uri: uri, options: options)
    }
}
