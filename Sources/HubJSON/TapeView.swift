/// The words and strings of a parsed document: what the validator's inner loops read. Valid until the tape's next parse.
///
/// A word's top byte tells its type (simdjson's letters, and `b` for a number kept as text), its low 56 bits the payload.
/// Numbers take two words. A container's payload is the index after its end (32 bits) and its count (24 bits, saturated).
@frozen
package struct TapeView {
    /// The tape.
    package let words: UnsafeMutablePointer<UInt64>
    /// Strings: 4 bytes of length, then the bytes.
    package let strings: UnsafePointer<UInt8>

    @inlinable @inline(__always)
    package init(words: UnsafeMutablePointer<UInt64>, strings: UnsafePointer<UInt8>) {
        self.words = words
        self.strings = strings
    }

    /// The letter of the value at an index.
    @inlinable @inline(__always)
    package func letter(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: words[index] &>> 56) }

    /// The index after the value at an index.
    @inlinable @inline(__always)
    package func after(_ index: Int) -> Int {
        let word = words[index]
        switch UInt8(truncatingIfNeeded: word &>> 56) {
        case 0x7B, 0x5B: return Int(truncatingIfNeeded: word & 0xFFFF_FFFF)
        case 0x6C, 0x75, 0x64, 0x62: return index &+ 2
        default: return index &+ 1
        }
    }

    /// The index of a container's closing word.
    @inlinable @inline(__always)
    package func closing(_ index: Int) -> Int { Int(truncatingIfNeeded: words[index] & 0xFFFF_FFFF) &- 1 }

    /// Members or elements of the container at an index; walks only beyond 16 million.
    @inlinable @inline(__always)
    package func count(_ index: Int) -> Int {
        let saturated = Int(truncatingIfNeeded: (words[index] &>> 32) & 0xFF_FFFF)
        return saturated < 0xFF_FFFF ? saturated : walkCount(index)
    }

    @usableFromInline
    package func walkCount(_ index: Int) -> Int {
        let end = closing(index)
        let step = letter(index) == 0x7B ? 1 : 0
        var child = index + 1
        var count = 0
        while child < end {
            child = after(child + step)
            count += 1
        }
        return count
    }

    /// The unescaped bytes of the string at an index.
    @inlinable @inline(__always)
    package func string(_ index: Int) -> UnsafeRawBufferPointer {
        let place = strings + Int(truncatingIfNeeded: words[index] & 0xFF_FFFF_FFFF_FFFF)
        let length = UnsafeRawPointer(place).loadUnaligned(as: UInt32.self)
        return UnsafeRawBufferPointer(start: place + 4, count: Int(length))
    }

    /// The letters simdjson writes.
    @usableFromInline
    package enum Letter {
        @usableFromInline package static let object: UInt8 = 0x7B
        @usableFromInline package static let array: UInt8 = 0x5B
        @usableFromInline package static let string: UInt8 = 0x22
        @usableFromInline package static let int64: UInt8 = 0x6C
        @usableFromInline package static let uint64: UInt8 = 0x75
        @usableFromInline package static let double: UInt8 = 0x64
        @usableFromInline package static let text: UInt8 = 0x62
        @usableFromInline package static let `true`: UInt8 = 0x74
        @usableFromInline package static let `false`: UInt8 = 0x66
        @usableFromInline package static let null: UInt8 = 0x6E
    }
}
