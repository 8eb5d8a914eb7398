import HubFeeds
import HubGeography
import HubHotspots

/// `hub-bench hotspots --cells N [--rounds R]`: a summary of all measures over N hexagons with Gi*.
///
/// From bins to the document; its JSON form is measured apart.
enum HotspotBench {
    /// Reads `--cells N` and `--rounds R` and prints one line of JSON.
    static func run(arguments: [String]) {
        func number(_ name: String, _ otherwise: Int) -> Int {
            guard let index = arguments.firstIndex(of: name), index + 1 < arguments.count else { return otherwise }
            return Int(arguments[index + 1]).map { min(max($0, 1), 1_000_000) } ?? otherwise
        }
        print(line(cells: number("--cells", 30_000), rounds: number("--rounds", 11)))
    }

    private static func line(cells wanted: Int, rounds: Int) -> String {
        let study = StudyArea.shipped
        // The county's hexagons, then those around them, until there are enough.
        var cells = Array(study.cells.prefix(max(1, wanted)))
        var seen = Set(cells)
        var next = 0
        let around = HexagonGrid()
        while cells.count < wanted, next < cells.count {
            for cell in around.neighbours(of: cells[next]) where cells.count < wanted && seen.insert(cell).inserted {
                cells.append(cell)
            }
            next += 1
        }
        guard let window = Window(.month(201607)) else { return "{}" }
        var state: UInt64 = 1
        let rows = cells.map { cell in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let count = Int64(state >> 60)
            return BinRow(
                cell: cell, day: window.from, precision: .month, count: count + 1, night: count / 3, daytime: count / 2,
                repeats: count / 4)
        }
        let builder = SummaryBuilder()
        var seconds: [Double] = []
        var json: [Double] = []
        var bytes = 0
        let clock = ContinuousClock()
        for _ in 0..<max(1, rounds) {
            var document: SummaryDocument?
            seconds.append(
                inSeconds(
                    clock.measure {
                        var tally = WindowTally(window)
                        for row in rows { tally.add(row) }
                        document = builder.document(.asb, .hex, tally)
                    }))
            json.append(inSeconds(clock.measure { bytes = document.map { SummaryJSON.write($0).count } ?? 0 }))
        }
        json.sort()
        seconds.sort()
        return """
            {"benchmark":"hotspots","cells":\(cells.count),"measures":["count","day","night","repeat_share","gi_star"],\
            "windows":\(seconds.count),"seconds_per_window":\(seconds[seconds.count / 2]),\
            "seconds_per_window_min":\(seconds[0]),\
            "seconds_json":\(json[json.count / 2]),"document_bytes":\(bytes)}
            """
    }

    private static func inSeconds(_ duration: Duration) -> Double {
        Double(duration.components.attoseconds) / 1e18 + Double(duration.components.seconds)
    }
}
