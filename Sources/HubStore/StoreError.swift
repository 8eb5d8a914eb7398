import HubTransport

/// What went wrong in a store; never a fault of a message's content.
package struct StoreError: Error, Sendable, Equatable, CustomStringConvertible {
    package struct Code: Sendable, Hashable {
        private enum Value: Sendable {
            case newerVersion, olderVersion, owned, full, io, corrupt, busy, notAStore, auditKey
        }
        private var value: Value
        /// Written by a newer hub than this one.
        package static let newerVersion = Code(value: .newerVersion)
        /// Written by an earlier hub and not yet brought to this version.
        package static let olderVersion = Code(value: .olderVersion)
        /// Another process owns the store.
        package static let owned = Code(value: .owned)
        /// No room left on the disk.
        package static let full = Code(value: .full)
        /// The file could not be opened, read, written or synced.
        package static let io = Code(value: .io)
        /// The file's content is damaged.
        package static let corrupt = Code(value: .corrupt)
        /// Another process held the file for longer than the wait allowed.
        package static let busy = Code(value: .busy)
        /// The key that signs the audit log is missing or cannot be used.
        package static let auditKey = Code(value: .auditKey)
        /// There is no store there, or the file is something else.
        package static let notAStore = Code(value: .notAStore)
    }

    package var code: Code
    /// Lower case, no full stop, no payload.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package static func owned(byProcess process: Int32) -> StoreError {
        let holder = process > 0 ? "process \(process)" : "another process"
        return StoreError(.owned, "the store is in use by \(holder); stop it first or choose another store")
    }

    package var description: String { message }

    /// The same fault as a transport tells it.
    var asTransportError: TransportError {
        switch code {
        case .full: TransportError(.full, message)
        case .corrupt, .notAStore: TransportError(.corrupt, message)
        default: TransportError(.storage, message)
        }
    }
}
