package import HubSchema

/// Everything agreed on: the registry, its schemas compiled, the partner directory and the agreements.
///
/// Made once when a process starts; immutable and shared between threads.
package struct Contracts: Sendable {
    package let registry: Registry
    package let partners: PartnerDirectory
    package private(set) var agreements: Agreements
    private let dataSchemas: [CompiledSchema]
    private let table: TypeTable

    /// The shipped registry and schemas, with the directory and agreements given or else the shipped ones.
    ///
    /// - Parameters:
    ///   - partners: bytes of the document that the configuration's `partners` names; nil for the shipped directory.
    ///   - agreements: bytes of the document that the configuration's `agreements` names; nil for the shipped ones.
    /// - Throws: `ContractsError` with every fault of a document.
    package static func shipped(partners: [UInt8]? = nil, agreements: [UInt8]? = nil) throws -> Contracts {
        try Contracts(partners: partners, agreements: agreements)
    }

    private init(partners: [UInt8]?, agreements: [UInt8]?) throws {
        let compiler = try DocumentReader.compilerOfEmbeddedSchemas()
        let reader = DocumentReader(compiler: compiler)
        registry = try Registry(
            reader.read(Self.bytes(of: "registry.json"), schema: "registry.schema.json", name: "the registry"))
        self.partners = try PartnerDirectory(
            reader.read(
                partners ?? Self.bytes(of: "shipped/partners.json"), schema: "partners.schema.json",
                name: "the partner directory"),
            registry: registry)
        self.agreements = try Agreements(
            reader.read(
                agreements ?? Self.bytes(of: "shipped/agreements.json"), schema: "agreements.schema.json",
                name: "the agreements"),
            registry: registry, partners: self.partners)
        dataSchemas = try registry.types.map {
            try DocumentReader.compile(SchemaURI.data(type: $0.type, version: $0.version), with: compiler)
        }
        table = TypeTable(names: registry.types.map(\.type))
    }

    /// Reads an agreements document against this registry and directory; for a document that changed meanwhile.
    ///
    /// - Throws: `ContractsError` with every fault.
    package func readAgreements(_ bytes: [UInt8]) throws -> Agreements {
        try Agreements(
            DocumentReader().read(bytes, schema: "agreements.schema.json", name: "the agreements"),
            registry: registry, partners: partners)
    }

    /// The same with other agreements; costs no compiling.
    ///
    /// - Parameter bytes: the agreements document.
    /// - Throws: `ContractsError` with every fault.
    package func replacingAgreements(_ bytes: [UInt8]) throws -> Contracts {
        var made = self
        made.agreements = try readAgreements(bytes)
        return made
    }

    private static func bytes(of path: String) throws -> [UInt8] {
        guard let file = EmbeddedFile.named(path) else {
            throw ContractsError(.schema, "schemas/\(path) is not embedded")
        }
        return file.bytes
    }

    /// The type of a name in UTF-8, or nil; allocates nothing.
    package func type(_ name: UnsafeRawBufferPointer) -> TypeID? { table.find(name) }

    /// The compiled schema of a type's data.
    package func dataSchema(_ id: TypeID) -> CompiledSchema { dataSchemas[Int(id.rawValue)] }

    /// The compiled schema of a type's data, or nil for an unknown type.
    package func dataSchema(ofType name: String) -> CompiledSchema? { registry.id(ofType: name).map { dataSchema($0) } }

    /// The compiled schema of whole events of a type in structured mode, or nil for an unknown type.
    ///
    /// Compiled anew by each call, some 6 ms: keep the result. That every one compiles is held by a test.
    package func eventSchema(ofType name: String) -> CompiledSchema? {
        guard let entry = registry.type(named: name), let compiler = try? DocumentReader.compilerOfEmbeddedSchemas()
        else { return nil }
        return try? DocumentReader.compile(SchemaURI.event(type: entry.type, version: entry.version), with: compiler)
    }

    /// Whether a `dataschema` attribute names the schema of a type; allocates nothing.
    package func isDataSchema(_ uri: UnsafeRawBufferPointer, ofType id: TypeID) -> Bool {
        table.isSchemaURI(uri, of: id)
    }
}
