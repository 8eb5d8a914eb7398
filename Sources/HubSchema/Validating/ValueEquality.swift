import HubJSON

/// Equality of JSON values as JSON Schema defines it (core, section 4.2.2), and a hash that agrees with it.
enum ValueEquality {
    /// Whether two values are equal; linear in their size but for objects whose members stand in another order.
    static func equal(_ one: JSONTape, _ left: Int, _ two: JSONTape, _ right: Int) -> Bool {
        let (a, b) = (one.view, two.view)
        let letter = a.letter(left)
        let other = b.letter(right)
        switch letter {
        case TapeView.Letter.object:
            return other == letter && a.count(left) == b.count(right) && objects(one, left, two, right)
        case TapeView.Letter.array:
            guard other == letter, a.count(left) == b.count(right) else { return false }
            let end = a.closing(left)
            var (x, y) = (left + 1, right + 1)
            while x < end {
                if !equal(one, x, two, y) { return false }
                x = a.after(x)
                y = b.after(y)
            }
            return true
        case TapeView.Letter.string: return other == letter && ByteCompare.equal(a.string(left), b.string(right))
        case TapeView.Letter.int64, TapeView.Letter.uint64, TapeView.Letter.double, TapeView.Letter.text:
            if letter == TapeView.Letter.int64, other == letter { return a.words[left + 1] == b.words[right + 1] }
            return numbers(one, left, two, right)
        default: return letter == other
        }
    }

    private static func numbers(_ one: JSONTape, _ left: Int, _ two: JSONTape, _ right: Int) -> Bool {
        let (first, second) = (
            JSONNode(index: Int32(truncatingIfNeeded: left)), JSONNode(index: Int32(truncatingIfNeeded: right))
        )
        guard let x = one.double(first), let y = two.double(second), x == y else { return false }
        return one.number(first) == two.number(second)
    }

    private static func objects(_ one: JSONTape, _ left: Int, _ two: JSONTape, _ right: Int) -> Bool {
        let (a, b) = (one.view, two.view)
        let end = a.closing(left)
        var (x, y) = (left + 1, right + 1)
        while x < end, ByteCompare.equal(a.string(x), b.string(y)) {
            if !equal(one, x + 1, two, y + 1) { return false }
            x = a.after(x + 1)
            y = b.after(y + 1)
        }
        if x >= end { return true }
        // Another order: the rest of both, by key.
        let ours = sortedKeys(a, from: x, to: end)
        let theirs = sortedKeys(b, from: y, to: b.closing(right))
        return ours.count == theirs.count
            && zip(ours, theirs).allSatisfy {
                ByteCompare.equal(a.string($0), b.string($1)) && equal(one, $0 + 1, two, $1 + 1)
            }
    }

    private static func sortedKeys(_ view: TapeView, from start: Int, to end: Int) -> [Int] {
        var keys: [Int] = []
        var key = start
        while key < end {
            keys.append(key)
            key = view.after(key + 1)
        }
        return keys.sorted { view.string($0).lexicographicallyPrecedes(view.string($1)) }
    }

    /// A hash that is the same for equal values.
    static func hash(_ tape: JSONTape, _ index: Int, _ seed: UInt64) -> UInt64 {
        let view = tape.view
        let letter = view.letter(index)
        switch letter {
        case TapeView.Letter.string: return bytes(view.string(index), seed)
        case TapeView.Letter.array:
            var state = seed &+ 1
            var child = index + 1
            let end = view.closing(index)
            while child < end {
                state = mix(state ^ hash(tape, child, seed))
                child = view.after(child)
            }
            return state
        case TapeView.Letter.object:
            var sum = seed &+ 2
            var key = index + 1
            let end = view.closing(index)
            while key < end {
                sum &+= mix(bytes(view.string(key), seed) &+ hash(tape, key + 1, seed))
                key = view.after(key + 1)
            }
            return mix(sum)
        case TapeView.Letter.int64, TapeView.Letter.uint64, TapeView.Letter.double, TapeView.Letter.text:
            return number(tape, JSONNode(index: Int32(truncatingIfNeeded: index)), seed)
        default: return mix(seed &+ UInt64(letter))
        }
    }

    /// Few digits make a double of their own; numbers of many digits and far powers are told apart by all of their digits,
    /// since many share a double.
    private static func number(_ tape: JSONTape, _ node: JSONNode, _ seed: UInt64) -> UInt64 {
        let view = tape.view
        let index = Int(node.index)
        if view.letter(index) == TapeView.Letter.int64 {
            let value = Int64(bitPattern: view.words[index + 1])
            if value.magnitude < 1_000_000_000_000_000 { return double(Double(value), seed) }
        } else if view.letter(index) == TapeView.Letter.double {
            let value = Double(bitPattern: view.words[index + 1])
            let isUsual = value.magnitude >= 1e-300 && value.magnitude < 1e15
            if isUsual, let text = tape.numberText(node), text.count <= 15 { return double(value, seed) }
        }
        guard let exact = tape.number(node) else { return mix(seed) }
        let power = exact.exponent + exact.digits.count
        if exact.digits.count <= 15, exact.digits.isEmpty || (power > -300 && power <= 15) {
            return double(exact.double, seed)
        }
        let hash = exact.digits.withUnsafeBytes { bytes($0, seed) }
        return mix(hash &+ UInt64(bitPattern: Int64(exact.exponent)) &+ (exact.isNegative ? 5 : 7))
    }

    private static func double(_ value: Double, _ seed: UInt64) -> UInt64 {
        mix(seed ^ (value == 0 ? 0 : value.bitPattern) &+ 3)
    }

    private static func bytes(_ text: UnsafeRawBufferPointer, _ seed: UInt64) -> UInt64 {
        guard let base = text.baseAddress else { return mix(seed) }
        var state = mix(seed ^ UInt64(text.count) &* 0x9E37_79B9_7F4A_7C15)
        var place = 0
        while place + 8 <= text.count {
            state = mix(state ^ base.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            place += 8
        }
        var rest: UInt64 = 0
        while place < text.count {
            rest = rest << 8 | UInt64(text[place])
            place += 1
        }
        return mix(state ^ rest)
    }

    private static func mix(_ value: UInt64) -> UInt64 {
        let (high, low) = (value ^ 0x2545_F491_4F6C_DD1D).multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        return high ^ low
    }
}
