package import HubJSON

/// Polygons by area code as a GeoJSON file has them (RFC 7946: positions in degrees, WGS84).
///
/// The Office for National Statistics' boundary files name code and name by kind and year (`LSOA21CD`, `WD23NM`); the member
/// with the codes is found by its values, so that any such file is taken.
package struct BoundaryFile: Sendable {
    /// One area.
    package struct Feature: Sendable {
        /// Its code.
        package var code: String
        /// Its name; the code where the file has none.
        package var name: String
        /// Polygons on the National Grid, each an outer ring and its holes.
        package var polygons: [[[GridPoint]]]
    }

    /// The kind of all the areas.
    package let kind: Cell.Kind
    /// In the order of the file.
    package let features: [Feature]

    /// Reads a file.
    ///
    /// - Throws: `GeographyError` for what is no GeoJSON of areas of one kind.
    package init(_ value: JSONValue, transform: GridTransform = GridTransform()) throws(GeographyError) {
        guard value["type"]?.string == "FeatureCollection", let list = value["features"]?.array, !list.isEmpty else {
            throw GeographyError(
                .unreadable, "not a GeoJSON feature collection; export the boundaries as GeoJSON (RFC 7946)")
        }
        guard let first = list.first?["properties"]?.object, let code = Self.codeMember(first) else {
            throw GeographyError(
                .unusable, "no property holds an area code such as E01010568 (LSOA, MSOA, ward or district)")
        }
        let name = Self.nameMember(first, code.member)
        var features: [Feature] = []
        for (number, feature) in list.enumerated() {
            guard let text = feature["properties"]?[code.member]?.string, Self.kind(text) == code.kind else {
                throw GeographyError(
                    .unusable, "feature \(number + 1) has no code of the same kind as the first in \(code.member)")
            }
            let polygons = Self.polygons(feature["geometry"], transform)
            guard !polygons.isEmpty else {
                throw GeographyError(
                    .unusable,
                    "\(text) has no polygon in degrees (WGS84) within Great Britain; export the file in EPSG:4326")
            }
            let named = name.flatMap { feature["properties"]?[$0]?.string }
            features.append(Feature(code: text, name: named ?? text, polygons: polygons))
        }
        kind = code.kind
        self.features = features
    }

    private static func kind(_ code: String) -> Cell.Kind? { Cell(code: code, vintage: 2011)?.kind }

    /// The member with codes of the smallest kind: a file of wards may name their district too.
    private static func codeMember(_ properties: JSONObject) -> (member: String, kind: Cell.Kind)? {
        properties.compactMap { key, value -> (member: String, kind: Cell.Kind)? in
            guard let kind = value.string.flatMap({ Self.kind($0) }), kind.rawValue <= Cell.Kind.district.rawValue
            else {
                return nil
            }
            return (key, kind)
        }.min { ($0.kind.rawValue, $0.member) < ($1.kind.rawValue, $1.member) }
    }

    private static func nameMember(_ properties: JSONObject, _ code: String) -> String? {
        let wanted = code.hasSuffix("CD") ? code.dropLast(2) + "NM" : "name"
        return properties.map(\.key).first { $0 == wanted || $0.lowercased() == wanted.lowercased() }
    }

    private static func polygons(_ geometry: JSONValue?, _ transform: GridTransform) -> [[[GridPoint]]] {
        let list: [JSONValue]
        switch geometry?["type"]?.string {
        case "Polygon": list = [geometry?["coordinates"]].compactMap(\.self)
        case "MultiPolygon": list = geometry?["coordinates"]?.array ?? []
        default: return []
        }
        return list.compactMap { polygon in
            let rings = (polygon.array ?? []).map { ring in
                (ring.array ?? []).dropLast().compactMap { position -> GridPoint? in
                    guard let longitude = position[0]?.double, let latitude = position[1]?.double else { return nil }
                    return transform.grid(longitude: longitude, latitude: latitude)
                }
            }
            return rings.first.map { $0.count > 2 } == true ? rings : nil
        }
    }
}
