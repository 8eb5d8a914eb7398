import Foundation
import HubContracts
import HubFeeds
import HubGateway
import HubGeography
import HubHotspots
import HubJSON
import HubStore
import HubTesting
import HubTransport
import Testing

/// Three years of real anti-social behaviour in Leeds, one message an incident, through gateway, counts, trends and classes;
/// the list of each month judged by the next.
@Suite(.enabled(if: SharedData.isPresent, "the public data beside the repository is not there"))
struct LeedsRunTests {
    private struct Leeds {
        var layer: AreaLayer
        var months: [(month: String, counts: [(code: String, count: Int)])]

        /// Areas with the neighbours of the file; hectares of the MSOA of 2011 with the same code, the rest of Leeds shared
        /// evenly by those that are new.
        init() throws {
            let rows = try Self.rows("data/leeds_msoa/leeds_msoa2021.csv")
            let old = Dictionary(uniqueKeysWithValues: AreaLookup.shipped.areas(.msoa).map { ($0.code, $0.hectares) })
            let leeds = try #require(Cell(code: "E08000035", vintage: 2011))
            let all = AreaLookup.shipped.area(leeds)?.hectares ?? 0
            let known = rows.compactMap { old[$0[0]] }
            let rest = (all - known.reduce(0, +)) / Double(max(1, rows.count - known.count))
            var neighbours: [Cell: [Cell]] = [:]
            var parents: [Cell: [Cell]] = [:]
            let areas = try rows.map { row in
                let cell = try #require(Cell(code: row[0], vintage: 2021))
                neighbours[cell] = row[10].split(separator: " ").compactMap { Cell(code: String($0), vintage: 2021) }
                parents[cell] = [leeds]
                return Area(
                    cell: cell, code: row[0], name: row[1], population: try #require(Int64(row[7])),
                    hectares: old[row[0]] ?? rest, longitude: try #require(Double(row[6])),
                    latitude: try #require(Double(row[5])))
            }
            layer = AreaLayer(kind: .msoa, vintage: 2021, areas: areas, neighbours: neighbours, parents: parents)
            var byMonth: [String: [(String, Int)]] = [:]
            for row in try Self.rows("data/leeds_msoa/leeds_msoa2021_monthly_counts.csv")
            where row[3] == "Anti-social behaviour" {
                byMonth[row[0], default: []].append((row[1], try #require(Int(row[4]))))
            }
            months = byMonth.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
        }

        private static func rows(_ path: String) throws -> [[String]] {
            try CommaSeparated.rows(SharedData.path(path))
        }
    }

    @Test func threeYearsOfLeeds() throws {
        let leeds = try Leeds()
        #expect(leeds.months.count == 36 && leeds.layer.areas.count == 107)
        let lookup = AreaLookup(layers: AreaLayer.shipped + [leeds.layer])
        let folder = try TemporaryDirectory()
        let clock = ManualClock(1_785_000_000_000)
        let log = InMemoryLog(clock: clock)
        let store = try StateStore(directory: folder.path, clock: clock)
        let gateway = Gateway(contracts: try Contracts.shipped(), store: store, source: log, lookup: lookup)
        let topic = TopicPartition("in.wyp.asb.incident.v1")
        try log.createTopic(topic.topic, partitions: 1)
        var sent = 0
        for month in leeds.months {
            var batch = RecordBatch()
            for (code, count) in month.counts {
                for number in 0..<count {
                    let subject = "\(month.month)/\(code)/\(number)"
                    batch.append(
                        key: Array(subject.utf8), value: Array(Self.event(subject, month.month, code).utf8),
                        timestamp: clock.now())
                    sent += 1
                }
            }
            try log.append(batch, to: topic)
        }
        #expect(sent == 27_433)
        #expect(try gateway.processAvailable().messages == 27_433)
        let reader = try StateReader(directory: folder.path)
        #expect(
            try reader.tallies().allSatisfy { $0.key.ending == .counted }
                && reader.tallies().reduce(0) { $0 + $1.count } == 27_433)
        let builder = SummaryBuilder(lookup: lookup, kinds: [.msoa])
        let publisher = Publisher(builder)
        _ = try publisher.publish(store, reader)
        try check(leeds, lookup, builder, reader)
    }

    /// Every month's document against the statistics worked out from the file itself.
    private func check(
        _ leeds: Leeds, _ lookup: AreaLookup, _ builder: SummaryBuilder, _ reader: StateReader
    ) throws {
        let feed = HotspotFeed(reader, builder: builder)
        var steps: [[EmergingClass.Step]] = []
        var scores: [[Double]] = []
        var hot = Set<String>()
        var lines: [String] = []
        for (number, month) in leeds.months.enumerated() {
            let window = try #require(Window("month:" + month.month))
            guard case .found(let document, isPublished: true) = try feed.summary(.asb, .msoa, window) else {
                Issue.record("\(month.month) was not published")
                continue
            }
            #expect(document.items.count == 107 && document.isWhole)
            let expected = Dictionary(uniqueKeysWithValues: month.counts)
            for item in document.items { #expect(item.measures.count == Int64(expected[item.code] ?? 0)) }
            let own = HotspotScore.scores(
                document.items.map { Double(expected[$0.code] ?? 0) }, lookup.adjacency(.msoa))
            scores.append(
                own.map { score in
                    if case .computed(let z, _) = score.outcome { z } else { .nan }
                })
            steps.append(own.map { $0.significance == .hot ? .hot : $0.significance == .cold ? .cold : .neither })
            let span = number >= 23 ? 24 : number >= 11 ? 12 : 0
            #expect(document.outlook.steps == span && (span > 0) == (document.outlook.reason == nil))
            #expect(document.outlook.isSeasonal == (span == 24))
            for (index, item) in document.items.enumerated() where span > 0 {
                let series = scores.suffix(span).map { $0[index] }
                let trend = span == 24 ? MannKendall(series, period: 12) : MannKendall(series)
                #expect(item.emerging == EmergingClass(steps.suffix(span).map { $0[index] }, trend: trend))
                #expect(abs((item.trend?.z ?? 0) - (trend?.z ?? 0)) < 1e-6)
            }
            try judge(document, by: hot, isFirst: number == 0)
            hot = Set(document.items.filter { $0.score.significance == .hot }.map(\.code))
            lines.append(Self.line(document, month.month))
        }
        try Self.hold(lines)
    }

    /// The article ThreeYearsOfLeeds has these very lines; with `HUB_WRITE=1` they are written into it.
    private static func hold(_ lines: [String]) throws {
        let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../Sources/HubHotspots/HubHotspots.docc/ThreeYearsOfLeeds.md"
        ).standardizedFileURL.path
        let text = try String(contentsOfFile: path, encoding: .utf8)
        let heading = try #require(text.range(of: "|---|---|---|---|---|---|---|\n"))
        let table = lines.joined(separator: "\n") + "\n"
        if ProcessInfo.processInfo.environment["HUB_WRITE"] == "1" {
            try (text[..<heading.upperBound] + table).write(toFile: path, atomically: true, encoding: .utf8)
        } else {
            #expect(text[heading.upperBound...] == table, "HUB_WRITE=1 writes the article anew")
        }
    }

    private func judge(_ document: SummaryDocument, by list: Set<String>, isFirst: Bool) throws {
        let judged = try #require(document.judged)
        guard !isFirst, !list.isEmpty else {
            #expect(judged.judgement == nil && judged.reason != nil)
            return
        }
        let figures = try #require(judged.judgement)
        let all = Double(document.totals.counted)
        let hit = document.items.filter { list.contains($0.code) }.reduce(0) { $0 + $1.measures.count }
        #expect(figures.areas == list.count)
        #expect(abs(figures.hitRate - Double(hit) / all) < 1e-6)
        #expect((figures.pei ?? 2) <= 1)
    }

    /// A month: its incidents, its list, how the list of the month before did in it, and the classes of its areas.
    private static func line(_ document: SummaryDocument, _ month: String) -> String {
        let hot = document.items.filter { $0.score.significance == .hot }.map { $0.name.replacing("Leeds ", with: "") }
        let classes = Dictionary(grouping: document.items.compactMap(\.emerging).filter { $0 != .none }) { $0.rawValue }
        let named = classes.sorted { $0.key < $1.key }.map { "\($0.key.replacing("_", with: " ")) \($0.value.count)" }
        let judged =
            document.judged?.judgement.map { figures in
                let hit = String(format: "%.1f%% (%.1f%%)", figures.hitRate * 100, figures.areaShare * 100)
                return
                    "\(hit) | \(String(format: "%.2f", figures.pai ?? 0)) | \(String(format: "%.2f", figures.pei ?? 0))"
            } ?? "\(document.judged?.reason ?? "") | – | –"
        return
            "| \(month) | \(document.totals.counted) | \(hot.isEmpty ? "none" : hot.joined(separator: " ")) | \(judged) | "
            + "\(named.isEmpty ? "–" : named.joined(separator: ", ")) |"
    }

    private static func event(_ subject: String, _ month: String, _ code: String) -> String {
        #"{"specversion":"1.0","id":"\#(subject)","source":"/partners/wyp","type":"asb.incident","subject":"\#(subject)","#
            + #""time":"2025-09-01T08:00:00Z","revision":1,"kind":"report","data":{"nsir_type":"noise","#
            + #""nsir_qualifier":"nuisance","occurred":{"precision":"month","from":"\#(month)"},"#
            + #""place":{"area":{"area_kind":"msoa","code":"\#(code)","vintage":2021}}}}"#
    }
}
