import HubJSON

/// Checks a schema document against the metaschema it names.
enum MetaschemaCheck {
    private static let standard: CompiledSchema? = try? SchemaCompiler().compile(
        uri: Vocabulary.base + "schema", options: SchemaOptions(assertFormats: false, checkSchema: false))

    /// Throws the first fault of the document.
    static func check(_ document: Int, in registry: SchemaRegistry) throws(SchemaError) {
        let (uri, value) = registry.documents[document]
        let dialect = value["$schema"]?.string ?? Vocabulary.base + "schema"
        let name = URIReference(dialect).withoutFragment.text
        let metaschema: CompiledSchema?
        if name == Vocabulary.base + "schema" {
            metaschema = standard
        } else {
            var builder = ProgramBuilder(
                registry: registry, options: SchemaOptions(assertFormats: false, checkSchema: false))
            metaschema = try? builder.build(uri: name)
        }
        guard let metaschema else { return }
        let tape = JSONTape(limits: JSONLimits(maximumBytes: 1 << 30, maximumDepth: 4096))
        if let fault = tape.parse(value.serialised()) {
            throw SchemaError(uri: uri, pointer: "", message: fault.message)
        }
        let validator = SchemaValidator()
        if validator.isValid(metaschema, tape, tape.root) { return }
        let faults = validator.validate(metaschema, tape, tape.root, limit: 20)
        guard let fault = faults.max(by: { $0.instancePointer.utf8.count < $1.instancePointer.utf8.count }) else {
            return
        }
        throw SchemaError(uri: uri, pointer: fault.instancePointer, message: "not a valid schema: " + fault.message)
    }
}
