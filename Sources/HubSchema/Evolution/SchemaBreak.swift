/// Why one schema may refuse what another takes.
package struct SchemaBreak: Hashable, Sendable {
    /// Which of two schemas a pointer leads into.
    package enum Side: Int, Sendable {
        /// The schema whose instances are given.
        case giver
        /// The schema that has to take them.
        case taker
    }

    /// The schema that `pointer` leads into.
    package var side: Side
    /// URI of the document, `#`, JSON Pointer of the keyword.
    package var location: String
    /// Where in an instance; `*` stands for any member or element.
    package var instancePointer: String
    /// What the taker asks that the giver does not promise; lower case, without a full stop.
    package var message: String
}
