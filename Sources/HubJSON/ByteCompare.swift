import Glibc

/// Comparisons of byte ranges.
package enum ByteCompare {
    /// Whether two ranges of the same length hold the same bytes.
    @inline(__always)
    package static func equal(_ one: UnsafeRawBufferPointer, _ two: UnsafeRawBufferPointer) -> Bool {
        guard one.count == two.count else { return false }
        guard let left = one.baseAddress, let right = two.baseAddress, one.count > 0 else { return true }
        return memcmp(left, right, one.count) == 0
    }

    /// Negative, zero or positive as `one` stands before, with or after `two`: by unsigned bytes, the shorter first when
    /// one begins the other.
    @inline(__always)
    package static func order(_ one: UnsafeRawBufferPointer, _ two: UnsafeRawBufferPointer) -> Int {
        let shared = min(one.count, two.count)
        if let left = one.baseAddress, let right = two.baseAddress, shared > 0 {
            let found = memcmp(left, right, shared)
            if found != 0 { return Int(found) }
        }
        return one.count - two.count
    }

    /// Whether a range holds exactly these bytes.
    package static func equal(_ one: UnsafeRawBufferPointer, _ two: StaticString) -> Bool {
        equal(one, UnsafeRawBufferPointer(start: two.utf8Start, count: two.utf8CodeUnitCount))
    }

    /// Offset of the first byte with this value at or after `start`, or nil.
    package static func first(_ byte: UInt8, in bytes: UnsafeRawBufferPointer, from start: Int = 0) -> Int? {
        guard let base = bytes.baseAddress, start < bytes.count,
            let found = memchr(base + start, Int32(byte), bytes.count - start)
        else { return nil }
        return UnsafeRawPointer(found) - base
    }
}
