extension JSONWriter {
    /// Writes a string, or null where there is none.
    package mutating func optional(_ text: String?) {
        if let text { string(text) } else { null() }
    }

    /// Writes an array of strings.
    package mutating func strings(_ texts: [String]) {
        beginArray()
        for text in texts { string(text) }
        endArray()
    }
}
