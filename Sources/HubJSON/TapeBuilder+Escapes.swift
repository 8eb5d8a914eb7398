extension TapeBuilder {
    /// Unescapes the strings of a tape in place; false for an escape that is none, or half a surrogate pair.
    @inline(never)
    func unescape(_ end: UnsafeMutablePointer<UInt64>) -> Bool {
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
