/// Reads an ECMA-262 regular expression (with the `u` flag, which JSON Schema recommends) and writes it for PCRE2.
///
/// Not expressible, hence refused: look-behind of unbounded length, class set operations. Escapes of ASCII punctuation
/// that `u` forbids are taken as that character, because many schemas write them.
struct RegexTranslator {
    private let input: [Unicode.Scalar]
    private var place = 0
    private var output = ""
    private var groups = 0
    private var names: Set<String> = []
    private var numbered: [Int] = []
    private var named: [String] = []
    private var depth = 0

    /// The same pattern for PCRE2 with UTF on and UCP off.
    static func translate(_ pattern: String) throws(Pattern.Refusal) -> String {
        var translator = RegexTranslator(pattern)
        try translator.disjunction()
        if translator.current != nil { throw translator.refusal("an unmatched ')'") }
        if translator.numbered.contains(where: { $0 > translator.groups }) {
            throw translator.refusal("a reference to a group that does not exist")
        }
        if translator.named.contains(where: { !translator.names.contains($0) }) {
            throw translator.refusal("a reference to a name that does not exist")
        }
        return translator.output
    }

    private init(_ pattern: String) { input = Array(pattern.unicodeScalars) }

    private var current: Unicode.Scalar? { place < input.count ? input[place] : nil }
    private func peek(_ ahead: Int) -> Unicode.Scalar? { place + ahead < input.count ? input[place + ahead] : nil }
    private func refusal(_ message: String) -> Pattern.Refusal {
        Pattern.Refusal(message: "not a regular expression of ECMA-262: \(message) at character \(place + 1)")
    }
    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        if current != scalar { return false }
        place += 1
        return true
    }
    private mutating func take(text: String) -> Bool {
        let wanted = Array(text.unicodeScalars)
        guard place + wanted.count <= input.count, Array(input[place..<place + wanted.count]) == wanted else {
            return false
        }
        place += wanted.count
        return true
    }

    private mutating func disjunction() throws(Pattern.Refusal) {
        depth += 1
        if depth > 200 { throw refusal("groups nested deeper than 200") }
        while let scalar = current, scalar != ")" {
            if take("|") {
                output += "|"
            } else {
                try term()
            }
        }
        depth -= 1
    }

    private mutating func term() throws(Pattern.Refusal) {
        guard let scalar = current else { return }
        var canRepeat = true
        switch scalar {
        case "^":
            place += 1
            output += "\\A"
            canRepeat = false
        case "$":
            place += 1
            output += "\\z"
            canRepeat = false
        case "(": canRepeat = try group()
        case "[": try characterClass()
        case ".":
            place += 1
            output += "[^\\n\\r\\x{2028}\\x{2029}]"
        case "\\":
            if peek(1) == "b" || peek(1) == "B" {
                output += peek(1) == "b" ? "\\b" : "\\B"
                place += 2
                canRepeat = false
            } else {
                try escape()
            }
        case "*", "+", "?", "{", "}", "]": throw refusal("an unexpected '\(scalar)'")
        default:
            place += 1
            output += Self.literal(scalar)
        }
        if try quantifier(), !canRepeat { throw refusal("nothing to repeat") }
    }

    private static func literal(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_": String(scalar)
        default: "\\x{" + String(scalar.value, radix: 16) + "}"
        }
    }

    private mutating func quantifier() throws(Pattern.Refusal) -> Bool {
        guard let scalar = current else { return false }
        switch scalar {
        case "*", "+", "?":
            place += 1
            output.unicodeScalars.append(scalar)
        case "{":
            let start = place
            place += 1
            guard let least = number() else { throw refusal("an unexpected '{'") }
            var most: Int? = least
            if take(",") { most = current == "}" ? nil : number() }
            guard take("}") else {
                place = start
                throw refusal("an unexpected '{'")
            }
            if let most, most < least { throw refusal("numbers out of order in a quantifier") }
            if least > 65_535 || (most ?? 0) > 65_535 { throw refusal("more than 65,535 repetitions") }
            output += "{\(least)" + (most == least ? "" : "," + (most.map(String.init) ?? "")) + "}"
        default: return false
        }
        if take("?") { output += "?" }
        return true
    }

    private mutating func number() -> Int? {
        let start = place
        var value = 0
        while let scalar = current, ("0"..."9").contains(scalar) {
            value = min(value * 10 + Int(scalar.value - 0x30), 1_000_000)
            place += 1
        }
        return place > start ? value : nil
    }

    private mutating func group() throws(Pattern.Refusal) -> Bool {
        var canRepeat = true
        if take(text: "(?:") {
            output += "(?:"
        } else if take(text: "(?=") || take(text: "(?!") {
            output += input[place - 1] == "=" ? "(?=" : "(?!"
            canRepeat = false
        } else if take(text: "(?<=") || take(text: "(?<!") {
            output += input[place - 1] == "=" ? "(?<=" : "(?<!"
            canRepeat = false
        } else if take(text: "(?<") {
            let name = try groupName()
            if !names.insert(name).inserted { throw refusal("a second group of the same name") }
            groups += 1
            output += "(?<\(name)>"
        } else if peek(1) == "?" {
            throw refusal("an unknown kind of group")
        } else {
            place += 1
            groups += 1
            output += "("
        }
        try disjunction()
        guard take(")") else { throw refusal("a group is not closed") }
        output += ")"
        return canRepeat
    }

    private mutating func groupName() throws(Pattern.Refusal) -> String {
        var name = ""
        while let scalar = current, scalar != ">" {
            let isLetter = ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
            guard isLetter || (!name.isEmpty && ("0"..."9").contains(scalar)), name.utf8.count < 32 else {
                throw refusal("a name of a group that cannot be expressed")
            }
            name.unicodeScalars.append(scalar)
            place += 1
        }
        guard take(">"), !name.isEmpty else { throw refusal("a name of a group that cannot be expressed") }
        return name
    }

    /// An escape outside a class.
    private mutating func escape() throws(Pattern.Refusal) {
        if let scalar = peek(1), ("1"..."9").contains(scalar) {
            place += 1
            let value = number() ?? 0
            numbered.append(value)
            output += "\\g{\(value)}"
        } else if peek(1) == "k" {
            place += 2
            guard take("<") else { throw refusal("expected a name after \\k") }
            let name = try groupName()
            named.append(name)
            output += "\\k{\(name)}"
        } else if let set = try classEscape() {
            output += "[\(set)]"
        } else {
            output += Self.literal(try characterEscape())
        }
    }

    private static let space =
        "\\x09-\\x0d\\x20\\xa0\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}"
    private static let notSpace =
        "\\x00-\\x08\\x0e-\\x1f\\x21-\\x9f\\xa1-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}"
        + "\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{d7ff}\\x{e000}-\\x{fefe}\\x{ff00}-\\x{10ffff}"

    /// `\d` and its like as the inside of a class, or nil for another escape.
    private mutating func classEscape() throws(Pattern.Refusal) -> String? {
        switch peek(1) {
        case "d":
            place += 2
            return "0-9"
        case "D":
            place += 2
            return "\\x00-\\x2f\\x3a-\\x{d7ff}\\x{e000}-\\x{10ffff}"
        case "w":
            place += 2
            return "0-9A-Z_a-z"
        case "W":
            place += 2
            return "\\x00-\\x2f\\x3a-\\x40\\x5b-\\x5e\\x60\\x7b-\\x{d7ff}\\x{e000}-\\x{10ffff}"
        case "s":
            place += 2
            return Self.space
        case "S":
            place += 2
            return Self.notSpace
        case "p", "P":
            let letter = peek(1) == "p" ? "p" : "P"
            place += 2
            guard take("{") else { throw refusal("expected '{' after \\\(letter)") }
            var name = ""
            while let scalar = current, scalar != "}" {
                let isPlain =
                    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                guard isPlain || scalar == "_" || scalar == "=", name.utf8.count < 60 else {
                    throw refusal("an unknown property")
                }
                name.unicodeScalars.append(scalar)
                place += 1
            }
            guard take("}"), !name.isEmpty else { throw refusal("an unknown property") }
            return "\\\(letter){\(UnicodeProperty.pcreName(name))}"
        default: return nil
        }
    }

    /// An escape of one character; `\b` in a class is handled there.
    private mutating func characterEscape() throws(Pattern.Refusal) -> Unicode.Scalar {
        place += 1
        guard let scalar = current else { throw refusal("a '\\' at the end") }
        place += 1
        switch scalar {
        case "t": return "\t"
        case "n": return "\n"
        case "r": return "\r"
        case "v": return "\u{0B}"
        case "f": return "\u{0C}"
        case "0":
            if let next = current, ("0"..."9").contains(next) { throw refusal("an octal escape") }
            return "\0"
        case "c":
            guard let letter = current, ("a"..."z").contains(letter) || ("A"..."Z").contains(letter) else {
                throw refusal("expected a letter after \\c")
            }
            place += 1
            return Unicode.Scalar(UInt8(letter.value & 31))
        case "x":
            guard let value = hexadecimal(2), let made = Unicode.Scalar(value) else {
                throw refusal("expected two hexadecimal digits after \\x")
            }
            return made
        case "u": return try unicodeEscape()
        default:
            let isPunctuation = scalar.value > 0x20 && scalar.value < 0x7F && !scalar.properties.isAlphabetic
            guard isPunctuation, !("0"..."9").contains(scalar), scalar != "_" else {
                throw refusal("an unknown escape")
            }
            return scalar
        }
    }

    private mutating func unicodeEscape() throws(Pattern.Refusal) -> Unicode.Scalar {
        if take("{") {
            var value: UInt32 = 0
            var digits = 0
            while let digit = current.flatMap({ Character($0).hexDigitValue }), value <= 0x10FFFF {
                value = value << 4 | UInt32(digit)
                digits += 1
                place += 1
            }
            guard take("}"), digits > 0, let made = Unicode.Scalar(value) else { throw refusal("no code point") }
            return made
        }
        guard let first = hexadecimal(4) else { throw refusal("expected four hexadecimal digits after \\u") }
        if (0xD800..<0xDC00).contains(first), take(text: "\\u"), let second = hexadecimal(4),
            (0xDC00..<0xE000).contains(second),
            let made = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        {
            return made
        }
        guard let made = Unicode.Scalar(first) else { throw refusal("half a surrogate pair cannot be expressed") }
        return made
    }

    private mutating func hexadecimal(_ count: Int) -> UInt32? {
        guard place + count <= input.count else { return nil }
        var value: UInt32 = 0
        for scalar in input[place..<place + count] {
            guard scalar.isASCII, let digit = Character(scalar).hexDigitValue else { return nil }
            value = value << 4 | UInt32(digit)
        }
        place += count
        return value
    }

    private mutating func characterClass() throws(Pattern.Refusal) {
        place += 1
        let negated = take("^")
        var inside = ""
        while true {
            guard let scalar = current else { throw refusal("a class is not closed") }
            if scalar == "]" { break }
            let low = try classAtom(&inside)
            guard current == "-", peek(1) != nil, peek(1) != "]" else {
                if let low { inside += Self.literal(low) }
                continue
            }
            place += 1
            let high = try classAtom(&inside)
            guard let low, let high else { throw refusal("a range in a class needs two characters") }
            if high.value < low.value { throw refusal("a range out of order in a class") }
            inside += Self.literal(low) + "-" + Self.literal(high)
        }
        place += 1
        if inside.isEmpty {
            output += negated ? "[\\x00-\\x{d7ff}\\x{e000}-\\x{10ffff}]" : "(?!)"
        } else {
            output += (negated ? "[^" : "[") + inside + "]"
        }
    }

    /// One character of a class, or nil after appending a set such as `\d`.
    private mutating func classAtom(_ inside: inout String) throws(Pattern.Refusal) -> Unicode.Scalar? {
        guard let scalar = current else { throw refusal("a class is not closed") }
        if scalar != "\\" {
            place += 1
            return scalar
        }
        if peek(1) == "b" {
            place += 2
            return "\u{08}"
        }
        if let set = try classEscape() {
            inside += set
            return nil
        }
        return try characterEscape()
    }
}
