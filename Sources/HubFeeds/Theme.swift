import HubContracts
package import HubGeography

/// What a hotspot list is about.
package enum Theme: String, Sendable, CaseIterable {
    /// Anti-social behaviour.
    case asb
    /// Offences in which a knife or sharp instrument was used or threatened; possession is a series of its own and not counted.
    case knife

    /// The series of bins that the theme's documents are made from, by the number that the store keeps.
    package var series: [UInt8] {
        switch self {
        case .asb: [Series.asb.rawValue]
        case .knife:
            [Series.knife.rawValue, Series.knifePossession.rawValue, Series.emergencyKnife.rawValue] + KnifeSeries.all
        }
    }

    /// The theme whose documents a series is in; nil if none are.
    package init?(series: UInt8) {
        guard let theme = Self.allCases.first(where: { $0.series.contains(series) }) else { return nil }
        self = theme
    }
}

/// Who a document is for.
package enum Tier: String, Sendable, CaseIterable {
    /// Authorised analysts: everything.
    case exact
    /// Partners, after disclosure control.
    case partner
    /// Everybody, after disclosure control.
    case `public`

}

/// The kinds of area that documents are made for, by the names of `--area`.
package enum AreaKind: String, Sendable, CaseIterable {
    case lsoa, msoa, ward, district, hex

    /// The kind of cell that counts are summed over; nil for hexagons.
    package var cells: Cell.Kind? {
        switch self {
        case .lsoa: .lsoa
        case .msoa: .msoa
        case .ward: .ward
        case .district: .district
        case .hex: nil
        }
    }

    /// One sentence for a kind that the hub has no areas of.
    package var unavailable: String {
        "there are no \(rawValue)s here: they need a boundary file; hub geography import brings them in"
    }
}
