/// IPv4 in dotted decimal (RFC 2673, section 3.2) and IPv6 (RFC 4291, section 2.2).
enum AddressFormat {
    static func isIPv4(_ text: UnsafeRawBufferPointer) -> Bool { isIPv4(text, from: 0) }

    private static func isIPv4(_ text: UnsafeRawBufferPointer, from start: Int) -> Bool {
        var place = start
        for part in 0..<4 {
            if part > 0 {
                guard place < text.count, text[place] == 0x2E else { return false }
                place += 1
            }
            let first = place
            var value = 0
            while place < text.count, ASCII.isDigit(text[place]), place - first < 3 {
                value = value * 10 + Int(text[place] - 0x30)
                place += 1
            }
            if place == first || value > 255 || (place - first > 1 && text[first] == 0x30) { return false }
        }
        return place == text.count
    }

    static func isIPv6(_ text: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        var groups = 0
        var compressed = false
        if text.count >= 2, text[0] == 0x3A, text[1] == 0x3A {
            compressed = true
            place = 2
            if place == text.count { return true }
        }
        while true {
            let first = place
            while place < text.count, ASCII.isHexadecimal(text[place]), place - first < 5 { place += 1 }
            if place < text.count, text[place] == 0x2E {
                groups += 2
                if !isIPv4(text, from: first) { return false }
                break
            }
            if place == first || place - first > 4 { return false }
            groups += 1
            if place == text.count { break }
            guard text[place] == 0x3A else { return false }
            place += 1
            if place < text.count, text[place] == 0x3A {
                if compressed { return false }
                compressed = true
                place += 1
                if place == text.count { break }
            } else if place == text.count {
                return false
            }
            if groups >= 8 { return false }
        }
        return compressed ? groups <= 7 : groups == 8
    }
}
