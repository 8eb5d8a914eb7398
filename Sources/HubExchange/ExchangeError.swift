/// Why an exchange with the hub could not be; what the hub answers to a message is a ``Receipt``, never an error.
public struct ExchangeError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The kinds of fault.
    public struct Code: Sendable, Hashable {
        private enum Value: Sendable { case unreachable, refused, malformed, credentials, absent, usage, storage }
        private var value: Value
        /// No connection, or it broke; later it may succeed.
        public static let unreachable = Code(value: .unreachable)
        /// The hub or the cluster refused the request.
        public static let refused = Code(value: .refused)
        /// An address or an answer is not that of a hub.
        public static let malformed = Code(value: .malformed)
        /// The key or the certificate is wrong, or may not do this.
        public static let credentials = Code(value: .credentials)
        /// There is no such topic yet.
        public static let absent = Code(value: .absent)
        /// The call cannot be meant so: an unknown partner, type or topic, an empty subject.
        public static let usage = Code(value: .usage)
        /// A file of the caller's own (journal, positions) cannot be read or written.
        public static let storage = Code(value: .storage)
    }

    /// The kind of fault.
    public var code: Code
    /// Lower case, no full stop, says what to do; never a key.
    public var message: String

    /// A fault with its sentence.
    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The message.
    public var description: String { message }
}
