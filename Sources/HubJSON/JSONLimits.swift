/// Bounds on one JSON document; the defaults are the gateway's.
package struct JSONLimits: Sendable, Equatable {
    /// What to do with an object that names a key twice.
    package enum DuplicateKeys: Sendable {
        /// The document is refused (RFC 8259, section 4, calls its meaning unpredictable).
        case refuse
        /// The last one counts, as ECMAScript reads it.
        case last
    }

    /// The largest document, in bytes; at most 1 GiB is honoured.
    package var maximumBytes: Int
    /// The deepest nesting of arrays and objects, at most 4,096; a scalar or an empty container adds no level.
    package var maximumDepth: Int
    /// What to do with an object that names a key twice.
    package var duplicateKeys: DuplicateKeys

    /// Limits for a message at the gateway: 1 MiB, 64 levels, duplicate keys refused.
    package init(maximumBytes: Int = 1 << 20, maximumDepth: Int = 64, duplicateKeys: DuplicateKeys = .refuse) {
        self.maximumBytes = max(0, min(maximumBytes, 1 << 30))
        self.maximumDepth = max(0, min(maximumDepth, 4096))
        self.duplicateKeys = duplicateKeys
    }

    /// Limits of `hub validate`: 64 MiB, 1,024 levels.
    package static let generous = JSONLimits(maximumBytes: 64 << 20, maximumDepth: 1024)
}
