/// The boundaries and look-ups that were imported into a store, beside what is shipped.
///
/// Kept as one JSON document (`ImportedGeography+JSON`); a layer imported again takes the place of the former.
package struct ImportedGeography: Sendable {
    /// Areas of one kind and vintage with their rings, from a boundary file.
    package struct Layer: Sendable {
        /// The kind.
        package var kind: Cell.Kind
        /// The year of the boundaries.
        package var vintage: Int
        /// Codes, names, extents and centroids; population 0 where it is not known.
        package var areas: [Area]
        /// Areas within a metre of each other, as indices into `areas`.
        package var neighbours: [[Int]]
        /// For each area its rings on the National Grid.
        package var rings: [[[GridPoint]]]
    }

    /// What lies in what, or was replaced by what.
    package struct Link: Hashable, Sendable {
        /// The smaller or older area.
        package var from: Cell
        /// The larger or newer one.
        package var to: Cell
    }

    /// In the order they were imported.
    package var layers: [Layer] = []
    /// From look-up files.
    package var links: Set<Link> = []
    /// Residents by area, from look-up files.
    package var populations: [Cell: Int64] = [:]

    /// Nothing imported.
    package init() {}

    /// What bringing a file in came to, for people to judge it by.
    package struct Report: Sendable, Hashable {
        /// The kind; nil for a look-up.
        package var kind: Cell.Kind?
        /// The year of the boundaries; nil for a look-up.
        package var vintage: Int?
        /// Areas or rows taken.
        package var taken = 0
        /// Areas whose centroid lies in none of the districts, which were left out.
        package var outside = 0
        /// Codes of areas that touch no other.
        package var islands: [String] = []
        /// Neighbours of an area on average.
        package var meanNeighbours = 0.0
        /// Areas without a population, for which there are no rates.
        package var withoutPopulation = 0
        /// Links of smaller, larger, older and newer areas taken from a look-up.
        package var links = 0
    }

    /// The distance on the National Grid within which areas are neighbours, in metres: the last digits of official files
    /// differ where borders meet.
    package static let tolerance = 1.0

    /// Takes in a boundary file.
    ///
    /// - Parameter vintage: the year of the boundaries.
    /// - Throws: `GeographyError` for areas that cannot be used.
    package mutating func take(_ file: BoundaryFile, vintage: Int) throws(GeographyError) -> Report {
        let polygons = PolygonSet()
        let districts = StudyArea.districts
        let transform = GridTransform()
        var report = Report(kind: file.kind, vintage: vintage)
        var layer = Layer(kind: file.kind, vintage: vintage, areas: [], neighbours: [], rings: [])
        var seen: Set<Cell> = []
        for feature in file.features {
            guard let cell = Cell(code: feature.code, vintage: vintage), seen.insert(cell).inserted else {
                throw GeographyError(
                    .unusable, "\(feature.code) is there twice or its vintage \(vintage) is not after 2000")
            }
            let before = polygons.figures.count
            guard polygons.add(feature.polygons), polygons.figures.count > before, let figure = polygons.figures.last
            else {
                throw GeographyError(
                    .unusable, "the polygon of \(feature.code) has no extent; repair the file's geometry")
            }
            guard let centre = transform.position(of: figure.centroid) else {
                throw GeographyError(.unusable, "\(feature.code) lies off the National Grid")
            }
            layer.areas.append(
                Area(
                    cell: cell, code: feature.code, name: feature.name, population: populations[cell] ?? 0,
                    hectares: figure.area / 10_000, longitude: centre.longitude, latitude: centre.latitude))
            layer.rings.append(feature.polygons.flatMap(\.self))
            links.formUnion(
                districts.cells(at: figure.centroid).filter { file.kind != .district && $0 != cell }.map {
                    Link(from: cell, to: $0)
                })
        }
        let inside = layer.areas.indices.filter { index in
            file.kind == .district
                ? AreaLookup.shipped.contains(
                    Cell(code: layer.areas[index].code, vintage: AreaLookup.vintage) ?? .outside)
                : !districts.cells(at: polygons.figures[index].centroid).isEmpty
        }
        let neighbours = polygons.neighbours(within: Self.tolerance)
        let place = Dictionary(uniqueKeysWithValues: inside.enumerated().map { ($0.element, $0.offset) })
        report.outside = layer.areas.count - inside.count
        guard !inside.isEmpty else {
            throw GeographyError(.unusable, "none of the \(layer.areas.count) areas lies in the county; check the file")
        }
        layer.neighbours = inside.map { neighbours[$0].compactMap { place[$0] } }
        layer.rings = inside.map { layer.rings[$0] }
        layer.areas = inside.map { layer.areas[$0] }
        report.taken = inside.count
        report.islands = layer.areas.indices.filter { layer.neighbours[$0].isEmpty }.map { layer.areas[$0].code }
        report.meanNeighbours = Double(layer.neighbours.reduce(0) { $0 + $1.count }) / Double(inside.count)
        report.withoutPopulation = layer.areas.filter { $0.population == 0 }.count
        layers.removeAll { $0.kind == layer.kind && $0.vintage == vintage }
        layers.append(layer)
        return report
    }

    /// Takes in a look-up: a heading and rows of text.
    ///
    /// Columns named as the Office for National Statistics does (`LSOA11CD`, `LSOA21CD`, `WD23CD`, `LAD22CD`) say what lies in
    /// what and what became of what; a column `population` is of the first code in the row. An old area that became several
    /// new ones is linked to none of them.
    package mutating func take(lookup rows: [[String]]) throws(GeographyError) -> Report {
        guard let heading = rows.first else { throw GeographyError(.unreadable, "the look-up is empty") }
        let codes = heading.enumerated().compactMap { column, name -> (column: Int, vintage: Int)? in
            let trimmed = name.uppercased()
            guard trimmed.hasSuffix("CD"), let year = Int(trimmed.dropLast(2).suffix(2)) else { return nil }
            return (column, 2000 + year)
        }
        let population = heading.firstIndex { $0.lowercased() == "population" }
        guard !codes.isEmpty, codes.count > 1 || population != nil else {
            throw GeographyError(
                .unusable,
                "a look-up needs two columns of codes named like LSOA11CD and LSOA21CD, or one and a column population")
        }
        var report = Report()
        var found: Set<Link> = []
        for (number, row) in rows.dropFirst().enumerated() {
            let cells = codes.compactMap { column, vintage -> Cell? in
                column < row.count ? Self.cell(row[column], vintage) : nil
            }
            guard let first = cells.first else {
                throw GeographyError(.unusable, "line \(number + 2) has no area code of the kinds the hub knows")
            }
            if let population, population < row.count {
                let digits = row[population].filter { $0 != "," }
                guard let residents = Int64(digits), residents >= 0 else {
                    throw GeographyError(.unusable, "line \(number + 2): the population is no whole number")
                }
                populations[first] = residents
            }
            for from in cells {
                for to in cells where to != from && Self.leads(from, to) { found.insert(Link(from: from, to: to)) }
            }
            report.taken += 1
        }
        let replaced = Dictionary(grouping: found.filter { $0.from.kind == $0.to.kind }, by: \.from)
        found = found.filter { $0.from.kind != $0.to.kind || replaced[$0.from]?.count == 1 }
        links.formUnion(found)
        report.links = found.count
        for layer in layers.indices {
            for area in layers[layer].areas.indices {
                let old = layers[layer].areas[area]
                guard let residents = populations[old.cell] else { continue }
                layers[layer].areas[area] = Area(
                    cell: old.cell, code: old.code, name: old.name, population: residents, hectares: old.hectares,
                    longitude: old.longitude, latitude: old.latitude)
            }
        }
        return report
    }

    /// Districts are those of the hub, whatever the year.
    private static func cell(_ code: String, _ vintage: Int) -> Cell? {
        guard let cell = Cell(code: code, vintage: vintage) else { return nil }
        return cell.kind == .district ? Cell(code: code, vintage: AreaLookup.vintage) : cell
    }

    private static func leads(_ from: Cell, _ to: Cell) -> Bool {
        guard let small = from.kind, let large = to.kind else { return false }
        return small == large ? (from.vintage ?? 0) < (to.vintage ?? 0) : small.rawValue < large.rawValue
    }

    /// The look-up of everything shipped and imported.
    ///
    /// What a look-up file does not say is a best fit: an area whose code did not change keeps it, an LSOA lies in the ward
    /// (or newer MSOA) that holds its centroid, as ONS's best-fit look-ups have it.
    package func lookup(_ shipped: [AreaLayer] = AreaLayer.shipped) -> AreaLookup {
        guard !layers.isEmpty || !links.isEmpty else { return .shipped }
        var parents: [Cell: [Cell]] = [:]
        for link in links.sorted(by: { ($0.from, $0.to) < ($1.from, $1.to) }) {
            // Larger areas of the link first, a newer area of the same kind before them.
            if link.from.kind == link.to.kind {
                parents[link.from, default: []].insert(link.to, at: 0)
            } else {
                parents[link.from, default: []].append(link.to)
            }
        }
        let shapes = layers.flatMap { layer in
            zip(layer.areas, layer.rings).map { Boundaries.Shape(cell: $0.cell, rings: $1) }
        }
        let boundaries = Boundaries(shapes)
        let transform = GridTransform()
        var made = shipped.map { layer in
            AreaLayer(
                kind: layer.kind, vintage: layer.vintage,
                areas: layer.areas.map { area in
                    guard let residents = populations[area.cell] else { return area }
                    return Area(
                        cell: area.cell, code: area.code, name: area.name, population: residents,
                        hectares: area.hectares,
                        longitude: area.longitude, latitude: area.latitude)
                }, adjacency: layer.adjacency, parents: layer.parents)
        }
        let all = shipped.flatMap(\.areas) + layers.flatMap(\.areas)
        for layer in layers {
            var larger: [Cell: [Cell]] = [:]
            for area in all where area.cell.kind != layer.kind || area.cell.vintage != layer.vintage {
                guard let kind = area.cell.kind, kind.rawValue <= layer.kind.rawValue, kind != .district else {
                    continue
                }
                if kind == layer.kind {
                    guard let same = Cell(code: area.code, vintage: layer.vintage),
                        (area.cell.vintage ?? 0) < layer.vintage
                    else { continue }
                    if parents[area.cell] == nil, layer.areas.contains(where: { $0.cell == same }) {
                        larger[area.cell] = [same]
                    }
                } else if let point = transform.grid(longitude: area.longitude, latitude: area.latitude) {
                    larger[area.cell] = boundaries.cells(at: point).filter {
                        $0.kind == layer.kind && $0.vintage == layer.vintage
                    }
                }
            }
            made.append(
                AreaLayer(
                    kind: layer.kind, vintage: layer.vintage, areas: layer.areas,
                    neighbours: Dictionary(
                        uniqueKeysWithValues: layer.areas.indices.map { index in
                            (layer.areas[index].cell, layer.neighbours[index].map { layer.areas[$0].cell })
                        }), parents: larger))
        }
        // What look-up files say comes first.
        made.insert(AreaLayer(kind: .county, vintage: 0, areas: [], adjacency: Adjacency([]), parents: parents), at: 0)
        return AreaLookup(layers: made, boundaries: boundaries)
    }
}
