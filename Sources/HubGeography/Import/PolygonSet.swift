import CGEOS

/// Polygons on the National Grid through GEOS: extents, centroids and who lies within a metre of whom.
///
/// Uses GEOS's reentrant functions with a context of its own; for one thread.
final class PolygonSet {
    /// What is known of one area's polygons.
    struct Figure {
        /// In square metres.
        var area: Double
        /// The centre of mass.
        var centroid: GridPoint
        /// South-west corner of the rectangle around it.
        var low: GridPoint
        /// Its north-east corner.
        var high: GridPoint
    }

    private let context: GEOSContextHandle_t?
    private var geometries: [OpaquePointer?] = []
    private(set) var figures: [Figure] = []

    init() { context = GEOS_init_r() }

    deinit {
        for geometry in geometries { GEOSGeom_destroy_r(context, geometry) }
        GEOS_finish_r(context)
    }

    /// Adds the polygons of one area: each an outer ring and its holes, first points not repeated.
    ///
    /// - Returns: false if they cannot be taken as polygons; nothing is added then.
    func add(_ polygons: [[[GridPoint]]]) -> Bool {
        var parts: [OpaquePointer?] = polygons.map(polygon)
        guard !parts.isEmpty, parts.allSatisfy({ $0 != nil }) else {
            for part in parts where part != nil { GEOSGeom_destroy_r(context, part) }
            return false
        }
        let geometry = GEOSGeom_createCollection_r(
            context, Int32(GEOS_MULTIPOLYGON.rawValue), &parts, UInt32(parts.count))
        var area = 0.0
        var x = 0.0
        var y = 0.0
        guard let geometry, GEOSArea_r(context, geometry, &area) == 1, area > 0 else {
            GEOSGeom_destroy_r(context, geometry)
            return false
        }
        let centroid = GEOSGetCentroid_r(context, geometry)
        GEOSGeomGetX_r(context, centroid, &x)
        GEOSGeomGetY_r(context, centroid, &y)
        GEOSGeom_destroy_r(context, centroid)
        let points = polygons.joined().joined()
        figures.append(
            Figure(
                area: area, centroid: GridPoint(easting: x, northing: y),
                low: GridPoint(
                    easting: points.map(\.easting).min() ?? x, northing: points.map(\.northing).min() ?? y),
                high: GridPoint(
                    easting: points.map(\.easting).max() ?? x, northing: points.map(\.northing).max() ?? y)))
        geometries.append(geometry)
        return true
    }

    private func polygon(_ rings: [[GridPoint]]) -> OpaquePointer? {
        var made: [OpaquePointer?] = []
        for ring in rings {
            guard ring.count > 2, let first = ring.first else { continue }
            let numbers = (ring + [first]).flatMap { [$0.easting, $0.northing] }
            let sequence = GEOSCoordSeq_copyFromBuffer_r(context, numbers, UInt32(ring.count + 1), 0, 0)
            made.append(GEOSGeom_createLinearRing_r(context, sequence))
        }
        guard let shell = made.first, let shell, made.allSatisfy({ $0 != nil }) else {
            for ring in made where ring != nil { GEOSGeom_destroy_r(context, ring) }
            return nil
        }
        var holes = Array(made.dropFirst())
        return GEOSGeom_createPolygon_r(context, shell, &holes, UInt32(holes.count))
    }

    /// For each area those within `metres` of it, as indices; symmetric, without itself.
    func neighbours(within metres: Double) -> [[Int]] {
        var found = [[Int]](repeating: [], count: geometries.count)
        let byWest = geometries.indices.sorted { figures[$0].low.easting < figures[$1].low.easting }
        for (place, area) in byWest.enumerated() {
            let own = figures[area]
            let prepared = GEOSPrepare_r(context, geometries[area])
            for other in byWest.dropFirst(place + 1) {
                let its = figures[other]
                guard its.low.easting <= own.high.easting + metres else { break }
                guard its.low.northing <= own.high.northing + metres, own.low.northing <= its.high.northing + metres,
                    GEOSPreparedDistanceWithin_r(context, prepared, geometries[other], metres) == 1
                else { continue }
                found[area].append(other)
                found[other].append(area)
            }
            GEOSPreparedGeom_destroy_r(context, prepared)
        }
        return found.map { $0.sorted() }
    }
}
