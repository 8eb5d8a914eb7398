import HubFeeds
import HubGeography
import HubHotspots

/// `hub-bench hotspots --cells N [--rounds R]`: summaries of all measures of the knife theme over N hexagons and five windows.
///
/// From bins by month to the documents: counts, day and night, repeats, sub-types, harm, attendances, Gi*, the trends and classes
/// over 24 months, and the judging of the list before. The scores of the 24 months, which every window shares, are worked out
/// once and measured apart, and so is the JSON form.
enum HotspotBench {
    /// Reads `--cells N` and `--rounds R` and prints one line of JSON.
    static func run(arguments: [String]) {
        func number(_ name: String, _ otherwise: Int) -> Int {
            guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else { return otherwise }
            return Int(arguments[index + 1]).map { min(max($0, 1), 1_000_000) } ?? otherwise
        }
        print(line(cells: number("--cells", 30_000), rounds: number("--rounds", 5)))
    }

    /// The county's hexagons, then those around them, until there are enough.
    private static func hexagons(_ wanted: Int) -> [Cell] {
        var cells = Array(StudyArea.shipped.cells.prefix(max(1, wanted)))
        var seen = Set(cells)
        var next = 0
        let around = HexagonGrid()
        while cells.count < wanted, next < cells.count {
            for cell in around.neighbours(of: cells[next]) where cells.count < wanted && seen.insert(cell).inserted {
                cells.append(cell)
            }
            next += 1
        }
        return cells
    }

    /// The months that end with December 2016, each with records in most of the hexagons.
    private static func months(_ cells: [Cell]) -> [Int32: WindowTally] {
        var state: UInt64 = 1
        var months: [Int32: WindowTally] = [:]
        for back: Int32 in 0..<24 {
            guard let month = LondonCalendar.month(201612, advancedBy: -back), let window = Window(.month(month)) else {
                continue
            }
            var tally = WindowTally(window)
            for cell in cells {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let count = Int64(state >> 61)
                guard count > 0 else { continue }
                tally.add(
                    BinRow(
                        cell: cell, day: window.from, precision: .month, count: count, night: count / 3,
                        daytime: count / 2, repeats: count / 4, series: UInt8(64 + state >> 58 & 0x1F)))
            }
            months[month] = tally
        }
        return months
    }

    private static func line(cells wanted: Int, rounds: Int) -> String {
        let cells = hexagons(wanted)
        let months = months(cells)
        let builder = SummaryBuilder()
        let clock = ContinuousClock()
        let labels = ["month:2016-12", "month:2016-11", "quarter:2016-Q4", "quarter:2016-Q3", "year:2016-Q4"]
        let windows = labels.compactMap { Window($0) }
        func tally(_ window: Window) -> WindowTally {
            var tally = WindowTally(window)
            for month in window.months { if let part = months[month] { tally.merge(part) } }
            return tally
        }
        // The year before the oldest month has no records; its list is that of the months there are.
        let before = windows.map { $0.previous.flatMap { builder.scores(.hex, tally($0)) } }
        var steps: [StepScores] = []
        let history = clock.measure {
            steps = months.keys.sorted().compactMap { month in months[month].flatMap { builder.scores(.hex, $0) } }
        }
        var seconds: [Double] = []
        var json: [Double] = []
        var bytes = 0
        for _ in 0..<max(1, rounds) {
            for (index, window) in windows.enumerated() {
                var document: SummaryDocument?
                seconds.append(
                    inSeconds(
                        clock.measure {
                            document = builder.document(
                                .knife, .hex, tally(window),
                                history: StepHistory(steps, lastMonth: window.lastWholeMonth),
                                before: before[index])
                        }))
                json.append(inSeconds(clock.measure { bytes = document.map { SummaryJSON.write($0).count } ?? 0 }))
            }
        }
        json.sort()
        seconds.sort()
        let measures = [
            "count", "day", "night", "repeat_share", "sub_types", "possession", "emergency_department", "harm",
            "gi_star",
            "trend", "class", "judged",
        ].map { "\"\($0)\"" }.joined(separator: ",")
        return """
            {"benchmark":"hotspots","cells":\(cells.count),"measures":[\(measures)],"windows":\(windows.count),\
            "rounds":\(rounds),"seconds_per_window":\(seconds[seconds.count / 2]),"seconds_per_window_min":\(seconds[0]),\
            "seconds_per_window_max":\(seconds[seconds.count - 1]),"seconds_24_months":\(inSeconds(history)),\
            "seconds_json":\(json[json.count / 2]),"document_bytes":\(bytes)}
            """
    }

    private static func inSeconds(_ duration: Duration) -> Double {
        Double(duration.components.attoseconds) / 1e18 + Double(duration.components.seconds)
    }
}
