import Foundation

@main
struct HubBench {
    private static let benches: [(name: String, help: String, run: @Sendable ([String]) throws -> Void)] = [
        (
            "pipeline", "--messages N [--batch N] [--seed S] [--store DIR] [--kafka HOST:PORT [--hubs K] [--peer DIR]]",
            PipelineBench.run
        ),
        ("hotspots", "--cells N [--rounds R]", HotspotBench.run),
        ("features", "--records N [--connections C] [--seconds S] [--store DIR]", FeaturesBench.run),
        (
            "schema", "--schema S --messages M.ndjson [--rounds N]",
            { print(String(decoding: try SchemaBench.run(arguments: $0), as: UTF8.self)) }
        ),
        ("audit", "--messages N", AuditBench.run),
        ("ingest", "--messages N [--batch N] [--connections N] [--seed S] [--plain]", IngestBench.run),
        ("status", "--records N [--rounds R] [--folder DIR]", StatusBench.run),
        ("schema-growth", "", SchemaGrowthBench.run),
        (
            "torture", "--kafka HOST:PORT --minutes M --seed S [--hubs K] [--rate N] [--cluster DIR --script PATH]",
            TortureBench.run
        ),
        ("store", "--messages N [--folder DIR]", StoreBench.run),
    ]

    static func main() {
        let arguments = Array(CommandLine.arguments.dropFirst())
        guard let bench = benches.first(where: { $0.name == arguments.first }) else {
            let list = benches.map { "  hub-bench \($0.name) \($0.help)" }.joined(separator: "\n")
            FileHandle.standardError.write(Data("usage:\n\(list)\n".utf8))
            exit(64)
        }
        do {
            try bench.run(Array(arguments.dropFirst()))
        } catch {
            FileHandle.standardError.write(Data("hub-bench: \(error)\n".utf8))
            exit(1)
        }
    }
}
