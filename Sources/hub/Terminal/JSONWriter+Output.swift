import HubJSON

extension JSONWriter {
    /// Writes text, or null.
    mutating func optional(_ text: String?) {
        if let text { string(text) } else { null() }
    }

    /// Writes an array of strings.
    mutating func strings(_ texts: [String]) {
        beginArray()
        for text in texts { string(text) }
        endArray()
    }
}
