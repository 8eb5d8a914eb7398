/// The words of a parsed document and its text (`public` because only then other modules inline the reading): what the
/// validator's inner loops read. Valid until the tape's next parse.
///
/// A word's top byte tells its type (simdjson's letters, and `b` for a number kept as text), its low 56 bits the payload: of
/// a string its length (26 bits) and where it begins in the text, unescaped (30 bits); of an opening bracket its count (24
/// bits, saturated) and the index after its end (32 bits); of anything else where it begins. Numbers take two words.
@frozen
public struct TapeView {
    /// The tape.
    public let words: UnsafeMutablePointer<UInt64>
    /// The document; bytes follow that may be read past a string's end.
    public let source: UnsafePointer<UInt8>

    /// The bits of a string's word that say where it begins.
    @inlinable public static var offsetMask: UInt64 { 0x3FFF_FFFF }

    /// A view of a tape's memory.
    @inlinable @inline(__always)
    public init(words: UnsafeMutablePointer<UInt64>, source: UnsafePointer<UInt8>) {
        self.words = words
        self.source = source
    }

    /// The letter of the value at an index.
    @inlinable @inline(__always)
    public func letter(_ index: Int) -> UInt8 { UInt8(truncatingIfNeeded: words[index] &>> 56) }

    /// The index after the value at an index.
    @inlinable @inline(__always)
    public func after(_ index: Int) -> Int {
        let word = words[index]
        switch UInt8(truncatingIfNeeded: word &>> 56) {
        case 0x7B, 0x5B: return Int(truncatingIfNeeded: word & 0xFFFF_FFFF)
        case 0x6C, 0x75, 0x64, 0x62: return index &+ 2
        default: return index &+ 1
        }
    }

    /// The index of a container's closing word.
    @inlinable @inline(__always)
    public func closing(_ index: Int) -> Int { Int(truncatingIfNeeded: words[index] & 0xFFFF_FFFF) &- 1 }

    /// Members or elements of the container at an index; walks only beyond 16 million.
    @inlinable @inline(__always)
    public func count(_ index: Int) -> Int {
        let saturated = Int(truncatingIfNeeded: (words[index] &>> 32) & 0xFF_FFFF)
        return saturated < 0xFF_FFFF ? saturated : walkCount(index)
    }

    @usableFromInline
    func walkCount(_ index: Int) -> Int {
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
    public func string(_ index: Int) -> UnsafeRawBufferPointer {
        let word = words[index]
        return UnsafeRawBufferPointer(
            start: source + Int(truncatingIfNeeded: word & Self.offsetMask),
            count: Int(truncatingIfNeeded: (word &>> 30) & 0x3FF_FFFF))
    }

    /// The letters simdjson writes.
    public enum Letter {
        /// An object opens: `{`.
        @inlinable public static var object: UInt8 { 0x7B }
        /// An array opens: `[`.
        @inlinable public static var array: UInt8 { 0x5B }
        /// A string: `"`.
        @inlinable public static var string: UInt8 { 0x22 }
        /// A signed integer of 64 bits: `l`.
        @inlinable public static var int64: UInt8 { 0x6C }
        /// An unsigned integer beyond `Int64`: `u`.
        @inlinable public static var uint64: UInt8 { 0x75 }
        /// A number held as a double: `d`.
        @inlinable public static var double: UInt8 { 0x64 }
        /// A number kept as its text: `b`.
        @inlinable public static var text: UInt8 { 0x62 }
        /// The literal true: `t`.
        @inlinable public static var `true`: UInt8 { 0x74 }
        /// The literal false: `f`.
        @inlinable public static var `false`: UInt8 { 0x66 }
        /// The literal null: `n`.
        @inlinable public static var null: UInt8 { 0x6E }
    }
}
