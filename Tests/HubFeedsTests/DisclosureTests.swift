import Foundation
import HubGeography
import HubHotspots
import HubJSON
import HubTesting
import Testing

@testable import HubFeeds

/// What the partner and public tiers show, and what an attacker makes of it.
@Suite(.serialized) struct DisclosureTests {
    /// Months of counts by LSOA: by day, by night, not known which.
    typealias Months = [(month: Int32, counts: [Cell: [Int64]])]

    /// The kinds of area that are published together: those that nest, with wards across MSOAs, or hexagons.
    enum Scene: String, CaseIterable {
        case areas, wards, hexagons

        var builder: SummaryBuilder {
            get throws {
                switch self {
                case .areas: return SummaryBuilder(kinds: [.lsoa, .msoa, .district])
                case .hexagons: return SummaryBuilder(kinds: [.hex])
                case .wards:
                    let path = SharedData.path("data/geo/wards_E08000035.geojson")
                    var geography = ImportedGeography()
                    _ = try geography.take(
                        try BoundaryFile(
                            JSONValue.parse(
                                Array(try Data(contentsOf: URL(fileURLWithPath: path))), limits: .generous)),
                        vintage: 2013)
                    return SummaryBuilder(lookup: geography.lookup(), kinds: [.lsoa, .msoa, .ward, .district])
                }
            }
        }
    }

    static func tallies(_ months: Months) throws -> [(month: Int32, tally: WindowTally)] {
        try months.map { month, counts in
            let window = try #require(Window(.month(month)))
            var tally = WindowTally(window)
            for (cell, parts) in counts {
                tally.add(
                    BinRow(
                        cell: cell, day: window.from, precision: .month, count: parts.reduce(0, +), night: parts[1],
                        daytime: parts[0]))
            }
            return (month, tally)
        }
    }

    /// Everything both tiers publish of some months, as the documents that are published.
    static func documents(
        _ tallies: [(month: Int32, tally: WindowTally)], _ release: Release, _ builder: SummaryBuilder
    ) throws -> [[UInt8]] {
        var documents: [[UInt8]] = []
        for window in release.windows {
            var tally = WindowTally(window)
            for (month, part) in tallies where window.months.contains(month) { tally.merge(part) }
            for kind in builder.kinds {
                let exact = try #require(builder.document(.knife, kind, tally))
                for tier in [Tier.partner, .public] where tier.shows(kind, window) {
                    documents.append(SummaryJSON.write(try #require(exact.controlled(tier, release))))
                }
            }
        }
        return documents
    }

    /// Twelve months of Leeds as sparse as knife crime: the real weapons possession and robbery of July 2016, drawn anew for each month.
    static func sparseYear(seed: UInt64, _ scene: Scene = .areas) throws -> Months {
        let leeds = Cell(code: "E08000035", vintage: 2011)
        let text = try String(
            contentsOfFile: SharedData.path("data/street/2016-07-west-yorkshire-street.csv"), encoding: .utf8)
        let cells = text.split(whereSeparator: \.isNewline)
            .filter { $0.contains("Possession of weapons") || $0.contains("Robbery") }
            .compactMap { (line: Substring) -> (Cell, Cell)? in
                let fields: [Substring] = line.split(separator: ",", omittingEmptySubsequences: false)
                guard let area = fields.lazy.compactMap({ Cell(code: String($0), vintage: 2011) }).first,
                    let longitude = Double(fields[4]), let latitude = Double(fields[5]),
                    let point = GridTransform().grid(longitude: longitude, latitude: latitude),
                    let hexagon = HexagonGrid().cell(easting: point.easting, northing: point.northing)
                else { return nil }
                return (area, hexagon)
            }.filter { AreaLookup.shipped.ancestor(of: $0.0, kind: .district) == leeds }
            .map { scene == .hexagons ? $0.1 : $0.0 }
        var random = SeededGenerator(seed: seed)
        return (1...12).map { month in
            var counts: [Cell: [Int64]] = [:]
            for cell in cells where Int.random(in: 0..<3, using: &random) > 0 {
                // Mostly the same places, sometimes any of them.
                let at = Int.random(in: 0..<4, using: &random) > 0 ? cell : cells.randomElement(using: &random) ?? cell
                counts[at, default: [0, 0, 0]][Int.random(in: 0..<3, using: &random)] += 1
            }
            return (201600 + Int32(month), counts)
        }
    }

    /// The seed of a quick run, or the numbers that `HUB_SEEDS` names with commas between them.
    private static func seeds(_ usual: UInt64) -> [UInt64] {
        ProcessInfo.processInfo.environment["HUB_SEEDS"].map { $0.split(separator: ",").compactMap { UInt64($0) } }
            ?? [usual]
    }

    private struct Finding: Decodable {
        var small: Int
        var constraints: Int
        var unknowns: Int
        var worlds: Int
        var recovered: Int
    }

    private static func attack(
        _ months: Months, _ revisions: [(documents: [[UInt8]], added: Months)], _ builder: SummaryBuilder, isBold: Bool,
        worlds: Int = 60, stop: Int = 5, seed: UInt64
    ) throws -> Finding {
        func list(_ months: Months) -> String {
            months.flatMap { month, counts in
                counts.sorted { $0.key < $1.key }.map {
                    "[\"\($0.key.code)\",\"\(LondonCalendar.text(ofMonth: month))\",\($0.value)]"
                }
            }.joined(separator: ",")
        }
        let lookup = builder.lookup
        let bases =
            builder.kinds == [.hex] ? Set(months.flatMap(\.counts.keys)).sorted() : lookup.areas(.lsoa).map(\.cell)
        let parents = bases.map { cell in
            let larger = [Cell.Kind.msoa, .ward, .district].filter { kind in builder.kinds.contains { $0.cells == kind }
            }
            .compactMap { lookup.ancestor(of: cell, kind: $0)?.code }
            return "\"\(cell.code)\":\(larger)"
        }.joined(separator: ",")
        let published = revisions.map { revision in
            let documents = revision.documents.map { String(decoding: $0, as: UTF8.self) }.joined(separator: ",")
            return "{\"documents\":[\(documents)],\"added\":[\(list(revision.added))]}"
        }.joined(separator: ",")
        let input = """
            {"parents":{\(parents)},"truth":[\(list(months))],"revisions":[\(published)],"bold":\(isBold),\
            "worlds":\(worlds),"stop":\(stop),"seed":\(seed)}
            """
        let written = try PythonEnvironment.run(script: "HubFeedsTests/attacker.py", input: Data(input.utf8))
        return try JSONDecoder().decode(Finding.self, from: written)
    }

    @Test(
        .enabled(if: SharedData.isPresent, "the public data beside the repository is not there"),
        .enabled(if: PythonEnvironment.isPresent, Comment(rawValue: PythonEnvironment.absence)),
        arguments: seeds(20_160_701),
        Scene.allCases
    )
    func smallCountsCannotBeRecovered(seed: UInt64, scene: Scene) throws {
        let builder = try scene.builder
        let months = try Self.sparseYear(seed: seed, scene)
        let tallies = try Self.tallies(months)
        var release = Release(tallies, windows: Release.windows(Set(months.map(\.month))), builder)
        // Without complementary suppression the attacker finds what is small, even one who takes * for 1 or more: the attack works.
        let bare = try Self.documents(tallies, release, builder)
        let found = try Self.attack(months, [(bare, [])], builder, isBold: false, stop: 1, seed: seed)
        #expect(found.recovered > 0)
        try release.protect(ReleaseState())
        #expect(release.report.small > 2_000 && release.report.hidden > 0)
        let documents = try Self.documents(tallies, release, builder)
        let left = try Self.attack(months, [(documents, [])], builder, isBold: false, seed: seed)
        print("seed \(seed), \(scene): \(left), \(release.report)")
        #expect(left.recovered == 0 && left.small > 2_000)
    }

    /// Late records and withdrawals, each known to the attacker, who has every revision of every document.
    @Test(
        .enabled(if: SharedData.isPresent, "the public data beside the repository is not there"),
        .enabled(if: PythonEnvironment.isPresent, Comment(rawValue: PythonEnvironment.absence)),
        arguments: seeds(20_160_702)
    )
    func revisionsGiveNothingAway(seed: UInt64) throws {
        let (found, report) = try Self.revise(seed: seed, isProtected: true)
        print("seed \(seed), revisions: \(found), \(report)")
        #expect(found.recovered == 0)
    }

    /// The same without what is kept between revisions: the attacker finds something.
    @Test(
        .enabled(if: SharedData.isPresent, "the public data beside the repository is not there"),
        .enabled(if: PythonEnvironment.isPresent, Comment(rawValue: PythonEnvironment.absence)),
        arguments: seeds(20_160_702)
    )
    func revisionsWithoutMemoryGiveAway(seed: UInt64) throws {
        let (found, _) = try Self.revise(seed: seed, isProtected: false)
        #expect(found.recovered > 0)
    }

    /// Four revisions of a year.
    ///
    /// - Parameter isProtected: whether what earlier revisions showed is held against later ones.
    private static func revise(
        seed: UInt64, isProtected: Bool
    ) throws -> (found: Finding, report: Disclosure.Report) {
        let builder = try Scene.areas.builder
        var random = SeededGenerator(seed: seed)
        let months = try sparseYear(seed: seed)
        let windows = Release.windows(Set(months.map(\.month)))
        var state = ReleaseState()
        var revisions: [(documents: [[UInt8]], added: Months)] = []
        var added: Months = months.map { ($0.month, [:]) }
        var before: Release?
        for revision in 0..<4 {
            if revision > 0 {
                for month in added.indices {
                    // Where there were records already, so that small counts grow out of being small, or shrink into it.
                    for cell in months[month].counts.keys.sorted() where Int.random(in: 0..<6, using: &random) == 0 {
                        let part = Int.random(in: 0..<3, using: &random)
                        let now = (months[month].counts[cell]?[part] ?? 0) + (added[month].counts[cell]?[part] ?? 0)
                        let by: Int64 = now > 0 && Int.random(in: 0..<3, using: &random) == 0 ? -1 : 1
                        added[month].counts[cell, default: [0, 0, 0]][part] += by
                    }
                }
            }
            let now: Months = zip(months, added).map { month, more in
                (month.month, month.counts.merging(more.counts) { zip($0, $1).map { $0 + $1 } })
            }
            let tallies = try Self.tallies(now)
            var release = Release(tallies, windows: windows, builder)
            let changed = before.map { note($0, release, windows, builder, &state) }
            try release.protect(isProtected ? state : ReleaseState(), changed: isProtected ? changed : nil)
            state.hidden.formUnion(release.hidden)
            revisions.append((try documents(tallies, release, builder), added))
            before = release
        }
        let found = try attack(months, revisions, builder, isBold: false, stop: 1, seed: seed)
        return (found, before?.report ?? Disclosure.Report())
    }

    /// What the publisher does between two revisions.
    private static func note(
        _ before: Release, _ now: Release, _ windows: [Window], _ builder: SummaryBuilder, _ state: inout ReleaseState
    ) -> Set<Release.FigureName> {
        var changed: Set<Release.FigureName> = []
        for kind in builder.kinds {
            guard let cells = kind.cells else { continue }
            for cell in builder.lookup.areas(cells).map(\.cell) {
                for window in windows {
                    guard let was = before.values(kind, cell, window), let value = now.values(kind, cell, window) else {
                        continue
                    }
                    for part in Disclosure.Part.allCases where was[part.rawValue] != value[part.rawValue] {
                        let name = Release.FigureName(kind: kind, window: window, cell: cell, part: part)
                        let count = was[part.rawValue]
                        let isStarred =
                            (1...7).contains(count) || state.hidden.contains(name)
                            || (count == 0 && state.wereSmall.contains(name))
                        state.note(name, was: count, shown: isStarred ? nil : count)
                        changed.insert(name)
                    }
                }
            }
        }
        return changed
    }

    @Test func figuresAreShownByTheRule() {
        #expect(Disclosure.band(0) == 0...0 && Disclosure.band(1) == 1...7 && Disclosure.band(7) == 1...7)
        #expect(Disclosure.band(8) == 8...12 && Disclosure.band(12) == 8...12 && Disclosure.band(13) == 13...17)
        for value: Int32 in 8..<500 {
            #expect(Disclosure.rounded(value) % 5 == 0 && abs(Disclosure.rounded(value) - value) <= 2)
            #expect(Disclosure.band(value).contains(value))
        }
    }

    /// One area of two places with 12 and 1 records: 13 is shown as 15, 12 as 10, so that the other must be 1 unless hidden.
    @Test func whatSubtractionWouldTellIsHidden() {
        var problem = Disclosure(
            places: [.init(areas: [0, 0], counts: [[0, 0, 12]]), .init(areas: [1, 0], counts: [[0, 0, 1]])],
            areaCounts: [2, 1], windowsOfMonth: [[0]], windowCount: 1)
        let report = problem.protect()
        #expect(report.small == 1)
        let small = problem.figure(kind: 0, area: 1, window: 0, .all)
        #expect(problem.isStarred(small))
        // 12 and 2 would be 14, shown as 15 too: nothing needs to be hidden.
        #expect(report.hidden == 0)
        var tight = Disclosure(
            places: (0..<7).map { .init(areas: [$0, 0], counts: [[0, 0, 1]]) } + [
                .init(areas: [7, 0], counts: [[0, 0, 10]])
            ],
            areaCounts: [8, 1], windowsOfMonth: [[0]], windowCount: 1)
        // 7 and 10 make 17, the top of what 15 stands for: one more is not possible, one less neither, since each is 1.
        let found = tight.protect()
        #expect(found.small == 7 && found.ambiguous == 0)
    }

    @Test func tiersShowWhatTheyMay() throws {
        let month = try #require(Window("month:2016-07"))
        let year = try #require(Window("year:2016-Q3"))
        let rolling = try #require(Window("rolling:28@2016-07-31"))
        #expect(Tier.partner.shows(.hex, month) && !Tier.partner.shows(.lsoa, rolling))
        #expect(Tier.public.shows(.msoa, year) && !Tier.public.shows(.lsoa, year) && !Tier.public.shows(.msoa, month))
        #expect(AreaKind.allCases.allSatisfy { Tier.exact.shows($0, rolling) })
        // Every form of a controlled document holds what its JSON holds and no more.
        var tally = try SummaryTests.tally("month:2016-07", SummaryTests.rows())
        tally.add(BinRow(cell: SummaryTests.cell("E01010568"), day: month.from, precision: .month, count: 3))
        var release = Release([(201607, tally)], windows: Release.windows([201607]), SummaryBuilder())
        try release.protect(ReleaseState())
        let exact = try #require(SummaryBuilder().document(.asb, .lsoa, tally))
        let document = try #require(exact.controlled(.partner, release))
        let value = try JSONValue.parse(SummaryJSON.write(document))
        #expect(value["totals"] == nil && value["judged"] == nil)
        for item in value["items"]?.array ?? [] {
            #expect(item["rank"] == nil && item["gi_star"]?["z"] == nil && item["gi_star"]?["q"] == nil)
            #expect(item["trend"] == nil && item["repeat_share"] == nil)
            let count = item["count"]?.int
            #expect(count.map { $0 % 5 == 0 } ?? (item["count"]?.string == "*"))
        }
        #expect(SummaryDocument(published: value).map { SummaryJSON.write($0) } == SummaryJSON.write(document))
        let csv = String(decoding: SummaryCSV.write(document), as: UTF8.self)
        let geojson = try JSONValue.parse(SummaryGeoJSON.write(document, SummaryBuilder()))
        for (line, feature) in zip(csv.split(separator: "\r\n").dropFirst(), geojson["features"]?.array ?? []) {
            let shown = feature["properties"]?["count"]
            #expect(
                line.split(separator: ",", omittingEmptySubsequences: false)[11]
                    == (shown?.string ?? "\(shown?.int ?? -1)"))
            #expect(feature["properties"]?["gi_star"]?["z"] == nil)
        }
    }
}
