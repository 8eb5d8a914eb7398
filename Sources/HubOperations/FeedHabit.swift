/// How long a feed is usually silent, learnt from its latest silences, so that a monthly feed is not missed after an hour and
/// a busy one is after half a day.
package struct FeedHabit: Sendable, Equatable {
    /// The longest of the latest silences, milliseconds; nights and weekends are among them once they have been seen.
    package let usual: Int64

    /// Silences it takes to know a habit.
    package static let fewest = 5
    /// A feed is not missed before this time, however busy it was, in milliseconds.
    package static let patience: Int64 = 15 * 60_000

    /// - Parameter silences: the latest, in milliseconds, in any order; nil while there are too few to say.
    package init?(_ silences: [Int64]) {
        guard silences.count >= Self.fewest, let longest = silences.max() else { return nil }
        usual = longest
    }

    /// The silence from which on the feed is missed: half as long again as the longest, in milliseconds.
    package var limit: Int64 { max(Self.patience, usual + usual / 2) }

    package func isMissed(after silence: Int64) -> Bool { silence > limit }
}
