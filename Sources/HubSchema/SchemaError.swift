/// Why a schema is refused when it is compiled.
package struct SchemaError: Error, Hashable, Sendable, CustomStringConvertible {
    /// URI of the document at fault.
    package var uri: String
    /// JSON Pointer of the place in that document.
    package var pointer: String
    /// What is wrong; lower case, without a full stop.
    package var message: String

    /// An error at a place of a document.
    package init(uri: String = "", pointer: String, message: String) {
        self.uri = uri
        self.pointer = pointer
        self.message = message
    }

    /// `schema.json#/properties/a: the reason`.
    package var description: String { "\(uri)#\(pointer): \(message)" }
}
