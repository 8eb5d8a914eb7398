/// Splits ranges of code points into sequences of byte ranges.
enum UTF8Ranges {
    /// Sequences of byte ranges that spell exactly the code points of a range, surrogates left out.
    static func sequences(_ range: ClosedRange<UInt32>) -> [[ClosedRange<UInt8>]] {
        var result: [[ClosedRange<UInt8>]] = []
        var low = range.lowerBound
        let limits: [UInt32] = [0x7F, 0x7FF, 0xD7FF, 0xDFFF, 0xFFFF, 0x10FFFF]
        for limit in limits where low <= range.upperBound && low <= limit {
            let high = min(limit, range.upperBound)
            if limit != 0xDFFF { split(low, high, into: &result) }
            low = high + 1
        }
        return result
    }

    private static func split(_ low: UInt32, _ high: UInt32, into result: inout [[ClosedRange<UInt8>]]) {
        for bits in stride(from: 6, through: 18, by: 6) where high > 0x7F {
            let mask = (UInt32(1) << UInt32(bits)) - 1
            if low & ~mask == high & ~mask { break }
            if low & mask != 0 {
                split(low, low | mask, into: &result)
                split((low | mask) + 1, high, into: &result)
                return
            }
            if high & mask != mask {
                split(low, (high & ~mask) - 1, into: &result)
                split(high & ~mask, high, into: &result)
                return
            }
        }
        result.append(zip(encode(low), encode(high)).map { $0...max($0, $1) })
    }

    private static func encode(_ value: UInt32) -> [UInt8] {
        Unicode.Scalar(value).map { Array(String(Character($0)).utf8) } ?? []
    }
}
