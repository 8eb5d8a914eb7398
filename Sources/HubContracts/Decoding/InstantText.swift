/// Instants as RFC 3339 writes them, checked against the calendar.
package enum InstantText {
    enum Finding { case fine, malformed, impossible }

    /// Whether a text is an instant that exists; a leap second is one only at 23:59:60 UTC.
    static func check(_ text: UnsafeRawBufferPointer) -> Finding {
        guard let parts = Parts(text) else { return .malformed }
        return parts.epochSeconds == nil ? .impossible : .fine
    }

    /// Seconds since 1970 UTC, fractions dropped; nil for a text that is no instant.
    static func epochSeconds(_ text: String) -> Int64? {
        var text = text
        return text.withUTF8 { Parts(UnsafeRawBufferPointer($0))?.epochSeconds }
    }

    /// Milliseconds since 1970 UTC, finer fractions dropped; nil for a text that is no instant.
    package static func epochMilliseconds(_ text: String) -> Int64? {
        guard let seconds = epochSeconds(text) else { return nil }
        guard let point = text.utf8.firstIndex(of: UInt8(ascii: ".")) else { return seconds * 1000 }
        var milliseconds: Int64 = 0
        var scale: Int64 = 100
        for digit in text.utf8[text.utf8.index(after: point)...].prefix(3) {
            guard (0x30...0x39).contains(digit) else { break }
            milliseconds += Int64(digit - 0x30) * scale
            scale /= 10
        }
        return seconds * 1000 + milliseconds
    }

    private struct Parts {
        var year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0
        var offsetHour = 0, offsetMinute = 0, offsetSign = 1

        /// Reads the form alone: `YYYY-MM-DDThh:mm:ss[.f…](Z|±hh:mm)`.
        init?(_ text: UnsafeRawBufferPointer) {
            guard text.count >= 20, text.count <= 64, text[4] == 0x2D, text[7] == 0x2D, text[10] | 0x20 == 0x74,
                text[13] == 0x3A, text[16] == 0x3A, let year = Self.number(text, 0, 4),
                let month = Self.number(text, 5, 2), let day = Self.number(text, 8, 2),
                let hour = Self.number(text, 11, 2), let minute = Self.number(text, 14, 2),
                let second = Self.number(text, 17, 2)
            else { return nil }
            (self.year, self.month, self.day, self.hour) = (year, month, day, hour)
            (self.minute, self.second) = (minute, second)
            var place = 19
            if text[place] == 0x2E {
                place += 1
                let start = place
                while place < text.count, (0x30...0x39).contains(text[place]) { place += 1 }
                guard place > start else { return nil }
            }
            guard place < text.count else { return nil }
            if text[place] | 0x20 == 0x7A, place + 1 == text.count { return }
            guard text[place] == 0x2B || text[place] == 0x2D, place + 6 == text.count, text[place + 3] == 0x3A,
                let offsetHour = Self.number(text, place + 1, 2), let offsetMinute = Self.number(text, place + 4, 2)
            else { return nil }
            offsetSign = text[place] == 0x2D ? -1 : 1
            (self.offsetHour, self.offsetMinute) = (offsetHour, offsetMinute)
        }

        var epochSeconds: Int64? {
            guard (1...12).contains(month), day >= 1, day <= Self.days(in: month, of: year), hour < 24, minute < 60,
                second <= 60, offsetHour < 24, offsetMinute < 60
            else { return nil }
            // Days from 1 March 0000, as months then have fixed starts (Hinnant, days_from_civil).
            let shifted = month <= 2 ? year - 1 : year
            let era = (shifted >= 0 ? shifted : shifted - 399) / 400
            let yearOfEra = shifted - era * 400
            let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
            let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
            let offset = offsetSign * (offsetHour * 3600 + offsetMinute * 60)
            let utc = days * 86_400 + hour * 3600 + minute * 60 + min(second, 59) - offset
            if second == 60, (utc % 86_400 + 86_400) % 86_400 != 86_399 { return nil }
            return Int64(utc)
        }

        private static func days(in month: Int, of year: Int) -> Int {
            switch month {
            case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
            case 4, 6, 9, 11: 30
            default: 31
            }
        }

        private static func number(_ text: UnsafeRawBufferPointer, _ start: Int, _ length: Int) -> Int? {
            var value = 0
            for place in start..<(start + length) {
                let digit = text[place] &- 0x30
                guard digit < 10 else { return nil }
                value = value * 10 + Int(digit)
            }
            return value
        }
    }
}
