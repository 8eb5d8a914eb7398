import HubJSON
import Testing

@Suite struct JSONNumberTests {
    @Test(
        arguments: [
            ("1", "1.0", 0), ("1e400", "1e401", -1), ("-1", "1", -1), ("0", "-0.0e5", 0), ("10", "9", 1),
            ("0.1", "0.10", 0),
            ("-10", "-9", -1), ("123456789012345678901234567890", "123456789012345678901234567891", -1),
            ("1e-400", "0", 1),
            ("3.00000000000000000001", "3", 1), ("100", "1e2", 0), ("0.123", "0.12", 1),
        ] as [(String, String, Int)])
    func order(one: String, two: String, expected: Int) throws {
        let left = try #require(JSONNumber(one))
        let right = try #require(JSONNumber(two))
        #expect(left.compare(right) == expected)
        #expect(right.compare(left) == -expected)
        #expect((left == right) == (expected == 0))
    }

    @Test(
        arguments: [
            ("0.0075", "0.0001", true), ("0.00751", "0.0001", false), ("4.5", "1.5", true), ("35", "1.5", false),
            ("0", "7", true),
            ("1e308", "0.123456789", false), ("1e400", "7", false), ("7e400", "7", true), ("1e400", "16", true),
            ("1", "10", false),
            ("1e400", "1e399", true), ("1e399", "1e400", false), ("12391239123", "1e-8", true), ("1e308", "0.5", true),
            ("246913578024691357802469135780", "123456789012345678901234567890", true),
            ("246913578024691357802469135781", "123456789012345678901234567890", false),
            ("1e40", "10000000000000000000000000000", true), ("-9", "3", true),
            ("1e25", "1.0000000000000000000000001", false),
        ] as [(String, String, Bool)])
    func multiples(one: String, two: String, expected: Bool) throws {
        #expect(try #require(JSONNumber(one)).isMultiple(of: try #require(JSONNumber(two))) == expected)
    }

    @Test(arguments: ["", "-", "01", "1.", ".5", "1e", "1e+", "+1", "1 ", "0x1", "1e5.5"])
    func refusesWhatIsNoNumber(text: String) { #expect(JSONNumber(text) == nil) }

    @Test(arguments: ["0", "1", "-12.5", "1e22", "0.000001", "1e-7", "-1.25e-9", "123456789012345678901", "1e400"])
    func printsWhatItReads(text: String) throws {
        let number = try #require(JSONNumber(text))
        #expect(JSONNumber(number.description) == number)
        #expect(number.description == text)
    }
}
