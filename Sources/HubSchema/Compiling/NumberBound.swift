import HubJSON

/// A number of a schema, ready for fast comparison; the exact value decides only where doubles are equal.
struct NumberBound {
    /// The value where it is a whole number within 64 bits.
    let int64: Int64?
    let double: Double
    let exact: JSONNumber

    init(_ exact: JSONNumber) {
        self.exact = exact
        int64 = exact.int64
        double = exact.double
    }

    /// -1, 0 or 1: how the number at a tape index stands to this bound.
    @inline(__always)
    func compare(_ tape: JSONTape, _ view: TapeView, _ index: Int) -> Int {
        let letter = view.letter(index)
        let value: Double
        switch letter {
        case TapeView.Letter.int64:
            let integer = Int64(bitPattern: view.words[index &+ 1])
            if let int64 { return integer < int64 ? -1 : (integer > int64 ? 1 : 0) }
            value = Double(integer)
        case TapeView.Letter.uint64: value = Double(view.words[index &+ 1])
        case TapeView.Letter.double: value = Double(bitPattern: view.words[index &+ 1])
        default: return compareExactly(tape, index)
        }
        // Rounding is monotone: unequal doubles stand as the exact values do.
        if value < double { return -1 }
        if value > double { return 1 }
        return compareExactly(tape, index)
    }

    @inline(never)
    private func compareExactly(_ tape: JSONTape, _ index: Int) -> Int {
        tape.number(JSONNode(index: Int32(truncatingIfNeeded: index)))?.compare(exact) ?? 0
    }

    /// Whether the number at a tape index is a whole multiple of this one.
    @inline(__always)
    func divides(_ tape: JSONTape, _ view: TapeView, _ index: Int) -> Bool {
        if view.letter(index) == TapeView.Letter.int64, let int64, int64 > 0 {
            return Int64(bitPattern: view.words[index &+ 1]) % int64 == 0
        }
        return dividesExactly(tape, index)
    }

    @inline(never)
    private func dividesExactly(_ tape: JSONTape, _ index: Int) -> Bool {
        tape.number(JSONNode(index: Int32(truncatingIfNeeded: index)))?.isMultiple(of: exact) ?? false
    }
}
