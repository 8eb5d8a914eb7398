/// What a JSON value is; a number is an `integer` where its text has neither fraction nor exponent.
package enum JSONKind: UInt8, Sendable {
    case object, array, string, integer, decimal, `true`, `false`, null
}

/// A place on a `JSONTape`; means something only together with the tape's last parse.
package struct JSONNode: Hashable, Sendable {
    /// Index of the value's first word on the tape.
    package var index: Int32

    /// The node at a tape index.
    @inlinable @inline(__always)
    package init(index: Int32) { self.index = index }
}
