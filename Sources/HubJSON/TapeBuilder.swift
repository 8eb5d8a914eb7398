import CSimdJSON

/// Writes a document's tape from the places where simdjson's first stage found values, keys and punctuation to begin.
///
/// The first stage has checked UTF-8, control characters in strings and the last quote; grammar, escapes, numbers and
/// depth are checked here. One pass, no recursion, nothing allocated.
struct TapeBuilder {
    /// A container around the innermost open one.
    struct Open {
        var word: UnsafeMutablePointer<UInt64>
        var members: UInt64
        var closer: UInt8
    }

    /// The longest string, in bytes: what a word of the tape holds.
    static let longestString = 1 << 26 - 1

    /// A copy of the document with at least 16 bytes behind it; strings with escapes are unescaped in place.
    let source: UnsafeMutablePointer<UInt8>
    let length: Int
    let places: UnsafePointer<UInt32>
    let count: Int
    /// Room for two words a place, and four.
    let words: UnsafeMutablePointer<UInt64>
    /// Room for `maximumDepth`.
    let open: UnsafeMutablePointer<Open>
    let maximumDepth: Int
    /// Whether a number was kept as its text.
    private(set) var holdsLargeNumbers = false

    init(
        source: UnsafeMutablePointer<UInt8>, length: Int, places: UnsafePointer<UInt32>, count: Int,
        words: UnsafeMutablePointer<UInt64>, open: UnsafeMutablePointer<Open>, maximumDepth: Int
    ) {
        self.source = source
        self.length = length
        self.places = places
        self.count = count
        self.words = words
        self.open = open
        self.maximumDepth = maximumDepth
    }

    /// Whether the document is one that we take; if not, `JSONScanner` says why.
    mutating func build() -> Bool {
        guard let end = buildRaw() else { return false }
        let text = UnsafeRawBufferPointer(start: source, count: length)
        return ByteCompare.first(0x5C, in: text) == nil || unescape(end)
    }

    /// Writes the tape with strings as they stand; returns the words' end, or nil for a fault.
    @inline(__always)
    private mutating func buildRaw() -> UnsafeMutablePointer<UInt64>? {
        let source = source
        var place = places
        var top = words + 1
        var depth = 0
        var inner = Open(word: words, members: 0, closer: 0)
        while true {
            if inner.closer == 0x7D {
                if source[Int(place[0])] != 0x22 || source[Int(place[1])] != 0x3A { return nil }
                let word = string(place)
                if word == 0 { return nil }
                top[0] = word
                top += 1
                place += 2
            }
            let start = Int(place[0])
            let byte = source[start]
            switch byte {
            case 0x22:
                let word = string(place)
                if word == 0 { return nil }
                top[0] = word
                top += 1
            case 0x7B, 0x5B:
                let closer = byte &+ 2
                if source[Int(place[1])] != closer {
                    if depth >= maximumDepth { return nil }
                    open[depth] = inner
                    depth &+= 1
                    inner = Open(word: top, members: 1, closer: closer)
                    top += 1
                    place += 1
                    continue
                }
                top[0] = UInt64(byte) &<< 56 | UInt64(truncatingIfNeeded: index(top) &+ 2)
                top[1] = UInt64(closer) &<< 56 | UInt64(place[1])
                top += 2
                place += 1
            case 0x2D, 0x30...0x39:
                if !integer(start, top), !otherNumber(start, top) { return nil }
                top += 2
            default:
                let word = literal(start, byte)
                if word == 0 { return nil }
                top[0] = word
                top += 1
            }
            place += 1

            // What follows a value: the end of containers, then another member or element.
            while depth > 0 {
                let next = source[Int(place[0])]
                if next == 0x2C { break }
                if next != inner.closer { return nil }
                inner.word[0] =
                    UInt64(next &- 2) &<< 56 | min(inner.members, 0xFF_FFFF) &<< 32
                    | UInt64(truncatingIfNeeded: index(top) &+ 1)
                top[0] = UInt64(next) &<< 56 | UInt64(place[0])
                top += 1
                place += 1
                depth &-= 1
                inner = open[depth]
            }
            if depth == 0 {
                words[0] = UInt64(0x72) &<< 56 | UInt64(truncatingIfNeeded: index(top) &+ 1)
                top[0] = UInt64(0x72) &<< 56
                return place == places + count ? top : nil
            }
            inner.members &+= 1
            place += 1
        }
    }

    @inline(__always)
    private func index(_ word: UnsafeMutablePointer<UInt64>) -> Int { word - words }

    /// The word of a string, whose closing quote is the last byte before the next place that is no space; 0 for a fault.
    @inline(__always)
    private func string(_ place: UnsafePointer<UInt32>) -> UInt64 {
        let start = Int(place[0]) &+ 1
        var end = Int(place[1]) &- 1
        if source[end] != 0x22 { end = closingQuote(end) }
        let length = end &- start
        if UInt(bitPattern: length) > UInt(bitPattern: Self.longestString) { return 0 }
        return UInt64(TapeView.Letter.string) &<< 56 | UInt64(truncatingIfNeeded: length) &<< 30
            | UInt64(truncatingIfNeeded: start)
    }

    /// The quote before spaces; -1 where there is none.
    @inline(never)
    private func closingQuote(_ last: Int) -> Int {
        var end = last
        while Self.isSpace(source[end]) { end &-= 1 }
        return source[end] == 0x22 ? end : -1
    }

    @inline(__always)
    private static func isSpace(_ byte: UInt8) -> Bool {
        byte <= 0x20 && (0x1_0000_2600 as UInt64 &>> UInt64(byte)) & 1 != 0
    }

    /// Whether a scalar may end before this byte.
    @inline(__always)
    private static func endsScalar(_ byte: UInt8) -> Bool {
        byte == 0x2C || byte | 0x20 == 0x7D || isSpace(byte)
    }

    /// The word of `true`, `false` or `null`; 0 for anything else.
    @inline(__always)
    private func literal(_ start: Int, _ byte: UInt8) -> UInt64 {
        let four = UnsafeRawPointer(source + start).loadUnaligned(as: UInt32.self)
        let length: Int
        switch four {
        case 0x6575_7274, 0x6C6C_756E: length = 4
        case 0x736C_6166 where source[start &+ 4] == 0x65: length = 5
        default: return 0
        }
        if !Self.endsScalar(source[start &+ length]) { return 0 }
        return UInt64(byte) &<< 56 | UInt64(truncatingIfNeeded: start)
    }

    // MARK: - Numbers

    /// Writes an integer of at most 18 digits; false where the text is anything else.
    @inline(__always)
    private func integer(_ start: Int, _ top: UnsafeMutablePointer<UInt64>) -> Bool {
        let isNegative = source[start] == 0x2D
        let first = start &+ (isNegative ? 1 : 0)
        var end = first
        var value: UInt64 = 0
        while true {
            let digit = source[end] &- 0x30
            if digit > 9 { break }
            value = value &* 10 &+ UInt64(digit)
            end &+= 1
        }
        let digits = end &- first
        guard digits >= 1, digits <= 18, Self.endsScalar(source[end]), digits == 1 || source[first] != 0x30 else {
            return false
        }
        top[0] = UInt64(TapeView.Letter.int64) &<< 56 | UInt64(truncatingIfNeeded: start)
        top[1] = isNegative ? 0 &- value : value
        return true
    }

    private struct Literal {
        var end = 0
        var digits = 0
        var isInteger = true
        /// The digits' value, where there are at most 19 digits.
        var value: UInt64 = 0
        var exponent = 0
    }

    /// Reads a number by the grammar of RFC 8259, section 6; nil for anything else and for an exponent beyond 10^9.
    private func number(_ start: Int) -> Literal? {
        var made = Literal()
        var end = start
        func digits() -> Int {
            let first = end
            while source[end] &- 0x30 < 10 {
                made.value = made.value &* 10 &+ UInt64(source[end] &- 0x30)
                end &+= 1
            }
            return end &- first
        }
        if source[end] == 0x2D { end &+= 1 }
        let leading = source[end]
        let whole = digits()
        if whole == 0 || (leading == 0x30 && whole > 1) { return nil }
        made.digits = whole
        if source[end] == 0x2E {
            made.isInteger = false
            end &+= 1
            let places = digits()
            if places == 0 { return nil }
            made.digits &+= places
            made.exponent = 0 &- places
        }
        if source[end] | 0x20 == 0x65 {
            made.isInteger = false
            end &+= 1
            let isNegative = source[end] == 0x2D
            if isNegative || source[end] == 0x2B { end &+= 1 }
            let first = end
            var exponent = 0
            while source[end] &- 0x30 < 10 {
                exponent = min(exponent &* 10 &+ Int(source[end] &- 0x30), JSONScanner.largestExponent + 1)
                end &+= 1
            }
            if end == first || (!isNegative && exponent > JSONScanner.largestExponent) { return nil }
            made.exponent &+= isNegative ? 0 &- exponent : exponent
        }
        made.end = end
        return Self.endsScalar(source[end]) ? made : nil
    }

    /// Writes any number: as 64 bits where they hold it, as the nearest double, else as its text.
    @inline(never)
    private mutating func otherNumber(_ start: Int, _ top: UnsafeMutablePointer<UInt64>) -> Bool {
        guard let literal = number(start) else { return false }
        let isNegative = source[start] == 0x2D
        if literal.isInteger {
            if let (letter, value) = wholeNumber(start, literal.end, isNegative) {
                top[0] = UInt64(letter) &<< 56 | UInt64(truncatingIfNeeded: start)
                top[1] = value
                return true
            }
        } else if let value = double(start, literal, isNegative) {
            top[0] = UInt64(TapeView.Letter.double) &<< 56 | UInt64(truncatingIfNeeded: start)
            top[1] = value.bitPattern
            return true
        }
        holdsLargeNumbers = true
        top[0] = UInt64(TapeView.Letter.text) &<< 56 | UInt64(truncatingIfNeeded: start)
        top[1] = 0
        return true
    }

    private func wholeNumber(_ start: Int, _ end: Int, _ isNegative: Bool) -> (UInt8, UInt64)? {
        var magnitude: UInt64 = 0
        for place in (isNegative ? start &+ 1 : start)..<end {
            let (tens, isTooMuch) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, isOver) = tens.addingReportingOverflow(UInt64(source[place] &- 0x30))
            if isTooMuch || isOver { return nil }
            magnitude = sum
        }
        if isNegative {
            return magnitude <= 1 << 63 ? (TapeView.Letter.int64, 0 &- magnitude) : nil
        }
        return (magnitude < 1 << 63 ? TapeView.Letter.int64 : TapeView.Letter.uint64, magnitude)
    }

    /// The nearest double; nil beyond the range of doubles.
    private func double(_ start: Int, _ literal: Literal, _ isNegative: Bool) -> Double? {
        // Both numbers and their quotient or product are exact up to here, and the result is rounded once.
        if literal.digits <= 19, literal.value <= 1 << 53, abs(literal.exponent) <= 22 {
            let digits = Double(literal.value)
            let power = Self.powersOfTen[abs(literal.exponent)]
            let value = literal.exponent < 0 ? digits / power : digits * power
            return isNegative ? -value : value
        }
        var value = 0.0
        return hub_nearest_double(source + start, literal.end &- start, &value) ? value : nil
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    // MARK: - Escapes

    /// Unescapes the strings of a tape in place; false for an escape that is none, or half a surrogate pair.
    @inline(never)
    private func unescape(_ end: UnsafeMutablePointer<UInt64>) -> Bool {
        var word = words + 1
        while word < end {
            switch UInt8(truncatingIfNeeded: word[0] &>> 56) {
            case TapeView.Letter.string:
                let start = Int(truncatingIfNeeded: word[0] & TapeView.offsetMask)
                let length = unescape(start, start &+ Int(truncatingIfNeeded: (word[0] &>> 30) & 0x3FF_FFFF)) &- start
                if length < 0 { return false }
                word[0] =
                    UInt64(TapeView.Letter.string) &<< 56 | UInt64(truncatingIfNeeded: length) &<< 30
                    | UInt64(truncatingIfNeeded: start)
                word += 1
            case TapeView.Letter.int64, TapeView.Letter.uint64, TapeView.Letter.double, TapeView.Letter.text:
                word += 2
            default: word += 1
            }
        }
        return true
    }

    /// Unescapes a string in place and returns its new end; -1 for an escape that is none, or half a surrogate pair.
    private func unescape(_ start: Int, _ end: Int) -> Int {
        let text = UnsafeRawBufferPointer(start: source, count: end)
        guard var from = ByteCompare.first(0x5C, in: text, from: start) else { return end }
        var to = from
        while from < end {
            let byte = source[from]
            if byte != 0x5C {
                source[to] = byte
                from &+= 1
                to &+= 1
                continue
            }
            // The closing quote is not escaped, so a byte follows.
            switch source[from &+ 1] {
            case 0x22, 0x5C, 0x2F: source[to] = source[from &+ 1]
            case 0x62: source[to] = 0x08
            case 0x66: source[to] = 0x0C
            case 0x6E: source[to] = 0x0A
            case 0x72: source[to] = 0x0D
            case 0x74: source[to] = 0x09
            case 0x75:
                guard let (scalar, after) = scalar(from, end) else { return -1 }
                to = write(scalar, to)
                from = after
                continue
            default: return -1
            }
            from &+= 2
            to &+= 1
        }
        return to
    }

    /// The scalar that an escape with `u` stands for, and where it ends.
    private func scalar(_ start: Int, _ end: Int) -> (UInt32, Int)? {
        guard let first = codeUnit(start &+ 2, end) else { return nil }
        if first & 0xF800 != 0xD800 { return (first, start &+ 6) }
        guard first < 0xDC00, start &+ 12 <= end, source[start &+ 6] == 0x5C, source[start &+ 7] == 0x75,
            let second = codeUnit(start &+ 8, end), second & 0xFC00 == 0xDC00
        else { return nil }
        return (0x10000 &+ (first & 0x3FF) &<< 10 &+ (second & 0x3FF), start &+ 12)
    }

    private func codeUnit(_ start: Int, _ end: Int) -> UInt32? {
        guard start &+ 4 <= end else { return nil }
        var value: UInt32 = 0
        for place in start..<start &+ 4 {
            let (digit, letter) = (source[place] &- 0x30, (source[place] | 0x20) &- 0x61)
            if digit > 9, letter > 5 { return nil }
            value = value &<< 4 | UInt32(digit < 10 ? digit : letter &+ 10)
        }
        return value
    }

    private func write(_ scalar: UInt32, _ place: Int) -> Int {
        func tail(_ shift: UInt32) -> UInt8 { UInt8(truncatingIfNeeded: 0x80 | (scalar &>> shift) & 0x3F) }
        switch scalar {
        case 0..<0x80:
            source[place] = UInt8(truncatingIfNeeded: scalar)
            return place &+ 1
        case 0x80..<0x800:
            source[place] = UInt8(truncatingIfNeeded: 0xC0 | scalar &>> 6)
            source[place &+ 1] = tail(0)
            return place &+ 2
        case 0x800..<0x10000:
            source[place] = UInt8(truncatingIfNeeded: 0xE0 | scalar &>> 12)
            source[place &+ 1] = tail(6)
            source[place &+ 2] = tail(0)
            return place &+ 3
        default:
            source[place] = UInt8(truncatingIfNeeded: 0xF0 | scalar &>> 18)
            source[place &+ 1] = tail(12)
            source[place &+ 2] = tail(6)
            source[place &+ 3] = tail(0)
            return place &+ 4
        }
    }
}
