import HubJSON
import Testing

@Suite struct JSONWriterTests {
    @Test func placesCommas() {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("a")
        writer.beginArray()
        writer.int(.min)
        writer.double(0.1)
        writer.double(5)
        writer.double(1e300)
        writer.beginObject()
        writer.endObject()
        writer.endArray()
        writer.key("b\"")
        writer.string("x\n\u{1}\\é")
        writer.key("c")
        writer.null()
        writer.key("d")
        writer.raw("[1]".utf8)
        writer.endObject()
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(text == #"{"a":[-9223372036854775808,0.1,5,1e+300,{}],"b\"":"x\n\u0001\\é","c":null,"d":[1]}"#)
        writer.reset()
        #expect(writer.bytes.isEmpty)
    }

    @Test func indents() {
        let value: JSONValue = ["a": [1, [:]], "b": []]
        #expect(
            String(decoding: value.serialised(pretty: true), as: UTF8.self)
                == "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}")
    }

    @Test func pointersRoundTrip() throws {
        let value = try JSONValue.parse(#"{"a/b":{"m~n":[0,{"":7}]},"é":1}"#)
        #expect(JSONPointer("/a~1b/m~0n/1/")?.evaluate(value)?.int == 7)
        #expect(JSONPointer("")?.evaluate(value) == value)
        #expect(JSONPointer("/a~1b/m~0n/01")?.evaluate(value) == nil)
        #expect(JSONPointer("a") == nil)
        #expect(JSONPointer("/~2") == nil)
        #expect(JSONPointer("/a~1b/m~0n")?.description == "/a~1b/m~0n")
        let tape = JSONTape()
        #expect(tape.parse(value.serialised()) == nil)
        let node = try #require(JSONPointer("/a~1b/m~0n/1/")?.evaluate(tape, from: tape.root))
        #expect(tape.int64(node) == 7)
        #expect(tape.pointer(to: node) == "/a~1b/m~0n/1/")
    }
}
