import HubJSON

/// A link of a document (RFC 8288), with an absolute target.
struct Link {
    var target: String
    var relation: String
    var type: String
    var title: String

    init(_ target: String, _ relation: String, _ type: String, _ title: String) {
        self.target = target
        self.relation = relation
        self.type = type
        self.title = title
    }

    static let api = "application/vnd.oai.openapi+json;version=3.0"

    static func write(_ links: [Link], to writer: inout JSONWriter) {
        writer.key("links")
        writer.beginArray()
        for link in links {
            writer.beginObject()
            for (key, value) in [
                ("href", link.target), ("rel", link.relation), ("type", link.type), ("title", link.title),
            ] {
                writer.key(key)
                writer.string(value)
            }
            writer.endObject()
        }
        writer.endArray()
    }
}
