/// Why one message is not taken: bad data are a value, not an error.
package struct Rejection: Sendable, Equatable {
    /// The stable reason.
    package var code: ReasonCode
    /// JSON Pointer (RFC 6901) of the fault in the whole event, in structured form in either mode; empty for all of it.
    package var pointer: String
    /// A plain sentence: what was expected, what came, what to do.
    ///
    /// Lower case, no full stop, no payload beyond 80 characters.
    package var detail: String

    /// A rejection with its reason, place and sentence.
    package init(code: ReasonCode, pointer: String, detail: String) {
        self.code = code
        self.pointer = pointer
        self.detail = detail
    }
}
