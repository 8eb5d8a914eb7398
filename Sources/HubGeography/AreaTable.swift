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
        districtOutlines(text).map(\.ring)
    }

    /// The same with the district of each ring.
    static func districtOutlines(
        _ text: StaticString
    ) -> [(code: String, ring: [(longitude: Double, latitude: Double)])] {
        lines(text).compactMap { line in
            guard let comma = line.firstIndex(of: ",") else { return nil }
            let numbers = line[line.index(after: comma)...].split(separator: " ").compactMap { Double($0) }
            let ring = stride(from: 0, to: numbers.count - 1, by: 2).map {
                (longitude: numbers[$0], latitude: numbers[$0 + 1])
            }
            return (String(line[..<comma]), ring)
        }
    }

    /// The lines after the header.
    private static func lines(_ text: StaticString) -> [Substring] {
        Array(text.description.split(separator: "\n").dropFirst())
    }
}

extension AreaLookup {
    /// The look-up compiled in: 1,388 LSOAs, 299 MSOAs and five districts of West Yorkshire (2011).
    package static let shipped = AreaLookup(layers: AreaLayer.shipped)

    /// A look-up of rows of the shipped form, for tests.
    convenience init(rows: [AreaTable.Row], neighbours: [Cell: [Cell]]) {
        self.init(layers: AreaLayer.layers(rows: rows, neighbours: neighbours))
    }
}

extension AreaLayer {
    /// The layers compiled in.
    package static let shipped = layers(
        rows: AreaTable.rows(ShippedLookups.areas), neighbours: AreaTable.neighbours(ShippedLookups.neighbours))

    /// LSOAs, and the MSOAs and districts that they make up.
    ///
    /// - Parameters:
    ///   - rows: one for each LSOA, any order, codes distinct.
    ///   - neighbours: LSOA code to the codes that touch it; one direction is enough.
    static func layers(rows: [AreaTable.Row], neighbours: [Cell: [Cell]]) -> [AreaLayer] {
        let rows = rows.sorted { $0.lsoa < $1.lsoa }
        let areas = rows.map {
            Area(
                cell: $0.lsoa, code: $0.lsoa.code, name: $0.name, population: $0.population, hectares: $0.hectares,
                longitude: $0.longitude, latitude: $0.latitude)
        }
        var parents: [Cell: [Cell]] = [:]
        var larger: [Cell: [Cell]] = [:]
        for row in rows {
            parents[row.lsoa] = [row.msoa, row.district]
            larger[row.msoa] = [row.district]
        }
        let lsoas = AreaLayer(
            kind: .lsoa, vintage: AreaLookup.vintage, areas: areas, neighbours: neighbours, parents: parents)
        return [
            merged(rows, lsoas.adjacency, .district, by: \.district, name: \.districtName, parents: [:]),
            merged(rows, lsoas.adjacency, .msoa, by: \.msoa, name: \.msoaName, parents: larger), lsoas,
        ]
    }

    /// The layer of larger areas: sums, weighted centroids, and neighbours wherever any of the LSOAs are.
    private static func merged(
        _ rows: [AreaTable.Row], _ adjacency: Adjacency, _ kind: Cell.Kind, by parent: KeyPath<AreaTable.Row, Cell>,
        name: KeyPath<AreaTable.Row, String>, parents: [Cell: [Cell]]
    ) -> AreaLayer {
        let cells = Set(rows.map { $0[keyPath: parent] }).sorted()
        let position = Dictionary(uniqueKeysWithValues: cells.enumerated().map { ($0.element, $0.offset) })
        let owner = rows.map { position[$0[keyPath: parent]] ?? 0 }
        var sets = [Set<Int>](repeating: [], count: cells.count)
        var names = [String](repeating: "", count: cells.count)
        var population = [Int64](repeating: 0, count: cells.count)
        var sums = [(hectares: Double, longitude: Double, latitude: Double)](repeating: (0, 0, 0), count: cells.count)
        for (index, row) in rows.enumerated() {
            let to = owner[index]
            names[to] = row[keyPath: name]
            population[to] += row.population
            sums[to].hectares += row.hectares
            sums[to].longitude += row.hectares * row.longitude
            sums[to].latitude += row.hectares * row.latitude
            for other in adjacency[index] { sets[to].insert(owner[Int(other)]) }
        }
        let areas = cells.indices.map { index in
            Area(
                cell: cells[index], code: cells[index].code, name: names[index], population: population[index],
                hectares: sums[index].hectares, longitude: sums[index].longitude / sums[index].hectares,
                latitude: sums[index].latitude / sums[index].hectares)
        }
        return AreaLayer(
            kind: kind, vintage: AreaLookup.vintage, areas: areas, adjacency: Adjacency(sets), parents: parents)
    }
}
