/// A seeded generator of random numbers (xorshift64*, Vigna 2016), so that a failing test is run again by its seed.
package struct XorShift: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// - Parameter seed: any number; 0, which the method cannot start from, is replaced.
    package init(seed: UInt64) {
        state = seed == 0 ? 0x9E37_79B9_7F4A_7C15 : seed
    }

    package mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }

    /// True in `percent` of a hundred cases.
    package mutating func chance(_ percent: Int) -> Bool {
        Int.random(in: 0..<100, using: &self) < percent
    }

    /// An index drawn in proportion to `weights`; at least one must be above 0.
    package mutating func pick(_ weights: [Int]) -> Int {
        var left = Int.random(in: 0..<max(1, weights.reduce(0, +)), using: &self)
        for (index, weight) in weights.enumerated() {
            if left < weight { return index }
            left -= weight
        }
        return weights.count - 1
    }
}
