/// What changed between two returns of a quarter, and which messages changed it.
package struct QuarterDifference: Sendable, Hashable {
    /// One figure that is not what it was.
    package struct Change: Sendable, Hashable {
        /// The figure, `asb/E08000035/quarter`.
        package var figure: String
        /// Before; empty where it was not reported.
        package var before: String
        /// After.
        package var after: String
    }

    /// In the order of the figures' names.
    package var changes: [Change]
    /// Messages that count now and did not before, as `QuarterBook.Close.messages` has them.
    package var added: [String]
    /// Messages that counted before: withdrawn, replaced by a later revision, or moved elsewhere.
    package var removed: [String]

    /// Whether nothing changed.
    package var isEmpty: Bool { changes.isEmpty && added.isEmpty && removed.isEmpty }

    /// Compares figures by name and lists of messages.
    package init(
        before: [String: String], after: [String: String], messagesBefore: [UInt8], messagesAfter: [UInt8]
    ) {
        changes = Set(before.keys).union(after.keys).sorted().compactMap { figure in
            let (old, new) = (before[figure] ?? "", after[figure] ?? "")
            return old == new ? nil : Change(figure: figure, before: old, after: new)
        }
        func lines(_ bytes: [UInt8]) -> Set<String> {
            Set(String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init))
        }
        let (old, new) = (lines(messagesBefore), lines(messagesAfter))
        added = new.subtracting(old).sorted()
        removed = old.subtracting(new).sorted()
    }
}
