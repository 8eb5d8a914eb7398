/// What went wrong in a transport; never a fault of a record's content.
package struct TransportError: Error, Sendable, Equatable, CustomStringConvertible {
    package struct Code: Sendable, Hashable {
        private enum Value: Sendable {
            case unknownTopic, offsetOutOfRange, partitionMismatch, storage, full, closed, corrupt
        }
        private var value: Value
        package static let unknownTopic = Code(value: .unknownTopic)
        package static let offsetOutOfRange = Code(value: .offsetOutOfRange)
        package static let partitionMismatch = Code(value: .partitionMismatch)
        package static let storage = Code(value: .storage)
        /// No room left: the disk or the budget is full.
        package static let full = Code(value: .full)
        package static let closed = Code(value: .closed)
        package static let corrupt = Code(value: .corrupt)
    }

    package var code: Code
    /// Lower case, no full stop, no payload.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
