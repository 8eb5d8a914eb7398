/// Choices a schema is compiled with.
package struct SchemaOptions: Sendable, Hashable {
    /// Whether `format` is an assertion; else an annotation unless the schema's dialect asserts it.
    package var assertFormats: Bool
    /// Whether the schema's document is first checked against its metaschema.
    package var checkSchema: Bool

    /// Formats asserted, the schema checked.
    package init(assertFormats: Bool = true, checkSchema: Bool = true) {
        self.assertFormats = assertFormats
        self.checkSchema = checkSchema
    }
}
