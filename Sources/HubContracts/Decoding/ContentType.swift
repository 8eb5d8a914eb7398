/// What a content type says of a record, read in place.
enum ContentType {
    /// A structured-mode event in JSON.
    case structured
    /// CloudEvents in a form the hub does not read: batched, or not JSON.
    case unsupportedEvents
    /// JSON that is no event by itself.
    case json
    case other

    init(_ text: UnsafeRawBufferPointer) {
        let essence = Self.essence(text)
        if essence.starts(withFolded: "application/cloudevents") {
            let rest = essence.from(23)
            if rest.isEmpty || rest.equals(folded: "+json") {
                self = .structured
                return
            }
            if rest[0] == 0x2B || rest[0] == 0x2D {
                self = .unsupportedEvents
                return
            }
        }
        let isJSON =
            essence.equals(folded: "application/json") || essence.equals(folded: "text/json")
            || (essence.count > 5 && essence.from(essence.count - 5).equals(folded: "+json"))
        self = isJSON ? .json : .other
    }

    /// Type and subtype without parameters and blanks around them.
    private static func essence(_ text: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var start = 0
        while start < text.count, text[start] == 0x20 { start += 1 }
        var end = start
        while end < text.count, text[end] != 0x3B { end += 1 }
        while end > start, text[end - 1] == 0x20 { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: text[start..<end])
    }
}
