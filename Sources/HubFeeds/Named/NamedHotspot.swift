package import HubGeography
package import HubHotspots
import HubJSON

/// A hotspot with a name, as a `hotspot.definition` draws it.
package struct NamedHotspot: Sendable {
    /// Where it is.
    package enum Extent: Sendable {
        /// Rings on the National Grid, the first the outer one.
        case polygon([[GridPoint]])
        /// Areas of the look-ups.
        case areas([Cell])
        /// Hexagons of the hub.
        case hexagons(Set<Cell>)
    }

    /// The partner that drew it.
    package var partner: String
    /// The partner's reference.
    package var subject: String
    /// Its name.
    package var name: String
    /// What it is a hotspot of.
    package var theme: Theme
    /// Where it is.
    package var extent: Extent
    /// The first day it holds, counted from 1970-01-01.
    package var from: Int32
    /// The last day it holds; nil while it holds.
    package var lastDay: Int32?

    /// Reads a message's data; nil if they are none, or lie off the National Grid.
    init?(_ data: JSONValue, partner: String, subject: String, _ transform: GridTransform) {
        guard let name = data["name"]?.string, let theme = data["theme"]?.string.flatMap({ Theme(rawValue: $0) }),
            let from = data["valid_from"]?.string.flatMap({ LondonCalendar.day($0) }),
            let extent = Self.extent(data, transform)
        else { return nil }
        self.partner = partner
        self.subject = subject
        self.name = name
        self.theme = theme
        self.extent = extent
        self.from = from
        lastDay = data["valid_to"]?.string.flatMap { LondonCalendar.day($0) }
    }

    private static func extent(_ data: JSONValue, _ transform: GridTransform) -> Extent? {
        if let rings = data["geometry"]?["coordinates"]?.array {
            let polygon = rings.map { ring in
                (ring.array ?? []).compactMap { corner -> GridPoint? in
                    guard let longitude = corner[0]?.double, let latitude = corner[1]?.double else { return nil }
                    return transform.grid(longitude: longitude, latitude: latitude)
                }
            }
            return polygon.contains { $0.count > 2 } ? .polygon(polygon) : nil
        }
        if let areas = data["areas"]?.array {
            return .areas(
                areas.compactMap { area in
                    guard let code = area["code"]?.string, let vintage = area["vintage"]?.int else { return nil }
                    return Cell(code: code, vintage: Int(vintage))
                })
        }
        return data["hexagons"]?.array.map {
            .hexagons(Set($0.compactMap { $0.string.flatMap { Cell(hexagonCode: $0) } }))
        }
    }

    /// Whether it holds on a day of a window.
    package func holds(in window: Window) -> Bool { from < window.to && (lastDay ?? .max) >= window.from }
}
