/// Text from outside as it may be shown or stand in an attribute.
package enum PlainText {
    /// The text with U+FFFD in the place of each control character (C0, delete, C1): they could steer a terminal, forge a
    /// line of a table, or end a header.
    ///
    /// - Parameter keepsLines: whether line feeds stay.
    package static func of(_ text: String, keepsLines: Bool = false) -> String {
        func isControl(_ scalar: Unicode.Scalar) -> Bool {
            scalar.value < 0x20 && !(keepsLines && scalar == "\n") || (0x7F...0x9F).contains(scalar.value)
        }
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var plain = String.UnicodeScalarView()
        plain.append(contentsOf: text.unicodeScalars.lazy.map { isControl($0) ? "\u{FFFD}" : $0 })
        return String(plain)
    }
}
