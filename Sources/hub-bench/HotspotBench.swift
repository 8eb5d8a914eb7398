import HubFeeds
import HubGeography
import HubHotspots

/// `hub-bench hotspots --cells N [--rounds R]`: a summary of all measures over N hexagons with Gi*, from bins to JSON bytes.
enum HotspotBench {
    /// Runs the benchmark and prints one line of JSON.
    static func run(cells wanted: Int, rounds: Int) -> String {
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
        var bytes = 0
        let clock = ContinuousClock()
        for _ in 0..<max(1, rounds) {
            let time = clock.measure {
                var tally = WindowTally(window)
                for row in rows { tally.add(row) }
                bytes = builder.document(.asb, .hex, tally).map { SummaryJSON.write($0).count } ?? 0
            }
            seconds.append(Double(time.components.attoseconds) / 1e18 + Double(time.components.seconds))
        }
        seconds.sort()
        return """
            {"benchmark":"hotspots","cells":\(cells.count),"measures":["count","day","night","repeat_share","gi_star"],\
            "windows":\(seconds.count),"seconds_per_window":\(seconds[seconds.count / 2]),\
            "seconds_per_window_min":\(seconds[0]),"document_bytes":\(bytes)}
            """
    }
}
