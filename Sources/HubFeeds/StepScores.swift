package import HubGeography
package import HubHotspots

/// What Gi* of the counts found in one window for every area of a kind, kept small since trends need many of them.
package struct StepScores: Sendable {
    /// The areas, in order of their raw values.
    package let cells: [Cell]
    /// z of each; not a number where it was not computed.
    package let z: [Double]
    /// Hot, cold or neither.
    package let steps: [EmergingClass.Step]

    /// The scores of areas, one for each.
    package init(_ cells: [Cell], _ scores: [HotspotScore]) {
        self.cells = cells
        z = scores.map { score in
            guard case .computed(let z, _) = score.outcome else { return .nan }
            return z
        }
        steps = scores.map { score in
            switch score.significance {
            case .hot: .hot
            case .cold: .cold
            case .none, .notComputed: .neither
            }
        }
    }

    /// Whether anything was computed.
    package var isComputed: Bool { z.contains { !$0.isNaN } }

    /// The areas that are hot.
    package var hot: [Cell] { cells.indices.filter { steps[$0] == .hot }.map { cells[$0] } }
}

/// The months that a document's trends and classes are made from.
package struct StepHistory: Sendable {
    /// The scores of each month, the earliest first; empty if there is a reason.
    package var steps: [StepScores] = []
    /// The last month, as YYYYMM.
    package var lastMonth: Int32
    /// Why trends and classes cannot be computed; nil if they can.
    package var reason: String?

    /// Steps of the seasonal form: two years of months.
    package static let long: Int32 = 24
    /// The fewest steps: a year of months, so that each season is in it once.
    package static let short: Int32 = 12

    /// Whether the seasonal form of the trend is used.
    package var isSeasonal: Bool { steps.count == Int(Self.long) }

    /// A history with its steps, or with the reason why there are none.
    package init(_ steps: [StepScores], lastMonth: Int32, reason: String? = nil) {
        self.steps = steps
        self.lastMonth = lastMonth
        self.reason = reason
    }

    /// The trend and class of each area of a list in order of raw values; nil for an area that is not in every step.
    package func outlooks(of cells: [Cell]) -> [(trend: MannKendall?, emerging: EmergingClass)?] {
        // Step by step, so that each list is gone through once; then area by area.
        let count = steps.count
        var series = [Double](repeating: .nan, count: cells.count * count)
        var found = [EmergingClass.Step](repeating: .neither, count: cells.count * count)
        for (number, step) in steps.enumerated() {
            let (known, z, verdicts) = (step.cells, step.z, step.steps)
            var place = 0
            for (index, cell) in cells.enumerated() {
                while place < known.count, known[place] < cell { place += 1 }
                guard place < known.count, known[place] == cell else { continue }
                series[index * count + number] = z[place]
                found[index * count + number] = verdicts[place]
            }
        }
        var row = [Double](repeating: 0, count: count)
        var classes = [EmergingClass.Step](repeating: .neither, count: count)
        return cells.indices.map { index in
            var isWhole = count > 0
            for number in 0..<count {
                row[number] = series[index * count + number]
                classes[number] = found[index * count + number]
                if row[number].isNaN { isWhole = false }
            }
            guard isWhole else { return nil }
            let trend = isSeasonal ? MannKendall(row, period: Int(Self.short)) : MannKendall(row)
            return (trend, EmergingClass(classes, trend: trend))
        }
    }
}
