/// Why a row of a file was not taken, in words its sender can act on.
package struct RowRefusal: Error, Sendable, Equatable {
    /// The line of the file on which the row begins; the headings are on line 1.
    package var line: Int
    /// The column's heading, or `row` for the row as a whole.
    package var field: String
    /// The hub's reason code, where it has one for this.
    package var code: String?
    package var expected: String
    /// What was there, cut short.
    package var got: String
    /// How to mend it.
    package var mend: String

    package init(line: Int, field: String, code: String? = nil, expected: String, got: String, mend: String) {
        self.line = line
        self.field = field
        self.code = code
        self.expected = expected
        self.got = String(got.prefix(120))
        self.mend = mend
    }
}

extension RowRefusal {
    /// The refusal of a row that is no CSV.
    init(line: Int, fault: CSVFault) {
        let (expected, got): (String, String) =
            switch fault {
            case .strayQuote:
                ("quotation marks around the whole field, doubled within it", "a quotation mark within a field")
            case .textAfterQuote: ("a comma or the end of the line after a closing quotation mark", "more text")
            case .openQuote: ("a closing quotation mark", "the end of the file")
            case .fieldTooLong(let limit):
                ("a field of at most \(limit) bytes", "a longer one, or an open quotation mark")
            case .tooManyFields(let limit): ("at most \(limit) fields", "more")
            }
        self.init(
            line: line, field: "row", expected: expected, got: got,
            mend: "write the row as RFC 4180 says, or take it again from the file as it was published")
    }
}
