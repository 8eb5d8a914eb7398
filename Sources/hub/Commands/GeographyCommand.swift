import Foundation
import HubFeeds
import HubGateway
import HubGeography
import HubJSON
import HubStore
import HubTransport

/// `hub geography import`: official boundaries and look-ups into the store.
enum GeographyCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let settings = try HubSettings(invocation)
        var geography = try settings.geography()
        var reports: [(file: String, report: ImportedGeography.Report)] = []
        for path in invocation.operands {
            let bytes = try InputFile(path).readAll()
            do {
                if bytes.first(where: { $0 > 0x20 && $0 != 0xEF && $0 != 0xBB && $0 != 0xBF }) == UInt8(ascii: "{") {
                    guard let vintage = invocation["vintage"].flatMap({ Int($0) }) else {
                        throw CommandFailure(
                            .usage, "--vintage is needed for \(path): the year of the boundaries, such as 2021")
                    }
                    let file = try BoundaryFile(try parse(bytes, path))
                    reports.append((path, try geography.take(file, vintage: vintage)))
                } else {
                    reports.append((path, try geography.take(lookup: try rows(bytes))))
                }
            } catch let fault as GeographyError {
                throw CommandFailure(.notSo, "\(path): \(fault.message)")
            }
        }
        if !invocation.flag("dry-run") { try keep(geography, settings) }
        try show(reports, isJSON: invocation["output"] == "json")
        return .done
    }

    private static func parse(_ bytes: [UInt8], _ path: String) throws -> JSONValue {
        do { return try JSONValue.parse(bytes, limits: .generous) } catch {
            throw CommandFailure(.notSo, "\(path) is no JSON: \(error)")
        }
    }

    private static func rows(_ bytes: [UInt8]) throws -> [[String]] {
        var reader = CSVReader(bytes: bytes)
        var row = CSVRow()
        var rows: [[String]] = []
        while try reader.next(into: &row) { rows.append((0..<row.count).map { row.text($0) }) }
        return rows
    }

    /// Writes the geography and has every month published anew: its areas may have changed.
    private static func keep(_ geography: ImportedGeography, _ settings: HubSettings) throws {
        let lock = try OwnerLock(directory: settings.store)
        let store = try StateStore(directory: settings.store, clock: SystemClock())
        try Data(geography.json).write(
            to: URL(fileURLWithPath: ImportedGeography.path(inStore: settings.store)), options: .atomic)
        let reader = try StateReader(directory: settings.store)
        var months: Set<TouchedMonth> = []
        let known = try Set(reader.tallies().map(\.key.period)).filter { $0 > 0 }
        for series: UInt8 in [1, 2] {
            for month in known { months.insert(TouchedMonth(series: series, month: month, stamp: 0)) }
        }
        try store.transaction { transaction in
            for month in months { transaction.touch(series: month.series, month: month.month) }
        }
        withExtendedLifetime(lock) {}
    }

    private static func show(_ reports: [(file: String, report: ImportedGeography.Report)], isJSON: Bool) throws {
        guard isJSON else {
            for (file, report) in reports {
                if let kind = report.kind, let vintage = report.vintage {
                    let mean = (report.meanNeighbours * 100).rounded() / 100
                    try Output.line(
                        "\(file): \(report.taken) areas (\(Cell.name(of: kind)) of \(vintage)), \(mean) neighbours on average"
                    )
                    let islands = report.islands.isEmpty ? "none" : report.islands.joined(separator: ", ")
                    try Output.line("  islands (no neighbour within 1 m): \(islands)")
                    if report.outside > 0 { try Output.line("  outside the county, left out: \(report.outside)") }
                    if report.withoutPopulation > 0 {
                        try Output.line(
                            "  without population, so without rates: \(report.withoutPopulation); import a look-up with it"
                        )
                    }
                } else {
                    try Output.line("\(file): \(report.taken) rows, \(report.links) links between areas")
                }
            }
            return
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("files")
        writer.beginArray()
        for (file, report) in reports {
            writer.beginObject()
            writer.key("file")
            writer.string(file)
            writer.key("area_kind")
            writer.optional(report.kind.map { Cell.name(of: $0) })
            writer.key("vintage")
            if let vintage = report.vintage { writer.int(Int64(vintage)) } else { writer.null() }
            for (key, number) in [
                ("taken", report.taken), ("outside", report.outside), ("without_population", report.withoutPopulation),
                ("links", report.links),
            ] {
                writer.key(key)
                writer.int(Int64(number))
            }
            writer.key("mean_neighbours")
            writer.double((report.meanNeighbours * 1000).rounded() / 1000)
            writer.key("islands")
            writer.strings(report.islands)
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        try Output.write(writer.bytes)
        try Output.line("")
    }
}
