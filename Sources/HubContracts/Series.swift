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
    /// Assaults with a knife or sharp object seen in an emergency department; never counted as knife crime.
    case emergencyKnife = 4

    /// The hotspot theme of the series, as in topics and commands; possession and attendances have none of their own.
    package var theme: String? {
        switch self {
        case .asb: "asb"
        case .knife: "knife"
        case .knifePossession, .emergencyKnife: nil
        }
    }

    /// The series that the registry names: a theme, or `emergency_department`; nil for any other name.
    package init?(registered name: String) {
        if name == "emergency_department" { self = .emergencyKnife } else { self.init(theme: name) }
    }

    /// The series that a theme's hotspots are made of, or nil for an unknown theme.
    package init?(theme: String) {
        guard let found = Self.allCases.first(where: { $0.theme == theme }) else { return nil }
        self = found
    }
}
