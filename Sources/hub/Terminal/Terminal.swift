import Glibc

/// What the terminal can show.
package enum Terminal {
    /// Whether stderr is a terminal, so that a progress bar makes sense.
    package static let showsProgress = isatty(2) == 1

    /// Whether stdout takes colours: a terminal, and `NO_COLOR` unset or empty (no-color.org).
    package static let showsColour: Bool = {
        if let value = getenv("NO_COLOR"), value.pointee != 0 { return false }
        if let value = getenv("TERM"), String(cString: value) == "dumb" { return false }
        return isatty(1) == 1
    }()

    package enum Style: String, Sendable {
        case bold = "1"
        case red = "31"
        case green = "32"
        case yellow = "33"
    }

    package static func styled(_ text: String, _ style: Style) -> String {
        showsColour ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }
}
