/// What an area's steps so far say about it: the emerging hot spot classes, eight hot, eight cold and none.
///
/// Source: Esri, "How Emerging Hot Spot Analysis works". Where its text leaves room, this is chosen: a step is hot or cold by
/// q (`HotspotScore.significance`); sporadic and oscillating are hot in the final step; persistent needs a hot final step;
/// historical is asked before it, and oscillating before new and consecutive. The final step decides between the hot and the
/// cold family, so that each rule is the mirror of the other.
package enum EmergingClass: String, Sendable, CaseIterable {
    case newHot = "new_hot"
    case consecutiveHot = "consecutive_hot"
    case intensifyingHot = "intensifying_hot"
    case persistentHot = "persistent_hot"
    case diminishingHot = "diminishing_hot"
    case sporadicHot = "sporadic_hot"
    case oscillatingHot = "oscillating_hot"
    case historicalHot = "historical_hot"
    case newCold = "new_cold"
    case consecutiveCold = "consecutive_cold"
    case intensifyingCold = "intensifying_cold"
    case persistentCold = "persistent_cold"
    case diminishingCold = "diminishing_cold"
    case sporadicCold = "sporadic_cold"
    case oscillatingCold = "oscillating_cold"
    case historicalCold = "historical_cold"
    /// None of the others.
    case none

    /// What one step found.
    package enum Step: Int8, Sendable {
        case cold = -1
        case neither = 0
        case hot = 1
    }

    /// The share of steps from which an area is hot (or cold) nearly always.
    private static let nearlyAlways = 0.9

    /// The class of a series of steps, the earliest first.
    ///
    /// - Parameter trend: of the scores of the same steps; nil where there is none, which counts as no trend.
    package init(_ steps: [Step], trend: MannKendall?) {
        guard let last = steps.last else {
            self = .none
            return
        }
        let sides: [Step] = last == .neither ? [.hot, .cold] : [last]
        let found = sides.lazy.compactMap { Self.shape(steps, on: $0, trend: trend).map { Self($0.0, $0.1) } }.first
        self = found ?? .none
    }

    /// The eight shapes, for either side.
    private enum Shape {
        case new, consecutive, intensifying, persistent, diminishing, sporadic, oscillating, historical
    }

    private static func shape(_ steps: [Step], on side: Step, trend: MannKendall?) -> (Shape, Step)? {
        var count = 0
        var opposite = false
        for step in steps where step != .neither {
            if step == side { count += 1 } else { opposite = true }
        }
        let isFinal = steps.last == side
        guard Double(count) < nearlyAlways * Double(steps.count) else {
            guard isFinal else { return (.historical, side) }
            // Of cold areas intensifying means falling scores.
            switch trend?.direction {
            case .rising: return (side == .hot ? .intensifying : .diminishing, side)
            case .falling: return (side == .hot ? .diminishing : .intensifying, side)
            case .level, nil: return (.persistent, side)
            }
        }
        guard isFinal else { return nil }
        if opposite { return (.oscillating, side) }
        if count == 1 { return (.new, side) }
        let run = steps.reversed().prefix { $0 == side }.count
        return (run == count ? .consecutive : .sporadic, side)
    }

    private init(_ shape: Shape, _ side: Step) {
        let isHot = side == .hot
        switch shape {
        case .new: self = isHot ? .newHot : .newCold
        case .consecutive: self = isHot ? .consecutiveHot : .consecutiveCold
        case .intensifying: self = isHot ? .intensifyingHot : .intensifyingCold
        case .persistent: self = isHot ? .persistentHot : .persistentCold
        case .diminishing: self = isHot ? .diminishingHot : .diminishingCold
        case .sporadic: self = isHot ? .sporadicHot : .sporadicCold
        case .oscillating: self = isHot ? .oscillatingHot : .oscillatingCold
        case .historical: self = isHot ? .historicalHot : .historicalCold
        }
    }
}
