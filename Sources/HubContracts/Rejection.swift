/// Why one message is not taken: bad data are a value, not an error.
package struct Rejection: Sendable, Equatable {
    /// The stable reason.
    package var code: ReasonCode
    /// JSON Pointer (RFC 6901) of the fault in the whole event, in structured form in either mode; empty for all of it.
    ///
    /// Of a place too deep or with names too long for receipts, the nearest one above it; without control characters.
    package var pointer: String
    /// A plain sentence: what was expected, what came, what to do.
    ///
    /// Lower case, no full stop, no payload beyond 80 characters.
    package var detail: String

    /// A rejection with its reason, place and sentence, both cut to what receipts and dead letters promise to hold.
    package init(code: ReasonCode, pointer: String, detail: String) {
        self.code = code
        self.pointer = Self.shortened(pointer: PlainText.of(pointer))
        self.detail = String(PlainText.of(detail).unicodeScalars.prefix(Self.maximumLength))
    }

    /// In characters; `schemas/receipt` and `schemas/deadletter` say the same.
    private static let maximumLength = 1000

    private static func shortened(pointer: String) -> String {
        let kept = pointer.unicodeScalars.prefix(maximumLength + 1)
        guard kept.count > maximumLength else { return pointer }
        return kept.lastIndex(of: "/").map { String(kept[..<$0]) } ?? ""
    }
}
