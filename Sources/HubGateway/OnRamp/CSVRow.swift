/// One row of a CSV file; reused from row to row.
package struct CSVRow: Sendable {
    /// The line of the file on which it begins, from 1.
    package internal(set) var line = 0
    /// What is wrong with its form, or nil. The fields of a faulty row mean nothing.
    package internal(set) var fault: CSVFault?
    var bytes: [UInt8] = []
    var ends: [Int] = []

    package init() {}

    /// The number of fields.
    package var count: Int { ends.count }

    /// Whether the line was empty: not one byte, not even quotation marks.
    package internal(set) var isBlank = false

    /// Hands out the bytes of a field, unquoted; empty for a field that is not there.
    package func withField<Result>(_ index: Int, _ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBytes { all in try body(UnsafeRawBufferPointer(rebasing: all[range(index)])) }
    }

    /// The text of a field; for edges and messages. Bytes that are not UTF-8 are shown as replacement characters.
    package func text(_ index: Int) -> String { String(decoding: bytes[range(index)], as: UTF8.self) }

    private func range(_ index: Int) -> Range<Int> {
        guard ends.indices.contains(index) else { return 0..<0 }
        return (index == 0 ? 0 : ends[index - 1])..<ends[index]
    }
}

/// How a row breaks RFC 4180.
package enum CSVFault: Sendable, Equatable {
    /// A quotation mark within a field that does not begin with one.
    case strayQuote
    /// Something other than a comma or the end of the line after a closing quotation mark.
    case textAfterQuote
    /// A quoted field that never closes.
    case openQuote
    /// A field longer than the limit, in bytes.
    case fieldTooLong(Int)
    /// More fields than the limit.
    case tooManyFields(Int)
}
