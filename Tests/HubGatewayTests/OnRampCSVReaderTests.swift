import HubGateway
import Testing

/// The CSV reader against RFC 4180 and against files that break it.
struct OnRampCSVReaderTests {
    /// Rows as lists of fields; a faulty row as its fault.
    private func rows(_ text: String, chunk: Int? = nil, limits: CSVReader.Limits = .init()) throws -> [String] {
        let bytes = Array(text.utf8)
        var reader: CSVReader
        if let chunk {
            var given = 0
            reader = CSVReader(limits: limits) { target in
                let count = min(chunk, bytes.count - given, target.count)
                target.copyBytes(from: bytes[given..<(given + count)])
                given += count
                return count
            }
        } else {
            reader = CSVReader(limits: limits, bytes: bytes)
        }
        var found: [String] = []
        var row = CSVRow()
        while try reader.next(into: &row) {
            if let fault = row.fault {
                found.append("\(row.line): \(fault)")
            } else if row.isBlank {
                found.append("\(row.line): blank")
            } else {
                found.append("\(row.line): " + (0..<row.count).map { row.text($0) }.joined(separator: "|"))
            }
        }
        return found
    }

    @Test(arguments: [
        ("a,b\n1,2\n", ["1: a|b", "2: 1|2"]), ("a,b\r\n1,2\r\n", ["1: a|b", "2: 1|2"]),
        ("a,b\r1,2", ["1: a|b", "2: 1|2"]),
        ("a,b", ["1: a|b"]), ("", []), ("\n\na\n", ["1: blank", "2: blank", "3: a"]), ("\"\"\n", ["1: "]),
        (",\n", ["1: |"]),
        ("\"a,b\",c\n", ["1: a,b|c"]), ("\"a\"\"b\"\n", ["1: a\"b"]), ("\"a\nb\",c\nd\n", ["1: a\nb|c", "3: d"]),
        ("\u{FEFF}a,b\n1,2\n", ["1: a|b", "2: 1|2"]), ("a\"b,c\nd\n", ["1: strayQuote", "2: d"]),
        ("\"a\"b,c\nd\n", ["1: textAfterQuote", "2: d"]),
        ("\"a,b\nc,d\ne", ["1: openQuote", "2: c,d".replacing(",", with: "|"), "3: e"]),
        ("a,,\n", ["1: a||"]), (" a , b \n", ["1:  a | b "]),
    ])
    func rowsAreReadAsRFC4180Says(text: String, expected: [String]) throws {
        #expect(try rows(text) == expected)
        for chunk in 1...3 { #expect(try rows(text, chunk: chunk) == expected) }
    }

    @Test func boundsHoldAndCostOneRow() throws {
        var limits = CSVReader.Limits()
        limits.fieldBytes = 4
        limits.fields = 2
        #expect(
            try rows("abcd,1\nabcde,1\n\"ab\ncd\nef\n1,2,3\nx,y\n", limits: limits) == [
                "1: abcd|1", "2: fieldTooLong(4)", "3: fieldTooLong(4)", "4: cd", "5: ef", "6: tooManyFields(2)",
                "7: x|y",
            ])
    }
}
