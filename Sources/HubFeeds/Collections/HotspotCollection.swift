package import HubHotspots

/// A collection of features: one theme by one kind of area over windows of one length, for example `asb-lsoa-month`.
package struct HotspotCollection: Sendable, Hashable {
    /// The lengths of windows that collections are made of.
    package enum Span: String, Sendable, CaseIterable {
        case month, quarter, year, rolling

        /// The length of a window.
        package init(_ window: Window) {
            switch window.shape {
            case .month: self = .month
            case .quarter: self = .quarter
            case .year: self = .year
            case .rolling: self = .rolling
            }
        }
    }

    /// What is counted.
    package var theme: Theme
    /// Kind of area of the features.
    package var kind: AreaKind
    /// Length of the windows.
    package var span: Span

    /// A collection.
    package init(theme: Theme, kind: AreaKind, span: Span) {
        self.theme = theme
        self.kind = kind
        self.span = span
    }

    /// Reads an identifier; nil if there is no such collection.
    package init?(id: String) {
        let parts = id.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let theme = Theme(rawValue: parts[0]), let kind = AreaKind(rawValue: parts[1]),
            let span = Span(rawValue: parts[2])
        else { return nil }
        self.init(theme: theme, kind: kind, span: span)
    }

    /// `<theme>-<area>-<span>`.
    package var id: String { "\(theme.rawValue)-\(kind.rawValue)-\(span.rawValue)" }

    /// The collections that a tier may have, whether or not anything is published in them (design, "Hotspots").
    package static func all(in tier: Tier) -> [Self] {
        let kinds: [AreaKind] =
            tier == .public ? [.msoa, .ward, .district] : [.lsoa, .msoa, .ward, .district, .hex]
        let spans: [Span] =
            switch tier {
            case .exact: Span.allCases
            case .partner: [.month, .quarter, .year]
            case .public: [.year]
            }
        return Theme.allCases.flatMap { theme in
            kinds.flatMap { kind in spans.map { Self(theme: theme, kind: kind, span: $0) } }
        }
    }

    /// What people call it.
    package var title: String {
        let what = theme == .asb ? "Anti-social behaviour" : "Knife crime"
        let areas =
            switch kind {
            case .lsoa: "LSOA"
            case .msoa: "MSOA"
            case .ward: "ward"
            case .district: "district"
            case .hex: "hexagon"
            }
        let windows =
            switch span {
            case .month: "months"
            case .quarter: "quarters"
            case .year: "years ending with a quarter"
            case .rolling: "28, 91 and 365 days"
            }
        return "\(what) by \(areas), \(windows)"
    }

    /// The part of a feature's id that names the window: `2016-07`, `2016-Q3`, `28_2016-07-31`.
    package static func suffix(of window: Window) -> String {
        let label = window.label
        let value = label.drop { $0 != ":" }.dropFirst()
        return String(value).replacing("@", with: "_")
    }

    /// Takes a feature's id apart into the area's code and the window; nil where it is none of this collection's.
    package func parse(feature id: String) -> (code: String, window: Window)? {
        var parts = id.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
        guard parts.count >= (span == .rolling ? 3 : 2) else { return nil }
        var value = parts.removeLast()
        if span == .rolling { value = parts.removeLast() + "@" + value }
        guard let window = Window("\(span.rawValue):\(value)"), !parts.isEmpty else { return nil }
        return (parts.joined(separator: "_"), window)
    }
}
