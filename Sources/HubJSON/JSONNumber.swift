/// An exact decimal number: digits times a power of ten. The slow path's type: it allocates.
///
/// Exponents are kept within ±10^12; the reader refuses larger positive ones, smaller ones count as that bound.
package struct JSONNumber: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Whether the number is below zero; never for zero.
    package let isNegative: Bool
    /// Decimal digits, most significant first, without leading or trailing zeros; empty for zero.
    package let digits: [UInt8]
    /// The power of ten of the last digit; 0 for zero.
    package let exponent: Int

    private static let maximumExponent = 1_000_000_000_000

    private init(isNegative: Bool, digits: [UInt8], exponent: Int) {
        let first = digits.firstIndex { $0 != 0 } ?? digits.count
        let last = digits.lastIndex { $0 != 0 } ?? -1
        self.digits = first <= last ? Array(digits[first...last]) : []
        self.isNegative = isNegative && !self.digits.isEmpty
        self.exponent = self.digits.isEmpty ? 0 : exponent + (digits.count - 1 - last)
    }

    /// The number that `text` spells by the grammar of RFC 8259, section 6; nil for anything else.
    package init?(text: some Sequence<UInt8>) {
        guard let literal = NumberLiteral(text) else { return nil }
        self.init(isNegative: literal.isNegative, digits: literal.digits, exponent: literal.exponent)
    }

    /// The number that `text` spells.
    package init?(_ text: String) { self.init(text: Array(text.utf8)) }

    /// An integer.
    package init(_ value: Int64) {
        self.init(isNegative: value < 0, digits: Self.digits(of: value.magnitude), exponent: 0)
    }

    /// An integer.
    package init(_ value: UInt64) { self.init(isNegative: false, digits: Self.digits(of: value), exponent: 0) }

    /// The shortest decimal that reads back as this double; nil for infinities and NaN.
    package init?(_ value: Double) {
        guard value.isFinite else { return nil }
        self.init(text: Array("\(value)".utf8))
    }

    private static func digits(of value: UInt64) -> [UInt8] {
        var rest = value
        var reversed: [UInt8] = []
        while rest > 0 {
            reversed.append(UInt8(rest % 10))
            rest /= 10
        }
        return reversed.reversed()
    }

    /// Whether the value is a whole number, however it was written.
    package var isInteger: Bool { exponent >= 0 }

    /// -1, 0 or 1.
    package var signum: Int { digits.isEmpty ? 0 : (isNegative ? -1 : 1) }

    /// The value where it is a whole number within 64 bits.
    package var int64: Int64? {
        guard exponent >= 0, digits.count + exponent <= 19 else { return nil }
        var magnitude: UInt64 = 0
        for place in 0..<(digits.count + exponent) {
            magnitude = magnitude &* 10 &+ UInt64(place < digits.count ? digits[place] : 0)
        }
        if isNegative { return magnitude <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- magnitude) : nil }
        return Int64(exactly: magnitude)
    }

    /// The nearest double; infinite beyond its range.
    package var double: Double {
        if digits.isEmpty { return 0 }
        let adjusted = exponent + digits.count
        if adjusted > 400 { return isNegative ? -Double.infinity : Double.infinity }
        if adjusted < -400 { return 0 }
        let text = (isNegative ? "-" : "") + digitText + "e\(exponent)"
        return Double(text) ?? 0
    }

    private var digitText: String { String(decoding: digits.map { $0 + 0x30 }, as: UTF8.self) }

    /// Plain notation up to 21 places, else scientific; reads back as the same number.
    package var description: String {
        if digits.isEmpty { return "0" }
        let sign = isNegative ? "-" : ""
        if exponent >= 0, exponent <= max(21 - digits.count, 3) {
            return sign + digitText + String(repeating: "0", count: exponent)
        }
        let point = digits.count + exponent
        if exponent < 0, point > 0, digits.count <= 40 {
            return sign + digitText.prefix(point) + "." + digitText.dropFirst(point)
        }
        if exponent < 0, point <= 0, point > -6 {
            return sign + "0." + String(repeating: "0", count: -point) + digitText
        }
        let fraction = digits.count > 1 ? "." + digitText.dropFirst() : ""
        return sign + digitText.prefix(1) + fraction + "e\(point - 1)"
    }

    /// Exact order of values.
    package static func < (left: JSONNumber, right: JSONNumber) -> Bool { left.compare(right) < 0 }

    /// -1, 0 or 1: the exact order of two numbers, in time linear in their digits.
    package func compare(_ other: JSONNumber) -> Int {
        if signum != other.signum { return signum < other.signum ? -1 : 1 }
        if digits.isEmpty { return 0 }
        return isNegative ? other.compareMagnitude(self) : compareMagnitude(other)
    }

    private func compareMagnitude(_ other: JSONNumber) -> Int {
        let ours = exponent + digits.count
        let theirs = other.exponent + other.digits.count
        if ours != theirs { return ours < theirs ? -1 : 1 }
        for (one, two) in zip(digits, other.digits) where one != two { return one < two ? -1 : 1 }
        return digits.count == other.digits.count ? 0 : (digits.count < other.digits.count ? -1 : 1)
    }

    /// Whether this is exactly a whole multiple of `divisor`, which must not be zero.
    package func isMultiple(of divisor: JSONNumber) -> Bool {
        if digits.isEmpty { return true }
        if divisor.digits.isEmpty { return false }
        let shift = exponent - divisor.exponent
        // Our last digit is not 0, so no multiple of a higher power of ten.
        if shift < 0 { return false }
        return DecimalRemainder.isZero(digits: digits, zeros: shift, divisor: divisor.digits)
    }

    fileprivate static func clamp(_ exponent: Int) -> Int { min(maximumExponent, max(-maximumExponent, exponent)) }
}

/// A number as its text spells it, before it is normalised.
private struct NumberLiteral {
    var isNegative = false
    var digits: [UInt8] = []
    var exponent = 0

    init?(_ text: some Sequence<UInt8>) {
        let bytes = Array(text)
        var place = 0
        func digit() -> UInt8? { place < bytes.count && bytes[place] &- 0x30 < 10 ? bytes[place] - 0x30 : nil }
        if place < bytes.count, bytes[place] == 0x2D {
            isNegative = true
            place += 1
        }
        guard let leading = digit() else { return nil }
        while let next = digit() {
            digits.append(next)
            place += 1
        }
        if leading == 0, digits.count > 1 { return nil }
        if place < bytes.count, bytes[place] == 0x2E {
            place += 1
            guard digit() != nil else { return nil }
            while let next = digit() {
                digits.append(next)
                exponent -= 1
                place += 1
            }
        }
        if place < bytes.count, bytes[place] | 0x20 == 0x65 {
            place += 1
            var negative = false
            if place < bytes.count, bytes[place] == 0x2B || bytes[place] == 0x2D {
                negative = bytes[place] == 0x2D
                place += 1
            }
            guard digit() != nil else { return nil }
            var written = 0
            while let next = digit() {
                written = JSONNumber.clamp(written * 10 + Int(next))
                place += 1
            }
            exponent = JSONNumber.clamp(exponent + (negative ? -written : written))
        }
        if place != bytes.count { return nil }
    }
}
