/// The addresses of our schemas; names, never fetched.
package enum SchemaURI {
    /// What every address starts with.
    package static let base = "https://schemas.hub.westyorkshire.example/"

    /// The address of a file below `schemas/`.
    package static func uri(ofPath path: String) -> String { base + path }

    /// The address of a message type's schema, for whole events.
    package static func event(type: String, version: Int = 1) -> String { "\(base)\(type)/v\(version)/schema.json" }

    /// The address of the schema for a message type's data alone.
    package static func data(type: String, version: Int = 1) -> String {
        event(type: type, version: version) + "#/$defs/data"
    }

    /// Whether a file below `schemas/` is a schema, not a document or an example.
    static func isSchema(_ path: String) -> Bool {
        !path.contains("/examples/") && !path.hasPrefix("shipped/") && path != "registry.json"
    }
}
