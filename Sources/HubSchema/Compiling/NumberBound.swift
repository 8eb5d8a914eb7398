import HubJSON

/// A number of a schema with its exact value.
struct NumberBound {
    let exact: JSONNumber

    init(_ exact: JSONNumber) { self.exact = exact }
}

/// A number of a schema in plain memory, ready for fast comparison; the exact value decides only where doubles are equal.
struct FastNumber {
    let isInt64: Bool
    let int64: Int64
    let double: Double

    init(_ bound: NumberBound) {
        isInt64 = bound.exact.int64 != nil
        int64 = bound.exact.int64 ?? 0
        double = bound.exact.double
    }

    /// -1, 0 or 1: how the number at a tape index stands to this one; nil where the exact values have to be compared.
    @inline(__always)
    func compare(_ view: TapeView, _ index: Int) -> Int? {
        let value: Double
        switch view.letter(index) {
        case TapeView.Letter.int64:
            let integer = Int64(bitPattern: view.words[index &+ 1])
            if isInt64 { return integer < int64 ? -1 : (integer > int64 ? 1 : 0) }
            value = Double(integer)
        case TapeView.Letter.uint64: value = Double(view.words[index &+ 1])
        case TapeView.Letter.double: value = Double(bitPattern: view.words[index &+ 1])
        default: return nil
        }
        // Rounding is monotone: unequal doubles stand as the exact values do.
        return value < double ? -1 : (value > double ? 1 : nil)
    }

    /// Whether the number at a tape index is a whole multiple of this one; nil where exact values have to tell.
    @inline(__always)
    func divides(_ view: TapeView, _ index: Int) -> Bool? {
        guard view.letter(index) == TapeView.Letter.int64, isInt64, int64 > 0 else { return nil }
        return Int64(bitPattern: view.words[index &+ 1]) % int64 == 0
    }
}
