/// Dates and times of RFC 3339, section 5.6, with leap seconds only where UTC can have them.
enum DateTimeFormat {
    @inline(__always)
    private static func two(_ text: UnsafeRawBufferPointer, _ place: Int) -> Int {
        let (tens, ones) = (text[place] &- 0x30, text[place &+ 1] &- 0x30)
        return tens < 10 && ones < 10 ? Int(tens) &* 10 &+ Int(ones) : 1000
    }

    static func isDate(_ text: UnsafeRawBufferPointer) -> Bool { text.count == 10 && startsWithDate(text) }

    @inline(__always)
    private static func startsWithDate(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count >= 10, text[4] == 0x2D, text[7] == 0x2D else { return false }
        let (century, year, month, day) = (two(text, 0), two(text, 2), two(text, 5), two(text, 8))
        guard century < 100, year < 100, month >= 1, month <= 12, day >= 1 else { return false }
        if day <= 28 { return true }
        switch month {
        case 2:
            let full = century * 100 + year
            return day == 29 && full % 4 == 0 && (full % 100 != 0 || full % 400 == 0)
        case 4, 6, 9, 11: return day <= 30
        default: return day <= 31
        }
    }

    static func isTime(_ text: UnsafeRawBufferPointer) -> Bool { isTime(text, from: 0) }

    static func isDateTime(_ text: UnsafeRawBufferPointer) -> Bool {
        isCommon(text) || isAnyDateTime(text)
    }

    /// Whether this is a time in UTC to the second on one of the first 28 days of a month: what most are, and always one.
    @inline(__always)
    private static func isCommon(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count == 20, let base = text.baseAddress else { return false }
        // Each byte less its sign or the digit 0: signs come to 0, digits to their value.
        let date = UInt64(littleEndian: base.loadUnaligned(as: UInt64.self)) ^ 0x2D30_302D_3030_3030
        let middle =
            UInt64(littleEndian: base.loadUnaligned(fromByteOffset: 8, as: UInt64.self)) ^ 0x3030_3A30_3054_3030
        let end = UInt32(littleEndian: base.loadUnaligned(fromByteOffset: 16, as: UInt32.self)) ^ 0x5A30_303A
        // Adding makes the top bit of a byte where it is more than 9, or 0 for a sign.
        let isWrong =
            (date | (date &+ 0x7F76_767F_7676_7676) | middle | (middle &+ 0x7676_7F76_767F_7676))
            & 0x8080_8080_8080_8080
            | UInt64((end | (end &+ 0x7F76_767F)) & 0x8080_8080)
        if isWrong != 0 { return false }
        let month = (date &>> 40 & 15) &* 10 &+ (date &>> 48 & 15)
        let day = (middle & 15) &* 10 &+ (middle &>> 8 & 15)
        let hour = (middle &>> 24 & 15) &* 10 &+ (middle &>> 32 & 15)
        return month &- 1 < 12 && day &- 1 < 28 && hour < 24 && (middle &>> 48 & 15) < 6 && (end &>> 8 & 15) < 6
    }

    @inline(never)
    private static func isAnyDateTime(_ text: UnsafeRawBufferPointer) -> Bool {
        startsWithDate(text) && text.count > 10 && text[10] | 0x20 == 0x74 && isTime(text, from: 11)
    }

    private static func isTime(_ text: UnsafeRawBufferPointer, from start: Int) -> Bool {
        guard text.count >= start + 9, text[start + 2] == 0x3A, text[start + 5] == 0x3A else { return false }
        let (hour, minute, second) = (two(text, start), two(text, start + 3), two(text, start + 6))
        guard hour < 24, minute < 60, second <= 60 else { return false }
        var place = start + 8
        if text[place] == 0x2E {
            let first = place + 1
            place = first
            while place < text.count, text[place] &- 0x30 < 10 { place += 1 }
            if place == first { return false }
        }
        guard place < text.count else { return false }
        var offset = 0
        if text[place] | 0x20 == 0x7A {
            if place + 1 != text.count { return false }
        } else {
            guard text[place] == 0x2B || text[place] == 0x2D, place + 6 == text.count, text[place + 3] == 0x3A else {
                return false
            }
            let (hours, minutes) = (two(text, place + 1), two(text, place + 4))
            guard hours < 24, minutes < 60 else { return false }
            offset = (hours * 60 + minutes) * (text[place] == 0x2B ? 1 : -1)
        }
        if second < 60 { return true }
        return (hour * 60 + minute - offset + 2880) % 1440 == 1439
    }
}

/// Durations of RFC 3339, appendix A.
enum DurationFormat {
    static func accepts(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count >= 3, text[0] == 0x50 else { return false }
        var place = 1
        var inTime = false
        // Each unit may follow only the one before it in its chain: years, months, days; hours, minutes, seconds.
        var last = -1
        var units = 0
        while place < text.count {
            if text[place] == 0x54 {
                if inTime { return false }
                inTime = true
                last = -1
                units = 0
                place += 1
                continue
            }
            let first = place
            while place < text.count, text[place] &- 0x30 < 10 { place += 1 }
            guard place > first, place < text.count else { return false }
            let rank: Int
            switch text[place] {
            case 0x59 where !inTime: rank = 0
            case 0x4D: rank = 1
            case 0x44 where !inTime: rank = 2
            case 0x48 where inTime: rank = 0
            case 0x53 where inTime: rank = 2
            case 0x57: return !inTime && last < 0 && place + 1 == text.count
            default: return false
            }
            if last >= 0, rank != last + 1 { return false }
            last = rank
            units += 1
            place += 1
        }
        return units > 0
    }
}

/// UUIDs of RFC 4122.
enum UUIDFormat {
    static func accepts(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count == 36 else { return false }
        for (place, byte) in text.enumerated() {
            if place == 8 || place == 13 || place == 18 || place == 23 {
                if byte != 0x2D { return false }
            } else if !ASCII.isHexadecimal(byte) {
                return false
            }
        }
        return true
    }
}

/// JSON Pointers of RFC 6901 and relative ones.
enum PointerFormat {
    static func isPointer(_ text: UnsafeRawBufferPointer) -> Bool { isPointer(text, from: 0) }

    private static func isPointer(_ text: UnsafeRawBufferPointer, from start: Int) -> Bool {
        if start == text.count { return true }
        if text[start] != 0x2F { return false }
        for place in start..<text.count where text[place] == 0x7E {
            guard place + 1 < text.count, text[place + 1] == 0x30 || text[place + 1] == 0x31 else { return false }
        }
        return true
    }

    static func isRelative(_ text: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        while place < text.count, text[place] &- 0x30 < 10 { place += 1 }
        if place == 0 || (place > 1 && text[0] == 0x30) { return false }
        if place + 1 == text.count, text[place] == 0x23 { return true }
        return isPointer(text, from: place)
    }
}

/// Classes of ASCII bytes.
enum ASCII {
    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }
    @inline(__always)
    static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }
    @inline(__always)
    static func isAlphanumeric(_ byte: UInt8) -> Bool { isDigit(byte) || isLetter(byte) }
    @inline(__always)
    static func isHexadecimal(_ byte: UInt8) -> Bool { isDigit(byte) || (byte | 0x20) &- 0x61 < 6 }
}
