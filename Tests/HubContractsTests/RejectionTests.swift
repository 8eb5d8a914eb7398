import HubContracts
import Testing

@Suite struct RejectionTests {
    /// Receipts and dead letters hold pointers and details of at most 1,000 characters, none of them a control character.
    @Test(arguments: [
        ("/data/place", "/data/place"),
        ("/data/" + String(repeating: "x", count: 1000), "/data"),
        ("/" + String(repeating: "x", count: 1000), ""),
        ("/" + String(repeating: "x", count: 999), "/" + String(repeating: "x", count: 999)),
        ("/data" + String(repeating: "/é", count: 500), "/data" + String(repeating: "/é", count: 497)),
        ("/data/\u{1B}[2J\n\u{9B}", "/data/\u{FFFD}[2J\u{FFFD}\u{FFFD}"),
    ])
    func pointersFitReceipts(given: String, kept: String) {
        #expect(Rejection(code: .schemaInvalid, pointer: given, detail: "").pointer == kept)
    }

    @Test func detailsFitReceipts() {
        let rejection = Rejection(code: .schemaInvalid, pointer: "", detail: String(repeating: "x\r", count: 1000))
        #expect(rejection.detail.unicodeScalars.count == 1000)
        #expect(rejection.detail.hasPrefix("x\u{FFFD}x\u{FFFD}"))
    }
}
