import HubJSON

/// Short forms of values for sentences: never more than some 60 characters.
enum Excerpt {
    /// A value in a few words.
    static func of(_ tape: JSONTape, _ index: Int) -> String {
        let node = JSONNode(index: Int32(truncatingIfNeeded: index))
        switch tape.kind(node) {
        case .object:
            return tape.count(node) == 1 ? "an object of 1 member" : "an object of \(tape.count(node)) members"
        case .array: return tape.count(node) == 1 ? "an array of 1 element" : "an array of \(tape.count(node)) elements"
        case .string:
            let bytes = tape.bytes(node)
            return "\"\(cut(String(decoding: bytes.prefix(240), as: UTF8.self)))\""
        case .integer, .decimal: return cut(tape.number(node)?.description ?? "a number")
        case .true: return "true"
        case .false: return "false"
        case .null: return "null"
        }
    }

    /// At most 60 characters; control characters become spaces.
    static func cut(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(61).map { $0.properties.generalCategory == .control ? " " : $0 }
        var cut = String(String.UnicodeScalarView(scalars.prefix(60)))
        if scalars.count > 60 { cut += "…" }
        return cut
    }

    /// `"a" or one of "a", "b", …`, eight at most.
    static func oneOf(_ texts: [String]) -> String {
        let shown = texts.prefix(8).map { "\"\(cut($0))\"" }.joined(separator: ", ") + (texts.count > 8 ? ", …" : "")
        return texts.count == 1 ? shown : "one of \(shown)"
    }
}
