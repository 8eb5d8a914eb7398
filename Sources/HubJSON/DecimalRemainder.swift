/// Divisibility of long decimal integers, in time linear in the dividend's digits times the divisor's words.
enum DecimalRemainder {
    /// Whether `digits` followed by `zeros` zeros is a multiple of `divisor`; digits without leading zeros.
    static func isZero(digits: [UInt8], zeros: Int, divisor: [UInt8]) -> Bool {
        if divisor == [1] { return true }
        if divisor.count <= 18 {
            let modulus = divisor.reduce(UInt64(0)) { $0 * 10 + UInt64($1) }
            var rest: UInt64 = 0
            for digit in digits { rest = (rest * 10 + UInt64(digit)) % modulus }
            return multiply(rest, powerOfTen(zeros, modulo: modulus), modulo: modulus) == 0
        }
        // A divisor d has fewer than 4 × its digits factors 2 and 5: more zeros than that change nothing.
        var remainder = Big()
        let modulus = Big(divisor)
        for digit in digits { remainder.step(UInt32(digit), modulo: modulus) }
        for _ in 0..<min(zeros, divisor.count * 4) { remainder.step(0, modulo: modulus) }
        return remainder.isZero
    }

    private static func powerOfTen(_ power: Int, modulo modulus: UInt64) -> UInt64 {
        var result = 1 % modulus
        var base = 10 % modulus
        var rest = power
        while rest > 0 {
            if rest & 1 == 1 { result = multiply(result, base, modulo: modulus) }
            base = multiply(base, base, modulo: modulus)
            rest >>= 1
        }
        return result
    }

    private static func multiply(_ one: UInt64, _ two: UInt64, modulo modulus: UInt64) -> UInt64 {
        modulus.dividingFullWidth(one.multipliedFullWidth(by: two)).remainder
    }

    /// An unsigned integer in words of 32 bits, the lowest first.
    private struct Big {
        var words: [UInt32] = []

        init() {}

        init(_ digits: [UInt8]) { for digit in digits { multiplyByTen(adding: UInt32(digit)) } }

        var isZero: Bool { words.allSatisfy { $0 == 0 } }

        mutating func multiplyByTen(adding digit: UInt32) {
            var carry = UInt64(digit)
            for index in words.indices {
                carry += UInt64(words[index]) * 10
                words[index] = UInt32(truncatingIfNeeded: carry)
                carry >>= 32
            }
            if carry > 0 { words.append(UInt32(carry)) }
        }

        /// Becomes (10 × self + digit) mod modulus; self is below the modulus, so at most nine subtractions.
        mutating func step(_ digit: UInt32, modulo modulus: Big) {
            multiplyByTen(adding: digit)
            while !isBelow(modulus) { subtract(modulus) }
        }

        func isBelow(_ other: Big) -> Bool {
            for index in (0..<max(words.count, other.words.count)).reversed() {
                let one = index < words.count ? words[index] : 0
                let two = index < other.words.count ? other.words[index] : 0
                if one != two { return one < two }
            }
            return false
        }

        mutating func subtract(_ other: Big) {
            var borrow: Int64 = 0
            for index in words.indices {
                let difference =
                    Int64(words[index]) - Int64(index < other.words.count ? other.words[index] : 0) + borrow
                words[index] = UInt32(truncatingIfNeeded: difference)
                borrow = difference < 0 ? -1 : 0
            }
            while words.last == 0 { words.removeLast() }
        }
    }
}
