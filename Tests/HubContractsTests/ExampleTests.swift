import HubContracts
import HubJSON
import HubSchema
import Testing

/// Every example beside every schema, and every shipped document.
struct ExampleTests {
    private static let contracts = Result { try Contracts.shipped() }
    private static let eventSchemas: [String: CompiledSchema] = {
        guard let contracts = try? contracts.get() else { return [:] }
        let found = contracts.registry.types.map { ($0.type, contracts.eventSchema(ofType: $0.type)) }
        return Dictionary(uniqueKeysWithValues: found).compactMapValues { $0 }
    }()

    private static func type(of path: String) -> String { String(path.split(separator: "/")[0]) }

    private func faults(_ path: String) throws -> (tape: JSONTape, faults: [SchemaFault]) {
        let tape = JSONTape()
        let fault = tape.parse(try SchemaFolder.bytes(path))
        #expect(fault == nil)
        let schema = try #require(Self.eventSchemas[Self.type(of: path)])
        let validator = SchemaValidator()
        let faults = validator.validate(schema, tape, tape.root)
        #expect(validator.isValid(schema, tape, tape.root) == faults.isEmpty)
        return (tape, faults)
    }

    @Test(
        "valid examples are valid, as whole events and by their data alone", arguments: SchemaFolder.examples("valid"))
    func valid(path: String) throws {
        let (tape, faults) = try faults(path)
        #expect(faults.isEmpty, "\(faults)")
        if let data = tape.member(tape.root, "data") {
            let schema = try #require(try Self.contracts.get().dataSchema(ofType: Self.type(of: path)))
            #expect(SchemaValidator().isValid(schema, tape, data))
        }
    }

    @Test("invalid examples break the rule they name", arguments: SchemaFolder.examples("invalid"))
    func invalid(path: String) throws {
        let (tape, faults) = try faults(path)
        let said = try #require(tape.member(tape.root, "breaks").flatMap { tape.string($0) })
        let words = said.split(separator: ":", maxSplits: 1)[0].split(separator: " ").map(String.init)
        let pointer = words[0] == "/" ? "" : words[0]
        let found = faults.contains { fault in
            // A member that is one too many may be named by itself or by its object.
            let place = words[1] == "additionalProperties" ? Self.parent(fault.instancePointer) : fault.instancePointer
            return (fault.instancePointer == pointer || place == pointer)
                && (fault.keyword == words[1] || (words[1] == "false" && fault.keyword.hasPrefix("false")))
        }
        #expect(found, "said \(words), found \(faults.map { "\($0.instancePointer) \($0.keyword)" })")
    }

    private static func parent(_ pointer: String) -> String {
        pointer.lastIndex(of: "/").map { String(pointer[..<$0]) } ?? ""
    }

    @Test("every type has at least two valid and three invalid examples")
    func enough() throws {
        for entry in try Self.contracts.get().registry.types {
            let folder = "\(entry.type)/v\(entry.version)/examples"
            #expect(SchemaFolder.paths.count { $0.hasPrefix(folder + "/valid/") } >= 2, "\(entry.type)")
            #expect(SchemaFolder.paths.count { $0.hasPrefix(folder + "/invalid/") } >= 3, "\(entry.type)")
        }
    }

    @Test(
        "valid examples that partners publish pass the decoder in structured mode",
        arguments: SchemaFolder.examples("valid"))
    func decoded(path: String) throws {
        let entry = try #require(try Self.contracts.get().registry.type(named: Self.type(of: path)))
        guard entry.isPublishedByPartners else { return }
        let bytes = try SchemaFolder.bytes(path)
        let decoder = EventDecoder()
        let rejection = bytes.withUnsafeBytes { decoder.decode(value: $0, headers: []) }
        #expect(rejection == nil)
        #expect((decoder.event.data == nil) == (decoder.event.kind == .withdrawal))
    }
}
