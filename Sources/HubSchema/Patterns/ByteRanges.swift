import HubJSON

/// For each of some places in a text up to three ranges of bytes that may stand there, laid out so that sixteen places are
/// decided at once.
struct ByteRanges {
    /// Vectors a group of sixteen places takes: start and width of each range.
    static let vectorsPerGroup = 6

    /// The vectors of the groups.
    private(set) var vectors: [SIMD16<UInt8>] = []

    /// The ranges of places' sets, 1 for a member, given as 256 bytes each; nil where a set is empty or has more ranges.
    init?(_ sets: [[UInt8]]) {
        for start in stride(from: 0, to: sets.count, by: 16) {
            var group = [SIMD16<UInt8>](repeating: SIMD16(repeating: 0), count: Self.vectorsPerGroup)
            for lane in 0..<16 {
                // Whatever follows the last place is right.
                let ranges = start + lane < sets.count ? Self.ranges(sets[start + lane]) : [0...255]
                guard let last = ranges.last, ranges.count <= 3 else { return nil }
                for number in 0..<3 {
                    let range = number < ranges.count ? ranges[number] : last
                    group[number * 2][lane] = range.lowerBound
                    group[number * 2 + 1][lane] = range.upperBound - range.lowerBound
                }
            }
            vectors += group
        }
    }

    /// The longest ranges of a set, at most three, the same for sixteen places; nil for an empty set.
    init?(repeating set: [UInt8]) {
        let longest = Self.ranges(set).sorted { $0.count > $1.count }.prefix(3)
        var only = [UInt8](repeating: 0, count: 256)
        for byte in longest.joined() { only[Int(byte)] = 1 }
        self.init([[UInt8]](repeating: only, count: 16))
    }

    private static func ranges(_ set: [UInt8]) -> [ClosedRange<UInt8>] {
        var found: [ClosedRange<UInt8>] = []
        for byte in UInt8.min...UInt8.max where set[Int(byte)] == 1 {
            if let last = found.last, last.upperBound == byte - 1 {
                found[found.count - 1] = last.lowerBound...byte
            } else {
                found.append(byte...byte)
            }
        }
        return found
    }

    /// A 1 in each of the sixteen bytes from `text` that is in none of its ranges; reads all sixteen.
    @inline(__always)
    static func strangers(_ text: UnsafeRawPointer, _ group: UnsafePointer<SIMD16<UInt8>>) -> SIMD16<UInt8> {
        let bytes = text.loadUnaligned(as: SIMD16<UInt8>.self)
        let (one, two) = ((bytes &- group[0]) .> group[1], (bytes &- group[2]) .> group[3])
        var found = filled(0)
        found.replace(with: 1, where: one .& two .& ((bytes &- group[4]) .> group[5]))
        return found
    }

    /// A vector of one byte; `init(repeating:)` fills it in a loop.
    @inline(__always)
    static func filled(_ byte: UInt8) -> SIMD16<UInt8> {
        let word = UInt64(byte) &* 0x0101_0101_0101_0101
        return unsafeBitCast(SIMD2(word, word), to: SIMD16<UInt8>.self)
    }

    /// Whether no byte of a vector is set.
    @inline(__always)
    static func isZero(_ vector: SIMD16<UInt8>) -> Bool {
        let words = unsafeBitCast(vector, to: SIMD2<UInt64>.self)
        return words.x | words.y == 0
    }
}
