/// What a hotspot list is about.
package enum Theme: String, Sendable, CaseIterable {
    /// Anti-social behaviour.
    case asb
    /// Offences in which a knife or sharp instrument was used or threatened; possession is a series of its own and not counted.
    case knife

    /// The series of contributions and bins that the theme counts, by the number that the store keeps.
    package var series: UInt8 {
        switch self {
        case .asb: 1
        case .knife: 2
        }
    }

    /// The theme that counts a series; nil if none does.
    package init?(series: UInt8) {
        guard let theme = Self.allCases.first(where: { $0.series == series }) else { return nil }
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

    /// One sentence for a tier that is not published; nil for one that is.
    package var unavailable: String? {
        switch self {
        case .exact: nil
        case .partner, .public:
            "the \(rawValue) tier is not published yet: its figures need disclosure control; ask for --tier exact"
        }
    }
}

/// The kinds of area that documents are made for, by the names of `--area`.
package enum AreaKind: String, Sendable, CaseIterable {
    case lsoa, msoa, ward, district, hex

    /// The kinds that can be shown now; wards come with boundary files.
    package static let published: [Self] = [.lsoa, .msoa, .district, .hex]

    /// One sentence for a kind that is not published; nil for one that is.
    package var unavailable: String? {
        self == .ward
            ? "wards are not published yet: they need boundary files; ask for lsoa, msoa, district or hex" : nil
    }
}
