import HubJSON
import Testing

@Suite struct JSONTapeTests {
    func fault(_ text: String, _ limits: JSONLimits = JSONLimits()) -> JSONFault? {
        JSONTape(limits: limits).parse(Array(text.utf8))
    }

    @Test func walksADocument() throws {
        let tape = JSONTape()
        #expect(tape.parse(Array(#"{"a":[1,-2,3.5,"x\u0000y"],"b":{"c":true,"d":null,"e":false},"":0}"#.utf8)) == nil)
        let root = tape.root
        #expect(tape.kind(root) == .object)
        #expect(tape.count(root) == 3)
        let a = try #require(tape.member(root, "a"))
        #expect(tape.kind(a) == .array)
        #expect(tape.count(a) == 4)
        #expect(tape.element(a, at: 1).flatMap(tape.int64) == -2)
        #expect(tape.element(a, at: 2).flatMap(tape.double) == 3.5)
        #expect(tape.element(a, at: 3).map { Array(tape.bytes($0)) } == [0x78, 0, 0x79])
        let b = try #require(tape.member(root, "b"))
        #expect(tape.next(a) != tape.end(root))
        #expect(tape.value(ofKey: tape.next(a)) == b)
        let d = try #require(tape.member(b, "d"))
        #expect(tape.pointer(to: d) == "/b/d")
        #expect(tape.pointer(to: try #require(tape.element(a, at: 3))) == "/a/3")
        #expect(tape.pointer(to: root) == "")
        #expect(tape.member(root, "") != nil)
        #expect(tape.member(a, "x") == nil)
    }

    @Test(
        arguments: [
            ("1", 1), ("1.0", 1), ("1e0", 1), ("1e2", 100), ("-0", 0), ("100e-2", 1), ("9223372036854775807", .max),
            ("9223372036854775808", nil), ("-9223372036854775808", .min), ("-9223372036854775809", nil), ("1.5", nil),
            ("3.00000000000000000001", nil), ("1e400", nil), ("9007199254740993.0", 9_007_199_254_740_993),
            ("18446744073709551615", nil), ("1e18", 1_000_000_000_000_000_000),
        ] as [(String, Int64?)])
    func wholeNumbers(text: String, expected: Int64?) {
        let tape = JSONTape()
        #expect(tape.parse(Array("[\(text),\(text)]".utf8)) == nil)
        #expect(tape.element(tape.root, at: 1).flatMap(tape.int64) == expected)
        #expect(tape.element(tape.root, at: 1).flatMap(tape.number) == JSONNumber(text))
    }

    @Test func largeNumbersKeepTheirText() throws {
        let tape = JSONTape()
        #expect(tape.parse(Array(#"{"a":123456789012345678901234567890,"b":"1e999","c":[-1e400,12]}"#.utf8)) == nil)
        let a = try #require(tape.member(tape.root, "a"))
        #expect(tape.number(a)?.description == "123456789012345678901234567890")
        #expect(tape.kind(a) == .integer)
        #expect(tape.double(a) == 1.2345678901234568e29)
        let c = try #require(tape.member(tape.root, "c"))
        #expect(tape.element(c, at: 0).flatMap(tape.number)?.description == "-1e400")
        #expect(tape.element(c, at: 0).flatMap(tape.double) == -Double.infinity)
        #expect(tape.element(c, at: 1).flatMap(tape.int64) == 12)
    }

    @Test(
        arguments: [
            (#"{"a":1,"b":2,"a":3}"#, JSONFault.Code.duplicateKey, 1, 14), ("[1,\n 2,,3]", .malformed, 2, 4),
            ("", .malformed, 1, 1),
            ("[1 2]", .malformed, 1, 4), ("{\"a\" 1}", .malformed, 1, 6), ("[\"\u{1}\"]", .malformed, 1, 3),
            (#"["\ud800"]"#, .malformed, 1, 3), (#"["\udc00\ud800"]"#, .malformed, 1, 3), ("[01]", .malformed, 1, 2),
            ("[1e9999999999999]", .numberOutOfLimits, 1, 2), ("[truth]", .malformed, 1, 2), ("[1]x", .malformed, 1, 4),
            (#"[{"\u0061":1,"a":3}]"#, .duplicateKey, 1, 14),
        ] as [(String, JSONFault.Code, Int, Int)])
    func faultsSayWhere(text: String, code: JSONFault.Code, line: Int, column: Int) {
        let fault = fault(text)
        #expect(fault?.code == code)
        #expect(fault?.line == line)
        #expect(fault?.column == column)
    }

    @Test func limitsHold() {
        #expect(fault(String(repeating: "[", count: 64) + "1" + String(repeating: "]", count: 64)) == nil)
        #expect(fault(String(repeating: "[", count: 65) + "1" + String(repeating: "]", count: 65))?.code == .tooDeep)
        #expect(fault(String(repeating: "[", count: 63) + "{\"a\":1}" + String(repeating: "]", count: 63)) == nil)
        #expect(fault("1", JSONLimits(maximumDepth: 0)) == nil)
        #expect(fault("[1]", JSONLimits(maximumDepth: 0))?.code == .tooDeep)
        #expect(fault("12345", JSONLimits(maximumBytes: 4))?.code == .tooLarge)
        #expect(JSONTape().parse([0x22, 0xFF, 0x22])?.code == .notUTF8)
        #expect(JSONTape().parse([0x22, 0xED, 0xA0, 0x80, 0x22])?.code == .notUTF8)
        #expect(fault(String(repeating: "[", count: 1 << 20))?.code == .tooDeep)
    }

    @Test func theLastDuplicateCounts() throws {
        let tape = JSONTape(limits: JSONLimits(duplicateKeys: .last))
        #expect(tape.parse(Array(#"{"a":1,"b":{"x":1,"x":1e999,"x":{"y":0,"y":1}},"a":{"b":[1e999]}}"#.utf8)) == nil)
        let expected = try JSONValue.parse(#"{"b":{"x":{"y":1}},"a":{"b":[1e999]}}"#)
        #expect(JSONValue(tape, tape.root) == expected)
    }

    @Test func manyKeysAreCheckedInLinearTime() {
        let keys = (0..<50_000).map { "\"key\($0)\":\($0)" }
        #expect(fault("{" + keys.joined(separator: ",") + "}") == nil)
        #expect(fault("{" + keys.joined(separator: ",") + ",\"key777\":0}")?.code == .duplicateKey)
    }

    @Test func aTapeHoldsNothingAfterAFault() {
        let tape = JSONTape()
        #expect(tape.kind(tape.root) == .null)
        #expect(tape.parse(Array("[1]".utf8)) == nil)
        #expect(tape.parse(Array("[1".utf8)) != nil)
        #expect(tape.kind(tape.root) == .null)
        #expect(tape.parse(UnsafeRawBufferPointer(start: nil, count: 0))?.code == .malformed)
    }

    @Test func mutilatedDocumentsNeverTrap() {
        var random = SystemRandomNumberGenerator()
        let seed: [UInt8] = Array(
            #"{"a":[1,-2.5e-7,"x\u0000\ud83d\ude00",{"b":true,"a":123456789012345678901}],"é":null}"#.utf8)
        let tape = JSONTape()
        let last = JSONTape(limits: JSONLimits(maximumDepth: 3, duplicateKeys: .last))
        for _ in 0..<20_000 {
            var bytes = seed
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: bytes[place...].prefix(5), at: place)
                default: bytes[place] = seed[Int.random(in: 0..<seed.count, using: &random)]
                }
            }
            if tape.parse(bytes) == nil {
                let value = JSONValue(tape, tape.root)
                #expect((try? JSONValue.parse(value.serialised())) == value)
            }
            _ = last.parse(bytes)
        }
    }
}
