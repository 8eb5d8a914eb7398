/// What went wrong in a transport; never a fault of a record's content.
package struct TransportError: Error, Sendable, Equatable, CustomStringConvertible {
    package struct Code: Sendable, Hashable {
        private enum Value: Sendable {
            case unknownTopic, offsetOutOfRange, partitionMismatch, storage, full, quota, closed, corrupt
            case unavailable, refused, fenced, tooLarge, configuration
        }
        private var value: Value
        package static let unknownTopic = Code(value: .unknownTopic)
        package static let offsetOutOfRange = Code(value: .offsetOutOfRange)
        package static let partitionMismatch = Code(value: .partitionMismatch)
        package static let storage = Code(value: .storage)
        /// No room left: the disk or the budget is full.
        package static let full = Code(value: .full)
        /// The sender has used up what it may send for now; others are taken meanwhile.
        package static let quota = Code(value: .quota)
        package static let closed = Code(value: .closed)
        package static let corrupt = Code(value: .corrupt)
        /// Nobody answers; tried again later it may succeed.
        package static let unavailable = Code(value: .unavailable)
        /// The other side knows us and says no, or does not know us.
        package static let refused = Code(value: .refused)
        /// Another process has taken over what this one did.
        package static let fenced = Code(value: .fenced)
        /// A record is larger than its topic takes.
        package static let tooLarge = Code(value: .tooLarge)
        /// The options cannot be used as they stand.
        package static let configuration = Code(value: .configuration)
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
