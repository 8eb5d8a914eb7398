import HubContracts
package import HubGeography
package import HubHotspots
import HubJSON
package import HubStore
package import HubTransport

/// Counts the records in named hotspots: by point in polygon, by area or by hexagon. Exact figures.
package final class NamedHotspots {
    /// The records in force of one named hotspot.
    package struct Row: Sendable {
        /// The hotspot.
        package var hotspot: NamedHotspot
        /// All of them.
        package var count: Int64 = 0
        /// Those by day.
        package var day: Int64 = 0
        /// Those by night.
        package var night: Int64 = 0
        /// Of the count, those whose message is no longer kept and that lie in it by the centre of their hexagon.
        package var byHexagon: Int64 = 0
    }

    private let reader: StateReader
    private let log: any RecordSource
    private let lookup: AreaLookup
    private let grid: HexagonGrid
    private let transform = GridTransform()

    /// Over a store and its log.
    package init(_ reader: StateReader, log: any RecordSource, lookup: AreaLookup, grid: HexagonGrid = HexagonGrid()) {
        self.reader = reader
        self.log = log
        self.lookup = lookup
        self.grid = grid
    }

    /// The named hotspots of a theme that hold in a window, by partner and reference, and every record of the theme in the window.
    ///
    /// A record with a place in no hotspot is in `records` alone; one in two that overlap is in both. Records without a point lie
    /// in no polygon, those without an area in no area. Costs time by the number of the theme's records.
    package func rows(_ theme: Theme, _ window: Window) throws -> (rows: [Row], records: Int64) {
        try reader.snapshot {
            var rows = try definitions(theme).filter { $0.holds(in: window) }.map { Row(hotspot: $0) }
            var records: Int64 = 0
            var sides: [Cell: [Side]] = [:]
            try Lineage(reader, lookup: lookup).visit(theme, window) { evidence, _, _ in
                let contribution = evidence.record.contribution
                let isCounted = theme == .asb || KnifeParts.isCounted(contribution.series)
                guard isCounted else { return }
                records += 1
                guard !rows.isEmpty else { return }
                let hexagon = Cell(rawValue: contribution.hexagon)
                if sides[hexagon] == nil { sides[hexagon] = rows.map { side(of: hexagon, $0.hotspot.extent) } }
                var point: GridPoint??
                for index in rows.indices {
                    var isIn = sides[hexagon]?[index] == .inside
                    if sides[hexagon]?[index] == .border, case .polygon(let rings) = rows[index].hotspot.extent {
                        if point == nil { point = .some(try self.point(evidence)) }
                        if let known = point ?? nil {
                            isIn = Boundaries.holds(rings, known)
                        } else if let centre = grid.centre(of: hexagon) {
                            isIn = Boundaries.holds(rings, centre)
                            if isIn { rows[index].byHexagon += 1 }
                        }
                    }
                    if case .areas(let cells) = rows[index].hotspot.extent {
                        isIn = cells.contains { lies(Cell(rawValue: contribution.area), in: $0) }
                    }
                    guard isIn else { continue }
                    rows[index].count += 1
                    if contribution.dayNight == 1 { rows[index].day += 1 }
                    if contribution.dayNight == 2 { rows[index].night += 1 }
                }
            }
            return (rows, records)
        }
    }

    private func lies(_ area: Cell, in cell: Cell) -> Bool {
        guard let kind = cell.kind else { return false }
        return area == cell || lookup.ancestor(of: area, kind: kind) == (lookup.ancestor(of: cell, kind: kind) ?? cell)
    }

    /// Where a hexagon lies beside an extent.
    private enum Side { case inside, border, outside }

    private func side(of hexagon: Cell, _ extent: NamedHotspot.Extent) -> Side {
        switch extent {
        case .areas: return .outside
        case .hexagons(let cells): return cells.contains(hexagon) ? .inside : .outside
        case .polygon(let rings):
            let corners = grid.polygon(of: hexagon)
            guard let centre = grid.centre(of: hexagon), corners.count == 6 else { return .outside }
            // Nothing of a ring comes near enough to part the hexagon.
            let isNear = rings.contains { ring in
                zip(ring, ring.dropFirst() + ring.prefix(1)).contains { Self.distance(centre, $0, $1) <= grid.edge }
            }
            if isNear { return .border }
            return Boundaries.holds(rings, centre) ? .inside : .outside
        }
    }

    /// From a point to a line between two others, in metres.
    private static func distance(_ point: GridPoint, _ from: GridPoint, _ to: GridPoint) -> Double {
        let (x, y) = (to.easting - from.easting, to.northing - from.northing)
        let (px, py) = (point.easting - from.easting, point.northing - from.northing)
        let length = x * x + y * y
        let along = length > 0 ? min(1, max(0, (px * x + py * y) / length)) : 0
        let (dx, dy) = (px - along * x, py - along * y)
        return (dx * dx + dy * dy).squareRoot()
    }

    /// The definitions in force, read back from the log.
    private func definitions(_ theme: Theme) throws -> [NamedHotspot] {
        var found: [NamedHotspot] = []
        for input in try reader.inputs() {
            guard case .input(let partner, "hotspot.definition", _) = TopicName(input.partition.topic) else { continue }
            try reader.evidence(of: input.partition) { evidence in
                guard let data = try evidence.data(in: log),
                    let hotspot = NamedHotspot(data, partner: partner, subject: evidence.subject, transform),
                    hotspot.theme == theme
                else { return }
                found.append(hotspot)
            }
        }
        return found.sorted { ($0.partner, $0.subject) < ($1.partner, $1.subject) }
    }

    /// The point that a message gives; nil where it is no longer kept.
    private func point(_ evidence: StateReader.Evidence) throws -> GridPoint? {
        guard let point = try evidence.data(in: log)?["place"]?["point"] else { return nil }
        if let easting = point["easting"]?.double, let northing = point["northing"]?.double {
            return GridPoint(easting: easting, northing: northing)
        }
        guard let longitude = point["longitude"]?.double, let latitude = point["latitude"]?.double else { return nil }
        return transform.grid(longitude: longitude, latitude: latitude)
    }
}

extension StateReader.Evidence {
    /// What a message said, in structured or binary mode; nil if the log no longer has it.
    func data(in log: any RecordSource) throws -> JSONValue? {
        var batch = RecordBatch()
        let offset = record.offset
        _ = try log.read(partition, from: offset, recordLimit: 1, byteLimit: 1 << 20, into: &batch)
        guard let record = batch.records.first, record.offset == offset, let bytes = batch.array(record.value),
            let value = try? JSONValue.parse(bytes)
        else { return nil }
        return value["specversion"] == nil ? value : value["data"]
    }
}
