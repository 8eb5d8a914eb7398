package import HubGeography

/// An area's Gi* with its false discovery rate and what follows from both.
package struct HotspotScore: Hashable, Sendable {
    /// The rate of false discoveries that is accepted over the areas of one document.
    package static let falseDiscoveryRate = 0.05

    /// The verdict on an area.
    package enum Significance: String, Hashable, Sendable {
        case hot, cold, none
        case notComputed = "not_computed"
    }

    /// Score and probability, or why there are none.
    package let outcome: GetisOrd.Outcome
    /// The probability adjusted over the areas of the document; 1 where there is no score.
    package let q: Double

    /// The score without its figures.
    package var verdict: Self {
        guard case .computed = outcome else { return self }
        return Self(outcome: .verdict(significance), q: 1)
    }

    /// Hot or cold if q is at most 5%.
    package var significance: Significance {
        switch outcome {
        case .notComputed: return .notComputed
        case .verdict(let verdict): return verdict
        case .computed(let z, _):
            guard q <= Self.falseDiscoveryRate else { return .none }
            return z > 0 ? .hot : .cold
        }
    }

    /// A score that was worked out, with its q.
    package init(outcome: GetisOrd.Outcome, q: Double) {
        self.outcome = outcome
        self.q = q
    }

    /// Scores areas by their values; areas without a score do not count in the adjustment.
    package static func scores(_ values: [Double], _ adjacency: Adjacency) -> [Self] {
        let outcomes = GetisOrd.scores(values, adjacency)
        let probabilities = outcomes.compactMap { outcome -> Double? in
            guard case .computed(_, let p) = outcome else { return nil }
            return p
        }
        var adjusted = BenjaminiHochberg.adjusted(probabilities).makeIterator()
        return outcomes.map { outcome in
            guard case .computed = outcome else { return Self(outcome: outcome, q: 1) }
            return Self(outcome: outcome, q: adjusted.next() ?? 1)
        }
    }

    /// The same reason for every area.
    package static func notComputed(_ reason: GetisOrd.Reason, count: Int) -> [Self] {
        Array(repeating: Self(outcome: .notComputed(reason), q: 1), count: count)
    }
}
