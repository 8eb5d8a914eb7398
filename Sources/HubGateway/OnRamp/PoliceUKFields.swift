import HubGeography

/// The fields of one row, checked.
struct PoliceUKFields {
    /// The force's name as references spell it, for example `west-yorkshire`.
    var force: String
    var isAntiSocialBehaviour: Bool
    /// The vintage of the row's LSOA code, or nil where it has none.
    var vintage: Int?
    /// Degrees (WGS84), or nil where the row has none; data.police.uk writes nothing or zeros for "no location".
    var point: (longitude: Double, latitude: Double)?

    /// The first year whose rows may carry codes of 2021; see `PoliceUKMapping`.
    private static let firstYearOf2021Codes = 2020

    /// Checks a row.
    ///
    /// - Throws: `RowRefusal` on the first fault.
    init(_ row: CSVRow, _ columns: PoliceUKColumns, lookup: AreaLookup) throws(RowRefusal) {
        if let fault = row.fault { throw RowRefusal(line: row.line, fault: fault) }
        guard row.count == columns.count else {
            throw RowRefusal(
                line: row.line, field: "row", expected: "\(columns.count) fields, as there are headings",
                got: "\(row.count)",
                mend: "look for a comma too many or too few, or a field without its quotation marks")
        }
        for column in 0..<row.count { try Self.checkText(row, column) }
        let year = try Self.year(row, columns.month)
        force = try Self.force(row, columns.reportedBy)
        let category = row.text(columns.category)
        guard !category.isEmpty else {
            throw Self.refusal(
                row, columns.category, "Crime type", "a category such as Anti-social behaviour",
                "fill in the category, or leave the row out")
        }
        isAntiSocialBehaviour = category == "Anti-social behaviour"
        point = try Self.point(row, columns)
        vintage = try Self.vintage(row, columns.areaCode, year: year, lookup: lookup)
        try Self.checkLength(row, columns.location, "Location", 120)
        try Self.checkLength(row, columns.areaName, "LSOA name", 80)
    }

    private static func refusal(
        _ row: CSVRow, _ column: Int, _ field: String, code: String? = nil, _ expected: String, _ mend: String
    ) -> RowRefusal {
        RowRefusal(line: row.line, field: field, code: code, expected: expected, got: row.text(column), mend: mend)
    }

    private static func checkText(_ row: CSVRow, _ column: Int) throws(RowRefusal) {
        let isText = row.withField(column) { bytes in
            bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F }
                || (!bytes.contains { $0 < 0x20 } && String(validating: bytes, as: UTF8.self) != nil)
        }
        if !isText {
            throw RowRefusal(
                line: row.line, field: "row", code: "NOT_UTF8", expected: "text in UTF-8 without control characters",
                got: row.text(column), mend: "save the file as CSV in UTF-8")
        }
    }

    private static func checkLength(_ row: CSVRow, _ column: Int, _ field: String, _ limit: Int) throws(RowRefusal) {
        if row.text(column).unicodeScalars.count > limit {
            throw refusal(row, column, field, "at most \(limit) characters", "shorten the name")
        }
    }

    private static func year(_ row: CSVRow, _ column: Int) throws(RowRefusal) -> Int {
        if let month = row.withField(column, { LondonCalendar.month(utf8: $0) }) { return Int(month / 100) }
        let got = row.text(column)
        let mend =
            SpreadsheetMonth.guess(got).map {
                "a spreadsheet has changed the month: take the file again as published and do not save it from a"
                    + " spreadsheet, or write \($0)"
            } ?? "write the month as year and month, for example 2016-07"
        throw refusal(row, column, "Month", "a month as YYYY-MM", mend)
    }

    private static func force(_ row: CSVRow, _ column: Int) throws(RowRefusal) -> String {
        var name = String(decoding: row.withField(column) { $0.prefix(60).map(lettersAndDashes) }, as: UTF8.self)
        for ending in ["-police", "-constabulary"] where name.hasSuffix(ending) { name.removeLast(ending.count) }
        if name.contains(where: { $0 != "-" }) { return name }
        throw refusal(
            row, column, "Reported by", "the name of a police force",
            "fill in the force, for example West Yorkshire Police")
    }

    private static func lettersAndDashes(_ byte: UInt8) -> UInt8 {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
        default: UInt8(ascii: "-")
        }
    }

    private static func point(
        _ row: CSVRow, _ columns: PoliceUKColumns
    ) throws(RowRefusal) -> (longitude: Double, latitude: Double)? {
        let longitude = try degrees(row, columns.longitude, "Longitude", 180)
        let latitude = try degrees(row, columns.latitude, "Latitude", 90)
        switch (longitude, latitude) {
        case (nil, nil), (0, 0): return nil
        case (let longitude?, let latitude?): return (longitude, latitude)
        case (nil, _):
            throw refusal(
                row, columns.longitude, "Longitude", "a number, as there is a latitude", "fill in both or neither")
        case (_, nil):
            throw refusal(
                row, columns.latitude, "Latitude", "a number, as there is a longitude", "fill in both or neither")
        }
    }

    private static func degrees(
        _ row: CSVRow, _ column: Int, _ field: String, _ limit: Double
    ) throws(RowRefusal) -> Double? {
        let text = row.text(column)
        if text.isEmpty { return nil }
        let isPlain = text.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2D || $0 == 0x2E }
        guard isPlain, let value = Double(text), abs(value) <= limit else {
            throw refusal(
                row, column, field, "degrees from -\(Int(limit)) to \(Int(limit)) as a plain decimal number",
                "write it like -1.550626, or leave both coordinates empty")
        }
        return value
    }

    private static func vintage(
        _ row: CSVRow, _ column: Int, year: Int, lookup: AreaLookup
    ) throws(RowRefusal) -> Int? {
        let isEmpty = row.withField(column) { $0.isEmpty }
        if isEmpty { return nil }
        let isForm = row.withField(column) { Cell.kind(ofCode: $0) == .lsoa }
        guard isForm else {
            throw refusal(
                row, column, "LSOA code", code: "AREA_UNKNOWN", "a code such as E01010568, or nothing",
                "write the code as published, or leave code and name empty")
        }
        let vintages = year < firstYearOf2021Codes ? [2011] : [2011, 2021]
        let issued = row.withField(column) { code in
            vintages.first { lookup.place(utf8: code, kind: .lsoa, vintage: $0) != .neverIssued }
        }
        guard let issued else {
            let last = vintages.count == 1 ? "E01033768 (2011)" : "E01035762 (2021)"
            throw refusal(
                row, column, "LSOA code", code: "AREA_UNKNOWN", "a code issued by then, in England up to \(last)",
                "check the code against the file as published")
        }
        return issued
    }
}

/// Months as spreadsheets rewrite them.
enum SpreadsheetMonth {
    /// The month somebody probably meant by `Feb-25`, `25-Feb`, `02/2025` or `Feb 2025`, as YYYY-MM; nil if none.
    static func guess(_ text: String) -> String? {
        let parts = text.lowercased().split { "-/ .".contains($0) }.map(String.init)
        guard parts.count == 2 else { return nil }
        for (month, year) in [(parts[0], parts[1]), (parts[1], parts[0])] {
            let number = names.firstIndex(of: String(month.prefix(3))).map { $0 + 1 }
            guard let value = Int(year), year.count == 2 || year.count == 4 else { continue }
            guard let number = number ?? (year.count == 4 ? Int(month) : nil), (1...12).contains(number) else {
                continue
            }
            return "\(year.count == 2 ? 2000 + value : value)-\(number < 10 ? "0" : "")\(number)"
        }
        return nil
    }

    private static let names = [
        "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
    ]
}
