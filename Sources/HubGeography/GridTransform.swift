import CProj

/// A place on the British National Grid (EPSG:27700) in metres.
package struct GridPoint: Hashable, Sendable {
    /// Metres east of the grid's false origin.
    package var easting: Double
    /// Metres north of it.
    package var northing: Double

    /// A point at an easting and a northing in metres.
    package init(easting: Double, northing: Double) {
        self.easting = easting
        self.northing = northing
    }

    /// Whether the point lies on the National Grid's sheet: 0 to 700 km east, 0 to 1,300 km north.
    package var isOnGrid: Bool { (0..<700_000).contains(easting) && (0..<1_300_000).contains(northing) }
}

/// WGS84 to the British National Grid and back through PROJ; one for each thread.
///
/// The pipeline is fixed: WGS84 to OSGB36 by Ordnance Survey's seven-parameter Helmert transformation, then the National
/// Grid's transverse Mercator projection. Its accuracy is about 5 m in Great Britain (Ordnance Survey, "A guide to coordinate
/// systems in Great Britain", section 6.6); the finer OSTN15 grid file is not used, so that every machine gives the same cell.
package final class GridTransform {
    /// The steps as PROJ reads them.
    package static let pipeline = """
        +proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad +step +proj=cart +ellps=WGS84 \
        +step +inv +proj=helmert +x=446.448 +y=-125.157 +z=542.06 +rx=0.15 +ry=0.247 +rz=0.842 +s=-20.489 \
        +convention=position_vector +step +inv +proj=cart +ellps=airy \
        +step +proj=tmerc +lat_0=49 +lon_0=-2 +k=0.9996012717 +x_0=400000 +y_0=-100000 +ellps=airy
        """

    /// How far a grid point may lie from the true one for its datum step, in metres (the source above); what `hub doctor` shows.
    package static let accuracyMetres = 5.0

    private let context: OpaquePointer?
    private let projection: OpaquePointer?

    /// PROJ's own version, for example `9.1.1`.
    package static var projVersion: String {
        let info = proj_info()
        return "\(info.major).\(info.minor).\(info.patch)"
    }

    /// Sets PROJ up; it never reads a file or the network.
    package init() {
        context = proj_context_create()
        projection = proj_create(context, Self.pipeline)
    }

    deinit {
        proj_destroy(projection)
        proj_context_destroy(context)
    }

    /// Whether PROJ took the pipeline; if not, every transformation gives nil.
    package var isReady: Bool { projection != nil }

    /// The grid point of a position in degrees (WGS84); nil if it is not finite, no position on Earth or off the grid.
    package func grid(longitude: Double, latitude: Double) -> GridPoint? {
        // The bounds also keep PROJ from iterating on positions far outside Great Britain.
        guard (-9.5...3).contains(longitude), (49...62).contains(latitude), let projection else { return nil }
        let out = proj_trans(projection, PJ_FWD, proj_coord(longitude, latitude, 0, 0))
        let point = GridPoint(easting: out.v.0, northing: out.v.1)
        return point.isOnGrid ? point : nil
    }

    /// Transforms many positions at once; elements as in `grid(longitude:latitude:)`.
    package func grid(_ positions: [(longitude: Double, latitude: Double)]) -> [GridPoint?] {
        positions.map { grid(longitude: $0.longitude, latitude: $0.latitude) }
    }

    /// The position in degrees (WGS84) of a grid point; nil if it is off the grid.
    package func position(of point: GridPoint) -> (longitude: Double, latitude: Double)? {
        guard point.isOnGrid, let projection else { return nil }
        let out = proj_trans(projection, PJ_INV, proj_coord(point.easting, point.northing, 0, 0))
        return out.v.0.isFinite && out.v.1.isFinite ? (out.v.0, out.v.1) : nil
    }
}
