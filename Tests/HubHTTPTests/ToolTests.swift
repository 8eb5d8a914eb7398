import Foundation
import HubTesting
import Testing

@testable import HubHTTP

private let hasGDAL = FileManager.default.isExecutableFile(atPath: "/usr/bin/ogrinfo")

/// The tools that analysts have: GDAL reads every collection.
@Suite(.timeLimit(.minutes(15)), .enabled(if: hasGDAL, "gdal-bin is not installed"))
struct ToolTests {
    private let store: FeatureStore

    init() throws { store = try FeatureStore.shared.get() }

    private func run(_ program: String, _ arguments: [String]) throws -> ProcessOutcome {
        try HubProcess.run(
            arguments, environment: ["GDAL_HTTP_HEADERS": "Authorization: Bearer \(store.key)"],
            executable: "/usr/bin/\(program)")
    }

    @Test func everyCollectionIsALayer() throws {
        let source = "OAPIF:http://127.0.0.1:\(store.hub.port)/"
        let list = try run("ogrinfo", ["-ro", source])
        #expect(list.status == 0, "\(list)")
        #expect(
            list.outputText.components(separatedBy: "\n").count {
                $0.contains("title:") || $0.contains("asb-") || $0.contains("knife-")
            } >= 40)
        for (layer, count) in [
            ("asb-lsoa-month", 2776), ("asb-district-year", 25), ("knife-hex-month", 0), ("asb-hex-quarter", nil),
        ] {
            let info = try run("ogrinfo", ["-ro", "-so", source, layer])
            #expect(info.status == 0 && !info.errorText.contains("ERROR"), "\(layer): \(info)")
            if let count {
                #expect(info.outputText.contains("Feature Count: \(count)"), "\(layer): \(info.outputText.prefix(600))")
            }
        }
    }

    @Test func ogr2ogrCopiesALayerWithItsFilters() throws {
        let folder = try ScratchFolder()
        let source = "OAPIF:http://127.0.0.1:\(store.hub.port)/"
        let copied = try run(
            "ogr2ogr",
            ["-f", "CSV", folder.file("out.csv"), source, "asb-lsoa-month", "-spat", "-1.6", "53.75", "-1.5", "53.85"])
        #expect(copied.status == 0, "\(copied)")
        let lines = try String(contentsOfFile: folder.file("out.csv"), encoding: .utf8).split(separator: "\n")
        #expect(
            lines.count > 10 && lines.count < 400 && lines[0].contains("count") && lines[0].contains("significance"))
    }
}

/// Schemathesis, which makes requests from the API definition, good and bad, and holds every answer against it.
@Suite(.timeLimit(.minutes(15)), .enabled(if: Schemathesis.program != nil, "schemathesis cannot be had from PyPI here"))
struct SchemathesisTests {
    @Test func everyAnswerIsAsTheDefinitionSays() throws {
        let store = try FeatureStore.shared.get()
        let base = "http://127.0.0.1:\(store.hub.port)"
        // It keeps notes where it runs.
        let folder = try ScratchFolder()
        let outcome = try HubProcess.run(
            [
                "run", base + "/api", "--url", base, "-H", "Authorization: Bearer \(store.key)", "--max-examples", "3",
                "--phases", "coverage,fuzzing", "--seed", "20241121", "--no-color",
            ], directory: folder.path, executable: Schemathesis.program, seconds: 280)
        #expect(outcome.status == 0, "\(outcome.outputText.suffix(4_000))")
    }
}

private enum Schemathesis {
    /// Its path; nil where it is not there and no package registry gives it.
    static let program = PythonEnvironment.interpreter(with: ["schemathesis==4.32.5"])
        .map { String($0.dropLast("python3".count)) + "schemathesis" }
}
