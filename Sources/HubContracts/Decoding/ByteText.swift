import HubJSON

/// What the decoder asks of short texts in place.
extension UnsafeRawBufferPointer {
    /// Whether every byte is ASCII; then the text is UTF-8 too.
    var isASCII: Bool {
        var place = 0
        while count &- place >= 8 {
            if loadUnaligned(fromByteOffset: place, as: UInt64.self) & 0x8080_8080_8080_8080 != 0 { return false }
            place &+= 8
        }
        while place < count {
            if self[place] >= 0x80 { return false }
            place &+= 1
        }
        return true
    }

    /// Whether these are exactly the bytes of a literal.
    func holds(_ literal: StaticString) -> Bool { ByteCompare.equal(self, literal) }

    /// Whether they start with a lower-case ASCII literal, in either case.
    func starts(withFolded literal: StaticString) -> Bool {
        guard count >= literal.utf8CodeUnitCount else { return false }
        for index in 0..<literal.utf8CodeUnitCount {
            let byte = self[index]
            let folded = (0x41...0x5A).contains(byte) ? byte | 0x20 : byte
            if folded != literal.utf8Start[index] { return false }
        }
        return true
    }

    /// Whether they equal a lower-case ASCII literal, in either case.
    func equals(folded literal: StaticString) -> Bool {
        count == literal.utf8CodeUnitCount && starts(withFolded: literal)
    }

    /// The bytes from a place on; empty beyond the end.
    func from(_ place: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[Swift.min(place, count)...])
    }

    /// The bytes before a place.
    func upTo(_ place: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: self[..<Swift.min(place, count)])
    }

    /// Whether there is a control character: C0, delete or C1 (U+0000 to U+001F, U+007F to U+009F).
    ///
    /// The text is UTF-8.
    var hasControlCharacter: Bool {
        var place = 0
        let ones: UInt64 = 0x0101_0101_0101_0101
        while count &- place >= 8 {
            let word = loadUnaligned(fromByteOffset: place, as: UInt64.self)
            let below = (word &- ones &* 0x20) & ~word
            let delete = word ^ (ones &* 0x7F)
            let found = below | ((delete &- ones) & ~delete) | word
            if found & (ones &* 0x80) != 0 { return hasControlCharacter(from: place) }
            place &+= 8
        }
        return place < count && hasControlCharacter(from: place)
    }

    private func hasControlCharacter(from start: Int) -> Bool {
        for place in start..<count {
            let byte = self[place]
            if byte < 0x20 || byte == 0x7F { return true }
            if byte == 0xC2, place + 1 < count, self[place + 1] < 0xA0 { return true }
        }
        return false
    }
}
