import HubAssurance
import HubJSON
import Testing

@Suite struct ContentHashTests {
    static let same: [(String, String)] = [
        (#"{"a":1,"b":[true,null]}"#, #"{ "b" : [true, null], "a" : 1.0 }"#),
        (#"{"a":"\u0041\n"}"#, "{\"a\":\"A\\n\"}"),
        (#"[100, 0.5, -0]"#, #"[1e2, 5e-1, 0]"#),
        (#"{"n":12345678901234567890123}"#, #"{"n":1.2345678901234567890123e22}"#),
        (#"{"n":0.1000}"#, #"{"n":0.1}"#),
    ]
    static let different: [(String, String)] = [
        (#"{"a":1}"#, #"{"a":"1"}"#),
        (#"["ab","c"]"#, #"["a","bc"]"#),
        (#"{"n":0.1}"#, #"{"n":0.1000000000000000055511151231257827}"#),
        (#"[1,[2]]"#, #"[[1],2]"#),
        (#"{"a":{}}"#, #"{"a":[]}"#),
        (#"{"a":false}"#, #"{"a":null}"#),
    ]

    private func digest(_ text: String, kind: UInt8 = 0) throws -> Digest128 {
        let tape = JSONTape()
        let fault = Array(text.utf8).withUnsafeBytes { tape.parse($0) }
        try #require(fault == nil)
        return ContentHash().hash(kind: kind, data: tape.root, on: tape)
    }

    @Test(arguments: same) func otherClothesSameHash(pair: (String, String)) throws {
        #expect(try digest(pair.0) == digest(pair.1))
    }

    @Test(arguments: different) func otherContentOtherHash(pair: (String, String)) throws {
        #expect(try digest(pair.0) != digest(pair.1))
    }

    @Test func manyMembersAreSortedToo() throws {
        let members = (0..<300).map { "\"a name that differs late \($0)\":\($0)" }
        let one = "{" + members.joined(separator: ",") + "}"
        let two = "{" + members.reversed().joined(separator: ",") + "}"
        #expect(try digest(one) == digest(two))
        #expect(try digest(one) != digest("{" + members.dropLast().joined(separator: ",") + "}"))
    }

    @Test func aLongTextIsNotTakenForItsParts() throws {
        let long = String(repeating: "x", count: 300)
        #expect(try digest("[\"\(long)\"]") != digest("[\"\(long.dropLast())\",\"\"]"))
    }

    @Test func theKindCounts() throws {
        #expect(try digest("{}", kind: 0) != digest("{}", kind: 1))
    }

    /// BLAKE2b with a 16-byte digest of no bytes; value computed with Python's hashlib.blake2b(digest_size=16).
    @Test func blake2bOfNothing() {
        #expect(Blake2b.digest128([]).hexadecimal == "cae66941d9efbd404e4d88758ea67670")
    }
}
