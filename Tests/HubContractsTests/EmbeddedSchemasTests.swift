import HubContracts
import Testing

struct EmbeddedSchemasTests {
    @Test("the generated file is up to date with schemas/; run .ci/generate")
    func upToDate() throws {
        let example = "asb.incident/v1/examples/valid/full-report.json"
        let wanted = SchemaFolder.paths.filter { !$0.contains("/examples/") || $0 == example }
        #expect(EmbeddedFile.all.map(\.path.description).sorted() == wanted)
        for file in EmbeddedFile.all {
            let path = file.path.description
            #expect(try file.bytes == SchemaFolder.minified(SchemaFolder.bytes(path)), "\(path)")
        }
    }

    @Test("the full first report is the 1.2 KB message that benchmarks start from")
    func size() throws {
        let file = try #require(EmbeddedFile.named("asb.incident/v1/examples/valid/full-report.json"))
        #expect((1150...1300).contains(file.bytes.count))
    }
}
