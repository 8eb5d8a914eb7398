/// What a record is counted in; the raw value is stored in bins and never changes.
///
/// 0 stands for none.
package enum Series: UInt8, Sendable, CaseIterable {
    /// Anti-social behaviour incidents.
    case asb = 1
    /// Knife offences other than possession (ONS, offences involving a knife or sharp instrument).
    case knife = 2
    /// Possession of a blade or point, which the ONS counts separately.
    case knifePossession = 3

    /// The hotspot theme of the series, as in topics and commands; possession has none of its own.
    package var theme: String? {
        switch self {
        case .asb: "asb"
        case .knife: "knife"
        case .knifePossession: nil
        }
    }

    /// The series that a theme's hotspots are made of, or nil for an unknown theme.
    package init?(theme: String) {
        guard let found = Self.allCases.first(where: { $0.theme == theme }) else { return nil }
        self = found
    }
}
