/// Where the columns of a street-level file of data.police.uk are; found by their headings, in any order.
///
/// Source: data.police.uk, "About", CSV columns.
struct PoliceUKColumns {
    var month: Int
    var reportedBy: Int
    var longitude: Int
    var latitude: Int
    var location: Int
    var areaCode: Int
    var areaName: Int
    var category: Int
    /// The number of headings.
    var count: Int

    static let names = [
        "Month", "Reported by", "Longitude", "Latitude", "Location", "LSOA code", "LSOA name", "Crime type",
    ]

    /// Finds the columns.
    ///
    /// - Throws: `RowRefusal` naming the headings that are missing.
    init(headings row: CSVRow) throws(RowRefusal) {
        if let fault = row.fault { throw RowRefusal(line: row.line, fault: fault) }
        let headings = (0..<row.count).map { row.text($0) }
        let places = Self.names.map { headings.firstIndex(of: $0) }
        let missing = zip(Self.names, places).filter { $0.1 == nil }.map(\.0)
        let found = places.compactMap { $0 }
        guard missing.isEmpty, found.count == 8 else {
            throw RowRefusal(
                line: row.line, field: "row",
                expected: "the headings of a street-level file, among them "
                    + missing.joined(separator: ", "),
                got: headings.joined(separator: ","),
                mend: "use a street-level CSV file (…-street.csv) as data.police.uk publishes it, headings on line 1")
        }
        month = found[0]
        reportedBy = found[1]
        longitude = found[2]
        latitude = found[3]
        location = found[4]
        areaCode = found[5]
        areaName = found[6]
        category = found[7]
        count = headings.count
    }
}
