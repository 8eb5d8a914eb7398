import Synchronization

/// Token buckets by name: so many at once, then so many a second; for addresses, keys and wrong guesses.
///
/// Keeps at most `capacity` names: when there are more, those that are full again are forgotten.
final class RateLimiter: Sendable {
    private struct Bucket {
        var tokens: Double
        var at: Int64
    }

    private let buckets = Mutex<[String: Bucket]>([:])
    private let perSecond: Double
    private let burst: Double
    private let capacity = 10_000

    init(perSecond: Double, burst: Double) {
        self.perSecond = perSecond
        self.burst = burst
    }

    /// Takes one token.
    ///
    /// - Parameter now: milliseconds.
    /// - Returns: nil when there was one, else the whole seconds until there is.
    func take(_ name: String, now: Int64) -> Int? {
        buckets.withLock { table in
            if table.count >= capacity, table[name] == nil {
                table = table.filter { level(of: $0.value, now) < burst }
                // Only an attack fills the table; then newcomers share one bucket.
                if table.count >= capacity { return spend("", &table, now) }
            }
            return spend(name, &table, now)
        }
    }

    private func level(of bucket: Bucket, _ now: Int64) -> Double {
        min(burst, bucket.tokens + Double(max(0, now - bucket.at)) / 1000 * perSecond)
    }

    private func spend(_ name: String, _ table: inout [String: Bucket], _ now: Int64) -> Int? {
        let level = table[name].map { self.level(of: $0, now) } ?? burst
        table[name] = Bucket(tokens: level >= 1 ? level - 1 : level, at: now)
        return level >= 1 ? nil : max(1, Int(((1 - level) / perSecond).rounded(.up)))
    }
}
