import Foundation
import HubTesting
import Testing

/// `hub validate` against jsonschema-rs, another validator, on mutated messages and generated schemas; and the AsyncAPI
/// document against its own schema, which that validator can read.
@Suite(.timeLimit(.minutes(15))) struct SchemaPeersTests {
    private static let here = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    private static let repository = here.appendingPathComponent("../..").standardizedFileURL.path

    /// A Python with the packages, made once below `.build`; nil where no registry can be reached.
    private static let python: String? = {
        let folder = repository + "/.build/python-schema-peers"
        let python = folder + "/bin/python"
        let check = ["-c", "import jsonschema_rs, orjson"]
        if (try? HubProcess.run(check, executable: python))?.status == 0 { return python }
        let made = try? HubProcess.run(["-m", "venv", folder], executable: "/usr/bin/python3")
        guard made?.status == 0 else { return nil }
        let install = ["-m", "pip", "install", "--quiet", "jsonschema-rs==0.60.3", "orjson==3.13.0"]
        let installed = try? HubProcess.run(install, executable: python, seconds: 240)
        return installed?.status == 0 ? python : nil
    }()

    @Test(.enabled(if: python != nil, "needs jsonschema-rs, from a package registry"))
    func theSameVerdictAsAnotherValidator() throws {
        let python = try #require(Self.python)
        var call = [
            Self.here.appendingPathComponent("schema_peers.py").path, try HubExecutable.path(),
            Self.repository + "/schemas",
            "--mutations", "4000", "--schemas", "100",
        ]
        if SharedData.isPresent { call += ["--asyncapi", SharedData.path("data/asyncapi/3.0.0.schema.json")] }
        let outcome = try HubProcess.run(call, executable: python, seconds: 500)
        #expect(outcome.status == 0, "\(outcome.outputText.prefix(4000)) \(outcome.errorText.prefix(1000))")
    }
}
