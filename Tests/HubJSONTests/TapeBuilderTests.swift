import HubJSON
import HubTesting
import Testing

@Suite struct TapeBuilderTests {
    private func text(_ document: String) -> [UInt8]? {
        let tape = JSONTape()
        return tape.parse(Array(document.utf8)) == nil ? Array(tape.bytes(tape.root)) : nil
    }

    @Test(
        arguments: [
            (#""a\"b""#, "a\"b"), (#""\\""#, "\\"), (#""\/\b\f\n\r\t""#, "/\u{8}\u{C}\n\r\t"),
            (#""\u0041\u00e9""#, "Aé"),
            (#""\u20AC\uFFFF""#, "€\u{FFFF}"), (#""\ud83D\uDe00x""#, "😀x"), (#""x\u0000""#, "x\0"), (#""""#, ""),
            (#""\u@000""#, nil), (#""\u00g0""#, nil), (#""\u`000""#, nil), (#""\ud83d""#, nil),
            (#""\ud83d\u0041""#, nil),
            (#""\udc00""#, nil), (#""\x""#, nil), (#""\u12""#, nil), (#""\ud83d\ud83d\ude00""#, nil), (#""\""#, nil),
        ] as [(String, String?)])
    func escapes(document: String, expected: String?) { #expect(text(document) == expected.map { Array($0.utf8) }) }

    @Test(
        arguments: [
            "1x", "1\u{1}", "\"a\"b", "\"a\"\"b\"", "1\"a\"", "[1,]", "[,1]", "{\"a\":1,}", "{1:1}", "{\"a\":}", "nul",
            "nulll",
            "true\u{0}", "[1}", "{\"a\":1]", "]", "\"a", "-", "-x", "1.", ".1", "1.e1", "1e", "1e+", "00", "-01", "+1",
            "{\"a\" \"b\"}",
            "[1 2]", "[\"a\" 1]", "{\"a\":1 \"b\":2}", "[[]", "{}}", ":", "1e99999999999",
        ])
    func whatIsNoDocumentIsRefused(document: String) {
        #expect(JSONTape().parse(Array(document.utf8)) != nil)
        #expect(JSONTape().parse(Array("[\(document)]".utf8)) != nil)
        #expect(JSONTape().parse(Array("{\"a\": \(document) }".utf8)) != nil)
    }

    /// Digits, powers and their combinations, by the quick way and by the exact one.
    @Test func doublesAreTheNearest() throws {
        var random = XorShift(seed: 7)
        let tape = JSONTape()
        for _ in 0..<20_000 {
            let digits = Int.random(in: 1...22, using: &random)
            var text = Bool.random(using: &random) ? "-" : ""
            text += String(Int.random(in: 1...9, using: &random))
            for _ in 1..<digits { text += String(Int.random(in: 0...9, using: &random)) }
            let point = Int.random(in: 0...3, using: &random)
            text += "." + String(Int.random(in: 0...999, using: &random))
            if point > 0 { text += "e\(Int.random(in: -30...30, using: &random) * point)" }
            #expect(tape.parse(Array("[\(text)]".utf8)) == nil)
            let node = tape.firstChild(tape.root)
            #expect(tape.double(node) == Double(text), "\(text)")
            #expect(tape.number(node) == JSONNumber(text), "\(text)")
        }
    }

    /// Every value, key and closing bracket lies where its offset says, however the document is spaced.
    @Test func offsetsPointAtTheText() throws {
        var random = XorShift(seed: 11)
        func space() -> String { [" ", "", "\n", "\t ", ""].randomElement(using: &random) ?? "" }
        func value(_ depth: Int) -> String {
            switch Int.random(in: 0..<(depth > 0 ? 9 : 7), using: &random) {
            case 0: return "-12"
            case 1: return "1.5e3"
            case 2: return #""a\"\u00e9é""#
            case 3: return "true"
            case 4: return "null"
            case 5: return "[\(space())]"
            case 6: return "123456789012345678901234"
            case 7:
                let items = (0..<Int.random(in: 1...3, using: &random)).map { _ in space() + value(depth - 1) + space()
                }
                return "[" + items.joined(separator: ",") + "]"
            default:
                let items = (0..<Int.random(in: 1...3, using: &random)).map {
                    space() + "\"k\\n\($0)\"" + space() + ":" + space() + value(depth - 1) + space()
                }
                return "{" + items.joined(separator: ",") + "}"
            }
        }
        let tape = JSONTape()
        for _ in 0..<500 {
            let document = Array((space() + value(4) + space()).utf8)
            #expect(tape.parse(document) == nil)
            let view = tape.view
            let last = view.after(1)
            var index = 1
            var previous = -1
            while index < last {
                let offset = try #require(tape.sourceOffset(JSONNode(index: Int32(index))))
                #expect(offset > previous)
                previous = offset
                let letter = view.letter(index)
                switch letter {
                case TapeView.Letter.int64, TapeView.Letter.uint64, TapeView.Letter.double, TapeView.Letter.text:
                    #expect(document[offset] == 0x2D || document[offset] &- 0x30 < 10)
                    index += 2
                default:
                    #expect(document[offset] == letter)
                    index += 1
                }
            }
        }
    }

    @Test func aStringMayBeLongAndTooLong() {
        let tape = JSONTape(limits: JSONLimits(maximumBytes: 1 << 28))
        var document = [UInt8](repeating: 0x61, count: 1 << 26 + 1)
        document[0] = 0x22
        document[document.count - 1] = 0x22
        #expect(tape.parse(document) == nil)
        #expect(tape.bytes(tape.root).count == 1 << 26 - 1)
        document.insert(0x61, at: 1)
        #expect(tape.parse(document)?.code == .tooLarge)
    }
}
