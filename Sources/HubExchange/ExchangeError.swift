/// Why the hub could not be asked; what it answered is never an error.
package struct ExchangeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of fault.
    package struct Code: Sendable, Hashable {
        private enum Value: Sendable { case unreachable, refused, malformed, credentials }
        private var value: Value
        /// No connection, or it broke.
        package static let unreachable = Code(value: .unreachable)
        /// The hub refused the request.
        package static let refused = Code(value: .refused)
        /// The answer is not what a hub answers.
        package static let malformed = Code(value: .malformed)
        /// The key is wrong, or may not do this.
        package static let credentials = Code(value: .credentials)
    }

    /// The kind of fault.
    package var code: Code
    /// Lower case, no full stop, says what to do; never the key.
    package var message: String

    /// A fault with its sentence.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    package var description: String { message }
}
