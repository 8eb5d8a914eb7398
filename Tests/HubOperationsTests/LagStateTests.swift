import HubOperations
import HubStore
import Testing

/// Burrow's own rules, each with the samples that make it so.
@Suite struct LagStateTests {
    /// Samples 10 s apart: next offset and high.
    private static func samples(_ pairs: (Int64, Int64)...) -> [StateReader.Progress] {
        pairs.enumerated().map { .init(at: Int64($0) * 10_000, nextOffset: $1.0, high: $1.1) }
    }

    @Test(
        arguments: [
            ([], 5, 0, LagState.ok),
            (samples((1, 5), (2, 6), (3, 7)), 0, 30_000, .ok),
            (samples((1, 5), (6, 6), (6, 9)), 3, 30_000, .ok),
            (samples((1, 5), (2, 6), (3, 6)), 3, 30_000, .ok),
            (samples((1, 5), (2, 6), (3, 8)), 5, 30_000, .warn),
            (samples((3, 5), (3, 6), (3, 7)), 4, 30_000, .stall),
            (samples((3, 5), (4, 6), (4, 7)), 4, 40_001, .stop),
            (samples((3, 5), (4, 6), (4, 7)), 4, 40_000, .warn),
            (samples((3, 5), (4, 6), (2, 7)), 4, 40_000, .rewind),
            // Who went back and then fell silent is silent.
            (samples((3, 5), (4, 6), (2, 7)), 4, 90_000, .stop),
            // Who had taken all, and then fell silent: what was once well does not hide it.
            (samples((5, 5), (6, 6), (7, 7)), 2, 40_001, .stop),
            (samples((5, 5), (6, 6), (7, 7)), 2, 40_000, .ok),
            // One sample tells no movement, and spans no time.
            (samples((3, 5)), 4, 20_000, .ok),
            (samples((3, 5)), 4, 20_001, .stop),
        ] as [([StateReader.Progress], Int64, Int64, LagState)])
    func eachRule(samples: [StateReader.Progress], lag: Int64, now: Int64, expected: LagState) {
        #expect(LagState(samples, lag: lag, now: now) == expected)
    }

    @Test func theWorstOfSeveralPartitionsIsTheFeeds() {
        #expect(LagState.allCases.max() == .rewind && max(LagState.stop, .warn) == .stop)
    }

    @Test(arguments: [(9, LagTrend.growing), (4, .steady), (1, .shrinking)] as [(Int64, LagTrend)])
    func theTrendIsFromTheOldestSample(lag: Int64, expected: LagTrend) {
        #expect(LagTrend(Self.samples((1, 5), (1, 6)), lag: lag) == expected)
    }

    private static let hour: Int64 = 3_600_000

    @Test func aHabitIsLearntFromSilences() {
        #expect(FeedHabit([1, 2, 3, 4].map { $0 * Self.hour }) == nil)
        let monthly = FeedHabit([1, 31 * 24, 30 * 24, 1, 28 * 24].map { $0 * Self.hour })
        #expect(monthly?.isMissed(after: 40 * 24 * Self.hour) == false)
        #expect(monthly?.isMissed(after: 47 * 24 * Self.hour) == true)
        let busy = FeedHabit([Int64](repeating: 61_000, count: 9))
        #expect(busy?.isMissed(after: 14 * 60_000) == false && busy?.isMissed(after: 16 * 60_000) == true)
    }
}
