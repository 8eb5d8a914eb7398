import HubContracts
import HubJSON
import Testing

struct EventDecoderTests {
    @Test("an event is the same in either mode, framed or not")
    func modes() {
        var framed = EventBuilder.structured()
        framed.value = [0, 0, 0, 0, 7] + (framed.value ?? [])
        var framedBinary = EventBuilder.binary()
        framedBinary.value = [0, 0, 0, 0, 7] + (framedBinary.value ?? [])
        var typed = EventBuilder.structured()
        typed.headers = [("Content-Type", Array("Application/CloudEvents+JSON; charset=utf-8".utf8))]
        for builder in [
            EventBuilder.structured(), .binary(), framed, framedBinary, typed, .binary(contentType: nil),
            .binary(["datacontenttype": "application/json"], contentType: nil),
            .binary(contentType: "application/vnd.wyp+json"), .structured(["datacontenttype": "\"application/json\""]),
            .structured(["agreement": "null"]),
        ] {
            var found = builder.decode()
            found.mode = .structured
            #expect(
                found
                    == EventBuilder.Result(
                        id: "m-1", source: "/partners/wyp", subject: "S-1", type: "asb.incident",
                        time: "2026-03-04T10:15:00Z", kind: .report, revision: 1, hasData: true, data: "1"))
        }
    }

    struct Case: CustomStringConvertible, Sendable {
        var attribute: String
        /// As text; nil leaves the attribute out.
        var value: String?
        var code: ReasonCode?
        var description: String { "\(attribute)=\(value ?? "-")" }
    }

    static let textCases: [Case] = [
        Case(attribute: "specversion", value: nil, code: .envelopeInvalid),
        Case(attribute: "specversion", value: "0.3", code: .envelopeInvalid),
        Case(attribute: "id", value: nil, code: .envelopeInvalid),
        Case(attribute: "id", value: "", code: .envelopeInvalid),
        Case(attribute: "id", value: String(repeating: "x", count: 128), code: nil),
        Case(attribute: "id", value: String(repeating: "x", count: 129), code: .envelopeInvalid),
        Case(attribute: "id", value: String(repeating: "é", count: 128), code: nil),
        Case(attribute: "id", value: "a\u{7F}b", code: .attributeControlCharacter),
        Case(attribute: "id", value: "a\u{85}b", code: .attributeControlCharacter),
        Case(attribute: "id", value: "naïve ☃ \u{A0}x", code: nil),
        Case(attribute: "source", value: nil, code: .envelopeInvalid),
        Case(attribute: "type", value: nil, code: .envelopeInvalid),
        Case(attribute: "subject", value: nil, code: .envelopeInvalid),
        Case(attribute: "subject", value: String(repeating: "s", count: 200), code: nil),
        Case(attribute: "subject", value: String(repeating: "s", count: 201), code: .envelopeInvalid),
        Case(attribute: "subject", value: "line\nend of a long subject", code: .attributeControlCharacter),
        Case(attribute: "subject", value: "nul\u{0}", code: .attributeControlCharacter),
        Case(attribute: "time", value: nil, code: nil),
        Case(attribute: "time", value: "2026-02-30T10:00:00Z", code: .timeImpossible),
        Case(attribute: "time", value: "2024-02-29T23:59:59.123+01:00", code: nil),
        Case(attribute: "time", value: "2023-02-29T23:59:59Z", code: .timeImpossible),
        Case(attribute: "time", value: "2026-03-04T24:00:00Z", code: .timeImpossible),
        Case(attribute: "time", value: "2016-12-31T23:59:60Z", code: nil),
        Case(attribute: "time", value: "2017-01-01T00:59:60+01:00", code: nil),
        Case(attribute: "time", value: "2016-12-31T22:59:60Z", code: .timeImpossible),
        Case(attribute: "time", value: "2026-03-04T10:15:00", code: .envelopeInvalid),
        Case(attribute: "time", value: "2026-03-04", code: .envelopeInvalid),
        Case(attribute: "time", value: "yesterday, a little after ten", code: .envelopeInvalid),
        Case(attribute: "kind", value: "update", code: .envelopeInvalid),
        Case(attribute: "kind", value: "correction", code: .revisionInvalid),
        Case(attribute: "kind", value: "withdrawal", code: .revisionInvalid),
        Case(attribute: "kind", value: "test", code: .revisionInvalid),
        Case(attribute: "sensitivity", value: "patient", code: nil),
        Case(attribute: "sensitivity", value: "secret", code: .envelopeInvalid),
        Case(attribute: "traceparent", value: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", code: nil),
        Case(attribute: "traceparent", value: "00-4bf92f", code: .envelopeInvalid),
        Case(attribute: "bradfordteam", value: "west-2", code: nil),
        Case(attribute: "bradfordteam", value: "west\t2", code: .attributeControlCharacter),
        Case(attribute: "bradford_team", value: "west", code: .envelopeInvalid),
        Case(attribute: "twentyonelettersxxxxx", value: "x", code: .envelopeInvalid),
        Case(attribute: "data_base64", value: "e30=", code: .contentTypeUnsupported),
    ]

    @Test("attributes that are text, in both modes", arguments: textCases)
    func text(test: Case) {
        let json = test.value.map { String(decoding: JSONValue.string($0).serialised(), as: UTF8.self) }
        for builder in [
            EventBuilder.structured([test.attribute: json]), .binary([test.attribute: test.value]),
        ] {
            let found = builder.decode()
            #expect(found.code == test.code, "\(found.detail ?? "")")
            if test.code != nil {
                #expect(found.pointer == (test.code == .revisionInvalid ? "/revision" : "/\(test.attribute)"))
            }
            // What is refused for an attribute keeps its data: its period is read from them.
            #expect(found.hasData)
            if test.attribute != "id" { #expect(found.id == "m-1") }
            if test.attribute != "subject" { #expect(found.subject == "S-1") }
        }
    }

    static let revisions: [(json: String, text: String?, revision: Int32)] = [
        ("1", "1", 1), ("2147483647", "2147483647", .max), ("2.0", nil, 2), ("1e2", nil, 100),
        ("2147483648", "2147483648", 0), ("0", "0", 0), ("-1", "-1", 0), ("1.5", "1.5", 0), ("1e400", "1e400", 0),
        ("99999999999999999999", "99999999999999999999", 0), ("\"1\"", "one", 0), ("true", "", 0), ("[1]", "+1", 0),
        ("{}", "01", 0), ("-0", " 1", 0), ("0.1", "1 ", 0),
    ]

    @Test("revisions in both modes", arguments: revisions)
    func revision(json: String, text: String?, revision: Int32) {
        let code: ReasonCode? = revision == 0 ? .revisionInvalid : nil
        let structured = EventBuilder.structured(["revision": json]).decode()
        #expect(structured.code == code)
        #expect(structured.revision == revision)
        #expect(structured.subject == "S-1")
        guard let text else { return }
        let binary = EventBuilder.binary(["revision": text]).decode()
        #expect(binary.code == code)
        #expect(binary.revision == revision)
    }

    static let values: [(value: String, code: ReasonCode)] = [
        ("", .notJSON), ("{", .notJSON), ("hello", .notJSON), ("\u{0}", .notJSON), ("{\"a\":1} x", .notJSON),
        ("{\"a\":1,\"a\":2}", .duplicateKey), ("{\"a\":1e400}", .numberOutOfRange),
        ("{\"a\":{\"b\":[-1e999]}}", .numberOutOfRange),
        ("{\"a\":" + String(repeating: "[", count: 70) + String(repeating: "]", count: 70) + "}", .tooDeep),
        ("{\"a\":\"" + String(repeating: "x", count: 70_000) + "\"}", .tooLarge),
    ]

    @Test("data that cannot be read: the message is still named", arguments: values)
    func data(value: String, code: ReasonCode) {
        let decoder = EventDecoder(maximumBytes: 65_536, maximumDepth: 64)
        let structured = EventBuilder.structured(data: value).decode(with: decoder)
        #expect(structured.code == code)
        #expect(structured.hasData == (code == .numberOutOfRange))
        if code != .notJSON {
            #expect(structured.id == "m-1")
            #expect(structured.subject == "S-1")
        }
        guard !value.isEmpty else { return }
        let binary = EventBuilder.binary(value: Array(value.utf8)).decode(with: decoder)
        #expect(binary.code == code)
        #expect(binary.id == "m-1")
        #expect(binary.subject == "S-1")
        if code == .numberOutOfRange || code == .duplicateKey { #expect(binary.pointer?.hasPrefix("/data/a") == true) }
    }

    @Test("bytes that are not UTF-8")
    func notUTF8() {
        var structured = EventBuilder.structured()
        structured.value = structured.value.map { Array($0.dropLast(2)) + [0x22, 0xC3, 0x28, 0x22, 0x7D, 0x7D] }
        #expect([.notUTF8, .notJSON].contains(structured.decode().code))
        #expect(
            EventBuilder.binary(value: Array("{\"a\":\"".utf8) + [0xFF] + Array("\"}".utf8)).decode().code == .notUTF8)
        var header = EventBuilder.binary()
        header.headers.append(("ce_team", [0x61, 0xFF]))
        #expect(header.decode().code == .notUTF8)
    }

    @Test("null values: a tombstone without attributes, a withdrawal with them")
    func nullValues() {
        #expect(EventBuilder(value: nil).decode().code == .tombstone)
        #expect(EventBuilder(value: nil, headers: [("x", nil)]).decode().code == .tombstone)
        for value in [nil, []] as [[UInt8]?] {
            let withdrawal = EventBuilder.binary(["kind": "withdrawal", "revision": "2"], value: value).decode()
            #expect(withdrawal.code == nil)
            #expect(withdrawal.kind == .withdrawal)
            #expect(withdrawal.revision == 2)
            #expect(!withdrawal.hasData)
        }
        let structured = EventBuilder.structured(["kind": "\"withdrawal\"", "revision": "2"], data: nil).decode()
        #expect(structured.code == nil)
        #expect(structured.kind == .withdrawal)
    }

    @Test("what is no event at all")
    func noEvent() {
        #expect(EventBuilder(value: Array("[]".utf8)).decode().code == .envelopeInvalid)
        #expect(EventBuilder(value: Array("{\"a\":1}".utf8)).decode().pointer == "/specversion")
        #expect(EventBuilder(value: [0, 0, 0]).decode().code == .notJSON)
        #expect(EventBuilder.structured(["team": "{}"]).decode().code == .envelopeInvalid)
        #expect(EventBuilder.structured(["team": "2147483648"]).decode().code == .numberOutOfRange)
        #expect(EventBuilder.structured(["team": "true"]).decode().code == nil)
        #expect(EventBuilder.structured(["id": "7"]).decode().code == .envelopeInvalid)
        #expect(EventBuilder.structured(["datacontenttype": "\"text/xml\""]).decode().code == .contentTypeUnsupported)
        #expect(EventBuilder.binary(contentType: "text/csv").decode().code == .contentTypeUnsupported)
        var batch = EventBuilder.structured()
        batch.headers = [("content-type", Array("application/cloudevents-batch+json".utf8))]
        #expect(batch.decode().code == .contentTypeUnsupported)
        var twice = EventBuilder.binary()
        twice.headers.append(("ce_id", Array("m-2".utf8)))
        #expect(twice.decode().code == .envelopeInvalid)
        var absent = EventBuilder.binary()
        absent.headers.append(("ce_agreement", nil))
        #expect(absent.decode().code == .envelopeInvalid)
    }

    @Test("a decoder forgets the message before")
    func reuse() {
        let decoder = EventDecoder()
        _ = EventBuilder.structured(["kind": "\"correction\"", "revision": "9", "sensitivity": "\"patient\""]).decode(
            with: decoder)
        #expect(decoder.event.sensitivity == .patient)
        let bad = EventBuilder(value: Array("{".utf8)).decode(with: decoder)
        #expect(bad == EventBuilder.Result(code: .notJSON, pointer: "", detail: bad.detail))
        #expect(decoder.event.sensitivity == .anonymous)
        #expect(EventBuilder.binary().decode(with: decoder).code == nil)
    }

    @Test("any damage to a good message is a rejection or an event, never a trap")
    func damaged() throws {
        let good = try #require(EventBuilder.structured(["revision": "3", "kind": "\"correction\""]).value)
        let decoder = EventDecoder()
        for place in good.indices {
            for byte in [0x00, 0x22, 0x5C, 0x7B, 0x7D, 0x80, 0xC2, 0xFF] as [UInt8] {
                var bytes = good
                bytes[place] = byte
                let found = EventBuilder(value: bytes).decode(with: decoder)
                #expect(found.code != nil || found.subject != nil)
            }
            let found = EventBuilder(value: Array(good[..<place])).decode(with: decoder)
            #expect(found.code == .notJSON || found.code == .notUTF8)
        }
    }
}
