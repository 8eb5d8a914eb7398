/// What keeps the server from starting; faults of a request are problems (`Problem`), not errors.
package struct HTTPError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of fault.
    package struct Code: Sendable, Hashable {
        private enum Value: Sendable { case address, inUse, tls, start }
        private var value: Value
        /// The address cannot be read, or needs TLS.
        package static let address = Code(value: .address)
        /// Another process listens there.
        package static let inUse = Code(value: .inUse)
        /// A certificate or key cannot be used.
        package static let tls = Code(value: .tls)
        /// The server does not start for another reason.
        package static let start = Code(value: .start)
    }

    /// The kind of fault.
    package var code: Code
    /// Lower case, no full stop, says what to do.
    package var message: String

    /// A fault with its sentence.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    package var description: String { message }
}
