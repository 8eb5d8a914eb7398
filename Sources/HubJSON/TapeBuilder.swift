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
    var holdsLargeNumbers = false

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
    static func endsScalar(_ byte: UInt8) -> Bool {
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
}
