import CSimdJSON

extension TapeBuilder {
    /// Writes an integer of at most 18 digits; false where the text is anything else.
    @inline(__always)
    func integer(_ start: Int, _ top: UnsafeMutablePointer<UInt64>) -> Bool {
        let isNegative = source[start] == 0x2D
        let first = start &+ (isNegative ? 1 : 0)
        var end = first
        var value: UInt64 = 0
        while true {
            let digit = source[end] &- 0x30
            if digit > 9 { break }
            value = value &* 10 &+ UInt64(digit)
            end &+= 1
        }
        let digits = end &- first
        guard digits >= 1, digits <= 18, Self.endsScalar(source[end]), digits == 1 || source[first] != 0x30 else {
            return false
        }
        top[0] = UInt64(TapeView.Letter.int64) &<< 56 | UInt64(truncatingIfNeeded: start)
        top[1] = isNegative ? 0 &- value : value
        return true
    }

    private struct Literal {
        var end = 0
        var digits = 0
        var isInteger = true
        /// The digits' value, where there are at most 19 digits.
        var value: UInt64 = 0
        var exponent = 0
    }

    /// Reads a number by the grammar of RFC 8259, section 6; nil for anything else and for an exponent beyond 10^9.
    private func number(_ start: Int) -> Literal? {
        var made = Literal()
        var end = start
        func digits() -> Int {
            let first = end
            while source[end] &- 0x30 < 10 {
                made.value = made.value &* 10 &+ UInt64(source[end] &- 0x30)
                end &+= 1
            }
            return end &- first
        }
        if source[end] == 0x2D { end &+= 1 }
        let leading = source[end]
        let whole = digits()
        if whole == 0 || (leading == 0x30 && whole > 1) { return nil }
        made.digits = whole
        if source[end] == 0x2E {
            made.isInteger = false
            end &+= 1
            let places = digits()
            if places == 0 { return nil }
            made.digits &+= places
            made.exponent = 0 &- places
        }
        if source[end] | 0x20 == 0x65 {
            made.isInteger = false
            end &+= 1
            let isNegative = source[end] == 0x2D
            if isNegative || source[end] == 0x2B { end &+= 1 }
            let first = end
            var exponent = 0
            while source[end] &- 0x30 < 10 {
                exponent = min(exponent &* 10 &+ Int(source[end] &- 0x30), JSONScanner.largestExponent + 1)
                end &+= 1
            }
            if end == first || (!isNegative && exponent > JSONScanner.largestExponent) { return nil }
            made.exponent &+= isNegative ? 0 &- exponent : exponent
        }
        made.end = end
        return Self.endsScalar(source[end]) ? made : nil
    }

    /// Writes any number: as 64 bits where they hold it, as the nearest double, else as its text.
    @inline(never)
    mutating func otherNumber(_ start: Int, _ top: UnsafeMutablePointer<UInt64>) -> Bool {
        guard let literal = number(start) else { return false }
        let isNegative = source[start] == 0x2D
        if literal.isInteger {
            if let (letter, value) = wholeNumber(start, literal.end, isNegative) {
                top[0] = UInt64(letter) &<< 56 | UInt64(truncatingIfNeeded: start)
                top[1] = value
                return true
            }
        } else if let value = double(start, literal, isNegative) {
            top[0] = UInt64(TapeView.Letter.double) &<< 56 | UInt64(truncatingIfNeeded: start)
            top[1] = value.bitPattern
            return true
        }
        holdsLargeNumbers = true
        top[0] = UInt64(TapeView.Letter.text) &<< 56 | UInt64(truncatingIfNeeded: start)
        top[1] = 0
        return true
    }

    private func wholeNumber(_ start: Int, _ end: Int, _ isNegative: Bool) -> (UInt8, UInt64)? {
        var magnitude: UInt64 = 0
        for place in (isNegative ? start &+ 1 : start)..<end {
            let (tens, isTooMuch) = magnitude.multipliedReportingOverflow(by: 10)
            let (sum, isOver) = tens.addingReportingOverflow(UInt64(source[place] &- 0x30))
            if isTooMuch || isOver { return nil }
            magnitude = sum
        }
        if isNegative {
            return magnitude <= 1 << 63 ? (TapeView.Letter.int64, 0 &- magnitude) : nil
        }
        return (magnitude < 1 << 63 ? TapeView.Letter.int64 : TapeView.Letter.uint64, magnitude)
    }

    /// The nearest double; nil beyond the range of doubles.
    private func double(_ start: Int, _ literal: Literal, _ isNegative: Bool) -> Double? {
        // Both numbers and their quotient or product are exact up to here, and the result is rounded once.
        if literal.digits <= 19, literal.value <= 1 << 53, abs(literal.exponent) <= 22 {
            let digits = Double(literal.value)
            let power = Self.powersOfTen[abs(literal.exponent)]
            let value = literal.exponent < 0 ? digits / power : digits * power
            return isNegative ? -value : value
        }
        var value = 0.0
        return hub_nearest_double(source + start, literal.end &- start, &value) ? value : nil
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}
