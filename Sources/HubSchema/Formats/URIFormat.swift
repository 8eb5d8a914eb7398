/// URIs and references of RFC 3986, IRIs of RFC 3987.
enum URIFormat {
    static func accepts(_ text: UnsafeRawBufferPointer, needsScheme: Bool, isInternational: Bool) -> Bool {
        if isSimple(text) { return true }
        if isInternational, !hasOnlyIRICharacters(text) { return false }
        var place = 0
        var hasScheme = false
        if let end = schemeEnd(text) {
            hasScheme = true
            place = end + 1
        }
        if needsScheme, !hasScheme { return false }
        if place + 1 < text.count, text[place] == 0x2F, text[place + 1] == 0x2F {
            guard let end = authorityEnd(text, place + 2, isInternational) else { return false }
            place = end
        } else if !hasScheme {
            // The first segment of a relative path has no colon.
            var scan = place
            while scan < text.count, text[scan] != 0x2F, text[scan] != 0x3F, text[scan] != 0x23 {
                if text[scan] == 0x3A { return false }
                scan += 1
            }
        }
        var part = 0
        while place < text.count {
            let byte = text[place]
            if isPath(byte) {
                place += 1
                continue
            }
            if byte == 0x3F, part == 0 {
                part = 1
            } else if byte == 0x23, part < 2 {
                part = 2
            } else if byte == 0x25 {
                guard isTriplet(text, place) else { return false }
            } else {
                guard (part > 0 && byte == 0x3F) || (isInternational && byte >= 0x80) else { return false }
            }
            place += 1
        }
        return true
    }

    /// Whether this is a scheme and then nothing but unreserved characters, sub-delimiters, `/` and `?`: what most URIs
    /// are, and always one.
    @inline(__always)
    private static func isSimple(_ text: UnsafeRawBufferPointer) -> Bool {
        guard let end = schemeEnd(text), let base = text.baseAddress else { return false }
        var place = end &+ 1
        while place &+ 16 <= text.count, hasLettersAndDigits(base + place) { place &+= 16 }
        let table = simple.utf8Start
        var all: UInt8 = 1
        while place < text.count {
            all &= table[Int(base.load(fromByteOffset: place, as: UInt8.self))]
            place &+= 1
        }
        return all & 1 == 1
    }

    /// Whether sixteen bytes are nothing but letters, digits, `-`, `.` and `/`.
    @inline(__always)
    private static func hasLettersAndDigits(_ text: UnsafeRawPointer) -> Bool {
        let bytes = text.loadUnaligned(as: SIMD16<UInt8>.self)
        let lower = (bytes &- ByteRanges.filled(0x61)) .> ByteRanges.filled(25)
        let upper = (bytes &- ByteRanges.filled(0x41)) .> ByteRanges.filled(25)
        let others = (bytes &- ByteRanges.filled(0x2D)) .> ByteRanges.filled(12)
        var strangers = ByteRanges.filled(0)
        strangers.replace(with: 1, where: lower .& upper .& others)
        return ByteRanges.isZero(strangers)
    }

    /// For each byte `1` where it is unreserved, a sub-delimiter, `/` or `?`, else `0`.
    private static let simple: StaticString = """
        0000000000000000000000000000000001001011111111111111111111010101\
        0111111111111111111111111110000101111111111111111111111111100010\
        0000000000000000000000000000000000000000000000000000000000000000\
        0000000000000000000000000000000000000000000000000000000000000000
        """

    private static func schemeEnd(_ text: UnsafeRawBufferPointer) -> Int? {
        guard let first = text.first, ASCII.isLetter(first) else { return nil }
        for place in 1..<max(1, text.count) {
            let byte = text[place]
            if byte == 0x3A { return place }
            guard ASCII.isAlphanumeric(byte) || byte == 0x2B || byte == 0x2D || byte == 0x2E else { return nil }
        }
        return nil
    }

    private static func authorityEnd(_ text: UnsafeRawBufferPointer, _ start: Int, _ isInternational: Bool) -> Int? {
        var end = start
        while end < text.count, text[end] != 0x2F, text[end] != 0x3F, text[end] != 0x23 { end += 1 }
        var host = start
        if let at = lastAt(text, start, end) {
            for place in start..<at {
                let byte = text[place]
                if byte == 0x25 {
                    guard isTriplet(text, place) else { return nil }
                } else {
                    guard isPlain(byte) || byte == 0x3A || (isInternational && byte >= 0x80) else { return nil }
                }
            }
            host = at + 1
        }
        var place = host
        if place < end, text[place] == 0x5B {
            guard let close = text[place..<end].firstIndex(of: 0x5D) else { return nil }
            let literal = UnsafeRawBufferPointer(rebasing: text[(place + 1)..<close])
            guard AddressFormat.isIPv6(literal) || isFutureAddress(literal) else { return nil }
            place = close + 1
        } else {
            while place < end, text[place] != 0x3A {
                let byte = text[place]
                if byte == 0x25 {
                    guard isTriplet(text, place) else { return nil }
                } else {
                    guard isPlain(byte) || (isInternational && byte >= 0x80) else {
                        return nil
                    }
                }
                place += 1
            }
        }
        if place < end {
            guard text[place] == 0x3A else { return nil }
            for byte in text[(place + 1)..<end] where !ASCII.isDigit(byte) { return nil }
        }
        return end
    }

    private static func lastAt(_ text: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Int? {
        var place = end
        while place > start {
            place -= 1
            if text[place] == 0x40 { return place }
        }
        return nil
    }

    private static func isFutureAddress(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count >= 4, text[0] | 0x20 == 0x76, let dot = text.firstIndex(of: 0x2E), dot > 1 else {
            return false
        }
        for byte in text[1..<dot] where !ASCII.isHexadecimal(byte) { return false }
        for byte in text[(dot + 1)...] where !isPlain(byte) && byte != 0x3A {
            return false
        }
        return dot + 1 < text.count
    }

    static func isTriplet(_ text: UnsafeRawBufferPointer, _ place: Int) -> Bool {
        place + 2 < text.count && ASCII.isHexadecimal(text[place + 1]) && ASCII.isHexadecimal(text[place + 2])
    }

    /// Whether a byte is unreserved or a sub-delimiter (RFC 3986, section 2): a bit for each ASCII byte.
    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        let half: UInt64 = byte < 64 ? 0x2BFF_7FD2_0000_0000 : 0x47FF_FFFE_87FF_FFFE
        return byte < 128 && (half &>> UInt64(byte & 63)) & 1 != 0
    }

    /// Whether a byte may stand in a path unencoded: the plain ones, `:`, `@` and `/`.
    @inline(__always)
    private static func isPath(_ byte: UInt8) -> Bool {
        let half: UInt64 = byte < 64 ? 0x2FFF_FFD2_0000_0000 : 0x47FF_FFFE_87FF_FFFF
        return byte < 128 && (half &>> UInt64(byte & 63)) & 1 != 0
    }

    /// `ucschar` anywhere, `iprivate` in the query only (RFC 3987, section 2.2).
    private static func hasOnlyIRICharacters(_ text: UnsafeRawBufferPointer) -> Bool {
        if text.allSatisfy({ $0 < 0x80 }) { return true }
        var part = 0
        for scalar in String(decoding: text, as: UTF8.self).unicodeScalars {
            if scalar == "?", part == 0 { part = 1 }
            if scalar == "#" { part = 2 }
            if scalar.value < 0x80 { continue }
            switch scalar.value {
            case 0xA0...0xD7FF, 0xF900...0xFDCF, 0xFDF0...0xFFEF: continue
            case 0xE000...0xF8FF, 0xF0000...0xFFFFD, 0x100000...0x10FFFD: if part != 1 { return false }
            case 0x10000...0xEFFFF where scalar.value & 0xFFFF <= 0xFFFD && !(0xE0000...0xE0FFF).contains(scalar.value):
                continue
            default: return false
            }
        }
        return true
    }
}

/// URI templates of RFC 6570, all levels.
enum URITemplateFormat {
    static func accepts(_ text: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        while place < text.count {
            switch text[place] {
            case 0x7B:
                guard let end = text[place...].firstIndex(of: 0x7D) else { return false }
                if !isExpression(UnsafeRawBufferPointer(rebasing: text[(place + 1)..<end])) { return false }
                place = end + 1
            case 0x25:
                guard URIFormat.isTriplet(text, place) else { return false }
                place += 3
            case 0...0x20, 0x22, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7C, 0x7D, 0x7F: return false
            default: place += 1
            }
        }
        return true
    }

    private static func isExpression(_ text: UnsafeRawBufferPointer) -> Bool {
        var start = 0
        if let first = text.first, [0x2B, 0x23, 0x2E, 0x2F, 0x3B, 0x3F, 0x26].contains(first) { start = 1 }
        if start == text.count { return false }
        return text[start...].split(separator: 0x2C, omittingEmptySubsequences: false).allSatisfy {
            isVariable(UnsafeRawBufferPointer(rebasing: $0))
        }
    }

    private static func isVariable(_ text: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        var afterDot = true
        while place < text.count {
            let byte = text[place]
            if byte == 0x2E {
                if afterDot { return false }
                afterDot = true
                place += 1
            } else if byte == 0x25 {
                guard URIFormat.isTriplet(text, place) else { return false }
                afterDot = false
                place += 3
            } else if ASCII.isAlphanumeric(byte) || byte == 0x5F {
                afterDot = false
                place += 1
            } else {
                break
            }
        }
        if afterDot { return false }
        if place == text.count { return true }
        if text[place] == 0x2A { return place + 1 == text.count }
        guard text[place] == 0x3A else { return false }
        let digits = text[(place + 1)...]
        guard let first = digits.first, first != 0x30, digits.count <= 4 else { return false }
        return digits.allSatisfy(ASCII.isDigit)
    }
}
