/// One reason why an instance does not fit a schema.
package struct SchemaFault: Hashable, Sendable {
    /// JSON Pointer of the value at fault.
    package var instancePointer: String
    /// Where the keyword stands: URI of the schema's document, `#`, JSON Pointer.
    package var keywordPointer: String
    /// The way the evaluation took to the keyword, through references (JSON Pointer).
    package var evaluationPath: String
    /// The keyword, for example `required`.
    package var keyword: String
    /// A plain sentence: what was expected, what came; never more than some 60 characters of the value.
    package var message: String

    /// A fault.
    package init(
        instancePointer: String, keywordPointer: String, evaluationPath: String = "", keyword: String, message: String
    ) {
        self.instancePointer = instancePointer
        self.keywordPointer = keywordPointer
        self.evaluationPath = evaluationPath
        self.keyword = keyword
        self.message = message
    }
}
