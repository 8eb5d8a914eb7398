/// Reads the shipped CSV files, which have plain fields: no quotes, no line breaks within a field.
enum AreaTable {
    /// One LSOA as `wy_lsoa2011.csv` has it.
    struct Row {
        var lsoa: Cell
        var name: String
        var district: Cell
        var districtName: String
        var msoa: Cell
        var msoaName: String
        var population: Int64
        var hectares: Double
        var longitude: Double
        var latitude: Double
    }

    /// The rows of `wy_lsoa2011.csv`; a line that cannot be read is left out (a test counts them).
    static func rows(_ text: StaticString) -> [Row] {
        lines(text).compactMap { line in
            let fields = line.split(separator: ",", omittingEmptySubsequences: false)
            let vintage = AreaLookup.vintage
            guard fields.count == 12, let lsoa = Cell(code: String(fields[0]), vintage: vintage),
                let district = Cell(code: String(fields[2]), vintage: vintage),
                let msoa = Cell(code: String(fields[4]), vintage: vintage),
                let population = Int64(fields[6]), let hectares = Double(fields[8]),
                let longitude = Double(fields[10]), let latitude = Double(fields[11])
            else { return nil }
            return Row(
                lsoa: lsoa, name: String(fields[1]), district: district, districtName: String(fields[3]), msoa: msoa,
                msoaName: String(fields[5]), population: population, hectares: hectares, longitude: longitude,
                latitude: latitude)
        }
    }

    /// The rows of `wy_lsoa2011_queen_neighbours.csv`.
    static func neighbours(_ text: StaticString) -> [Cell: [Cell]] {
        var neighbours: [Cell: [Cell]] = [:]
        for line in lines(text) {
            let fields = line.split(separator: ",")
            guard fields.count == 2, let area = Cell(code: String(fields[0]), vintage: AreaLookup.vintage) else {
                continue
            }
            neighbours[area] = fields[1].split(separator: " ").compactMap {
                Cell(code: String($0), vintage: AreaLookup.vintage)
            }
        }
        return neighbours
    }

    /// The rings of `wy_districts.csv`, as longitudes and latitudes in degrees.
    static func outlines(_ text: StaticString) -> [[(longitude: Double, latitude: Double)]] {
        lines(text).compactMap { line in
            guard let comma = line.firstIndex(of: ",") else { return nil }
            let numbers = line[line.index(after: comma)...].split(separator: " ").compactMap { Double($0) }
            return stride(from: 0, to: numbers.count - 1, by: 2).map { (numbers[$0], numbers[$0 + 1]) }
        }
    }

    /// The lines after the header.
    private static func lines(_ text: StaticString) -> [Substring] {
        Array(text.description.split(separator: "\n").dropFirst())
    }
}

extension AreaLookup {
    /// The look-up compiled in: 1,388 LSOAs, 299 MSOAs and five districts of West Yorkshire (2011).
    package static let shipped = AreaLookup(
        rows: AreaTable.rows(ShippedLookups.areas), neighbours: AreaTable.neighbours(ShippedLookups.neighbours))
}
