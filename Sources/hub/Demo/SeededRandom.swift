/// Random numbers that repeat with their seed (SplitMix64), for synthetic messages.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// One of the choices, each as likely as its weight says.
    mutating func pick<Choice>(_ choices: [(choice: Choice, weight: Int)]) -> Choice? {
        let total = choices.reduce(0) { $0 + $1.weight }
        guard total > 0 else { return nil }
        var left = Int.random(in: 0..<total, using: &self)
        for (choice, weight) in choices {
            if left < weight { return choice }
            left -= weight
        }
        return nil
    }
}
