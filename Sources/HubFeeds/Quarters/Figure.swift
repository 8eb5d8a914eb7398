import HubGeography
package import HubHotspots

/// A published figure by its name: `asb/lsoa/month:2016-07/E01010568`, with a part behind it if it is not the count
/// (`day`, `night`, `repeats`, `possession`, `emergency_department`).
package struct Figure: Sendable, Hashable {
    /// What of an area is counted.
    package enum Part: String, Sendable, CaseIterable {
        case count, day, night, repeats, possession
        case emergencyDepartment = "emergency_department"
    }

    /// What is counted.
    package var theme: Theme
    /// The kind of the area.
    package var kind: AreaKind
    /// When.
    package var window: Window
    /// The area's code, or `unlocated` and `outside`.
    package var code: String
    /// Of the area's records.
    package var part: Part

    /// Reads a figure's name; nil if it is none.
    package init?(_ text: String) {
        let fields = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (4...5).contains(fields.count), let theme = Theme(rawValue: fields[0]),
            let kind = AreaKind(rawValue: fields[1]),
            let window = Window(fields[2]), !fields[3].isEmpty,
            let part = fields.count == 5 ? Part(rawValue: fields[4]) : .count
        else { return nil }
        self.init(theme: theme, kind: kind, window: window, code: fields[3], part: part)
    }

    /// A figure.
    package init(theme: Theme, kind: AreaKind, window: Window, code: String, part: Part = .count) {
        self.theme = theme
        self.kind = kind
        self.window = window
        self.code = code
        self.part = part
    }

    /// One sentence for a name that cannot be read.
    package static let expectation =
        "a figure is written asb/lsoa/month:2016-07/E01010568, with /day, /night, /repeats, /possession or "
        + "/emergency_department behind it for a part of the count"

    /// The name.
    package var text: String {
        SummaryDocument.key(theme, kind, window) + "/" + code + (part == .count ? "" : "/" + part.rawValue)
    }
}
