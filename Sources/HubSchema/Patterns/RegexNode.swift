/// A regular expression without look-around, references or inner anchors, as a tree.
indirect enum RegexNode {
    case empty
    /// One code point out of these ranges.
    case set([ClosedRange<UInt32>])
    case sequence([RegexNode])
    case either([RegexNode])
    case repeated(RegexNode, least: Int, most: Int?)
}

/// Reads the normal form that `RegexTranslator` writes; nil where the pattern needs more than an automaton.
struct RegexNodeParser {
    private let input: [UInt8]
    private var place = 0
    private(set) var isAnchoredAtStart = false
    private(set) var isAnchoredAtEnd = false
    private struct Beyond: Error {}

    static func parse(_ translated: String) -> (node: RegexNode, atStart: Bool, atEnd: Bool)? {
        var parser = RegexNodeParser(input: Array(translated.utf8))
        if parser.take("\\A") { parser.isAnchoredAtStart = true }
        guard let node = try? parser.alternatives(), parser.place == parser.input.count else { return nil }
        if case .either = node, parser.isAnchoredAtStart || parser.isAnchoredAtEnd { return nil }
        return (node, parser.isAnchoredAtStart, parser.isAnchoredAtEnd)
    }

    private init(input: [UInt8]) { self.input = input }

    private var current: UInt8? { place < input.count ? input[place] : nil }

    private mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard place + count <= input.count else { return false }
        for index in 0..<count where input[place + index] != text.utf8Start[index] { return false }
        place += count
        return true
    }

    private mutating func alternatives() throws(Beyond) -> RegexNode {
        var branches: [RegexNode] = []
        repeat { branches.append(try sequence()) } while take("|")
        return branches.count == 1 ? branches[0] : .either(branches)
    }

    private mutating func sequence() throws(Beyond) -> RegexNode {
        var parts: [RegexNode] = []
        while let byte = current, byte != 0x7C, byte != 0x29 {
            if take("\\z") {
                if place != input.count { throw Beyond() }
                isAnchoredAtEnd = true
                break
            }
            let atom = try atom()
            parts.append(try quantified(atom))
        }
        return parts.count == 1 ? parts[0] : (parts.isEmpty ? .empty : .sequence(parts))
    }

    private mutating func quantified(_ atom: RegexNode) throws(Beyond) -> RegexNode {
        var node = atom
        if take("*") {
            node = .repeated(atom, least: 0, most: nil)
        } else if take("+") {
            node = .repeated(atom, least: 1, most: nil)
        } else if take("?") {
            node = .repeated(atom, least: 0, most: 1)
        } else if take("{") {
            let least = number()
            let most = take(",") ? (current == 0x7D ? nil : number()) : least
            guard take("}"), least <= 300, most ?? 0 <= 300 else { throw Beyond() }
            node = .repeated(atom, least: least, most: most)
        } else {
            return atom
        }
        _ = take("?")
        return node
    }

    private mutating func number() -> Int {
        var value = 0
        while let byte = current, ASCII.isDigit(byte) {
            value = min(value * 10 + Int(byte - 0x30), 100_000)
            place += 1
        }
        return value
    }

    private mutating func atom() throws(Beyond) -> RegexNode {
        if take("(") {
            if take("?:") {
            } else if take("?<") {
                guard let byte = current, byte != 0x3D, byte != 0x21 else { throw Beyond() }
                while current != 0x3E, current != nil { place += 1 }
                place += 1
            } else if current == 0x3F {
                throw Beyond()
            }
            let node = try alternatives()
            guard take(")") else { throw Beyond() }
            return node
        }
        if take("[") { return .set(try set()) }
        let scalar = try scalar()
        return .set([scalar...scalar])
    }

    private mutating func set() throws(Beyond) -> [ClosedRange<UInt32>] {
        let negated = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        while !take("]") {
            let low = try scalar()
            if current == 0x2D {
                place += 1
                let high = try scalar()
                if high < low { throw Beyond() }
                ranges.append(low...high)
            } else {
                ranges.append(low...low)
            }
        }
        return negated ? Self.complement(ranges) : ranges
    }

    private static func complement(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var result: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if range.lowerBound > next { result.append(next...(range.lowerBound - 1)) }
            next = max(next, range.upperBound + 1)
        }
        if next <= 0x10FFFF { result.append(next...0x10FFFF) }
        return result
    }

    private mutating func scalar() throws(Beyond) -> UInt32 {
        guard let byte = current else { throw Beyond() }
        if ASCII.isAlphanumeric(byte) || byte == 0x5F {
            place += 1
            return UInt32(byte)
        }
        if take("\\n") { return 0x0A }
        if take("\\r") { return 0x0D }
        guard take("\\x") else { throw Beyond() }
        let braced = take("{")
        var value: UInt32 = 0
        var digits = 0
        while let byte = current, ASCII.isHexadecimal(byte), braced || digits < 2, digits < 6 {
            value = value << 4 | UInt32(byte < 0x3A ? byte - 0x30 : (byte | 0x20) - 0x57)
            digits += 1
            place += 1
        }
        if braced, !take("}") { throw Beyond() }
        if value > 0x10FFFF { throw Beyond() }
        return value
    }
}
