/// A strict reader of RFC 8259 that finds where a document goes wrong.
///
/// Runs only after a document was refused; linear time, no recursion.
struct JSONScanner {
    /// The largest power of ten that a number may be written with.
    static let largestExponent = 1_000_000_000

    private let bytes: UnsafeRawBufferPointer
    private let limits: JSONLimits
    private var place = 0
    /// The open containers: true for an object.
    private var open: [Bool] = []

    init(_ bytes: UnsafeRawBufferPointer, limits: JSONLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    /// The first fault, or nil for a document within the limits.
    mutating func scan() -> JSONFault? {
        do throws(JSONFault) {
            if let offset = UTF8Check.firstFault(bytes) {
                throw JSONFault(.notUTF8, "the text is not valid UTF-8", at: offset, in: bytes)
            }
            try document()
            return nil
        } catch {
            return error
        }
    }

    private func fault(_ message: String, _ code: JSONFault.Code = .malformed, at offset: Int? = nil) -> JSONFault {
        JSONFault(code, message, at: offset ?? place, in: bytes)
    }

    private var current: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    private mutating func document() throws(JSONFault) {
        skipSpace()
        if current == nil { throw fault("the document is empty") }
        try value()
        while let isObject = open.last {
            skipSpace()
            guard let byte = current else {
                throw fault(isObject ? "the document ends inside an object" : "the document ends inside an array")
            }
            if byte == (isObject ? 0x7D : 0x5D) {
                place += 1
                open.removeLast()
            } else if byte == 0x2C {
                place += 1
                skipSpace()
                if isObject { try key() }
                try value()
            } else {
                throw fault(isObject ? "expected ',' or '}' in an object" : "expected ',' or ']' in an array")
            }
        }
        skipSpace()
        if current != nil { throw fault("more text follows the document") }
    }

    /// Reads a scalar, or opens a container and goes down to its first scalar or an empty container.
    private mutating func value() throws(JSONFault) {
        while true {
            skipSpace()
            guard let byte = current else { throw fault("the document ends where a value was expected") }
            switch byte {
            case 0x7B, 0x5B:
                let start = place
                place += 1
                skipSpace()
                if current == (byte == 0x7B ? 0x7D : 0x5D) {
                    place += 1
                    return
                }
                if open.count >= limits.maximumDepth {
                    throw fault("nested deeper than \(limits.maximumDepth) levels", .tooDeep, at: start)
                }
                open.append(byte == 0x7B)
                if byte == 0x7B { try key() }
            case 0x22: return try string()
            case 0x2D, 0x30...0x39: return try number()
            case 0x74: return try word("true")
            case 0x66: return try word("false")
            case 0x6E: return try word("null")
            default: throw fault("expected a value")
            }
        }
    }

    private mutating func key() throws(JSONFault) {
        guard current == 0x22 else { throw fault("expected a member name in double quotes") }
        try string()
        skipSpace()
        guard current == 0x3A else { throw fault("expected ':' after a member name") }
        place += 1
    }

    private mutating func word(_ expected: StaticString) throws(JSONFault) {
        let start = place
        for index in 0..<expected.utf8CodeUnitCount {
            guard current == expected.utf8Start[index] else { throw fault("expected a value", at: start) }
            place += 1
        }
        try endOfScalar(start)
    }

    private func endOfScalar(_ start: Int) throws(JSONFault) {
        switch current {
        case nil, 0x20, 0x09, 0x0A, 0x0D, 0x2C, 0x5D, 0x7D: return
        default: throw fault("expected a value", at: start)
        }
    }

    private mutating func string() throws(JSONFault) {
        let start = place
        place += 1
        while let byte = current {
            switch byte {
            case 0x22:
                if place - start > TapeBuilder.longestString {
                    throw fault("a string longer than 64 MiB", .tooLarge, at: start)
                }
                place += 1
                return
            case 0x5C: try escape()
            case 0..<0x20: throw fault("a control character in a string must be escaped")
            default: place += 1
            }
        }
        throw fault("a string is not closed", at: start)
    }

    private mutating func escape() throws(JSONFault) {
        let start = place
        place += 1
        switch current {
        case 0x22, 0x5C, 0x2F, 0x62, 0x66, 0x6E, 0x72, 0x74: place += 1
        case 0x75:
            guard let first = codeUnit(at: place + 1) else {
                throw fault("\\u needs four hexadecimal digits", at: start)
            }
            place += 5
            if (0xDC00..<0xE000).contains(first) { throw fault("half a surrogate pair in a string", at: start) }
            if (0xD800..<0xDC00).contains(first) {
                guard current == 0x5C, place + 1 < bytes.count, bytes[place + 1] == 0x75,
                    let second = codeUnit(at: place + 2), (0xDC00..<0xE000).contains(second)
                else { throw fault("half a surrogate pair in a string", at: start) }
                place += 6
            }
        default: throw fault("an unknown escape in a string", at: start)
        }
    }

    private func codeUnit(at start: Int) -> UInt32? {
        guard start + 4 <= bytes.count else { return nil }
        var value: UInt32 = 0
        for byte in bytes[start..<start + 4] {
            guard let digit = hexadecimal(byte) else { return nil }
            value = value << 4 | UInt32(digit)
        }
        return value
    }

    private func hexadecimal(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x37
        case 0x61...0x66: byte - 0x57
        default: nil
        }
    }

    private mutating func digits() -> Int {
        let start = place
        while let byte = current, byte &- 0x30 < 10 { place += 1 }
        return place - start
    }

    private mutating func number() throws(JSONFault) {
        let start = place
        if current == 0x2D { place += 1 }
        let leading = current
        let whole = digits()
        if whole == 0 { throw fault("expected a digit in a number") }
        if leading == 0x30, whole > 1 { throw fault("a number must not begin with 0", at: start) }
        if current == 0x2E {
            place += 1
            if digits() == 0 { throw fault("expected a digit after the decimal point") }
        }
        if let byte = current, byte | 0x20 == 0x65 {
            place += 1
            let negative = current == 0x2D
            if current == 0x2B || negative { place += 1 }
            let first = place
            if digits() == 0 { throw fault("expected a digit in an exponent") }
            var exponent = 0
            for byte in bytes[first..<place] { exponent = min(exponent * 10 + Int(byte - 0x30), 1_000_000_000_000) }
            if exponent > Self.largestExponent, !negative {
                throw fault("an exponent beyond 1,000,000,000", .numberOutOfLimits, at: start)
            }
        }
        try endOfScalar(start)
    }
}
