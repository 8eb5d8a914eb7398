/// Well-formedness of UTF-8 (Unicode, table 3-7), for the slow path.
package enum UTF8Check {
    /// Offset of the first byte that does not belong, or nil.
    package static func firstFault(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var place = 0
        while place < bytes.count {
            let lead = bytes[place]
            let (length, low, high): (Int, UInt8, UInt8)
            switch lead {
            case 0..<0x80:
                place += 1
                continue
            case 0xC2...0xDF: (length, low, high) = (2, 0x80, 0xBF)
            case 0xE0: (length, low, high) = (3, 0xA0, 0xBF)
            case 0xED: (length, low, high) = (3, 0x80, 0x9F)
            case 0xE1...0xEF: (length, low, high) = (3, 0x80, 0xBF)
            case 0xF0: (length, low, high) = (4, 0x90, 0xBF)
            case 0xF1...0xF3: (length, low, high) = (4, 0x80, 0xBF)
            case 0xF4: (length, low, high) = (4, 0x80, 0x8F)
            default: return place
            }
            guard place + length <= bytes.count, bytes[place + 1] >= low, bytes[place + 1] <= high else { return place }
            for index in (place + 2)..<max(place + 2, place + length) where bytes[index] & 0xC0 != 0x80 { return place }
            place += length
        }
        return nil
    }
}
