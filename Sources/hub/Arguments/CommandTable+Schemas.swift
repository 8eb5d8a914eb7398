extension CommandTable {
    /// The commands about schemas.
    static let schemas: [CommandSpecification] = [schemaCheck, schemaLint, schemaDocs, schemaAsyncAPI]

    private static let schemaCheck = CommandSpecification(
        words: ["schema", "check"], summary: "whether a new schema may replace older ones",
        discussion: """
            backward: the new schema takes whatever the old one takes, so that receivers may change first; forward: the old
            one takes whatever the new one takes; full: both. What cannot be shown counts as a break. Without --transitive
            only the last OLD counts. Exit status 0 compatible, 1 not shown to be, 65 a schema cannot be used.
            """,
        operands: [
            .init(name: "OLD", help: "older versions, the oldest first", maximum: .max),
            .init(name: "NEW", help: "the new schema"),
        ],
        options: [
            .choice("mode", ["backward", "forward", "full"], fallback: "backward", "which way round"),
            .flag("transitive", "against every OLD, not only the last"),
            .init(
                name: "resources", placeholder: "BASE=DIR",
                help: "look up references below the URI BASE in the folder DIR", isRepeatable: true),
            .choice("output", ["text", "json"], fallback: "text", "for people or for programs"),
        ],
        examples: [
            .init(
                "hub schema check v1/schema.json v2/schema.json --mode full", "old data in the new, new data in the old"
            )
        ],
        usesTransport: false, run: { try SchemaCommand.check($0) })

    private static let schemaLint = CommandSpecification(
        words: ["schema", "lint"], summary: "the house rules for schemas of messages",
        operands: [.init(name: "FILE", help: "a schema; without any, the shipped ones", minimum: 0, maximum: .max)],
        options: [.choice("output", ["text", "json"], fallback: "text", "for people or for programs")],
        examples: [.init("hub schema lint schemas/asb.incident/v1/schema.json", "what should be mended")],
        usesTransport: false, run: { try SchemaCommand.lint($0) })

    private static let schemaDocs = CommandSpecification(
        words: ["schema", "docs"], summary: "one readable page a message type, in Markdown",
        operands: [
            .init(name: "TYPE", help: "a message type; without any, all", kind: .text, minimum: 0, maximum: .max)
        ],
        options: [.init(name: "to", placeholder: "DIR", help: "write each page to a file there", kind: .directory)],
        examples: [.init("hub schema docs asb.incident", "what a message about anti-social behaviour holds")],
        usesTransport: false, run: { try SchemaCommand.docs($0) })

    private static let schemaAsyncAPI = CommandSpecification(
        words: ["schema", "asyncapi"], summary: "the registry as an AsyncAPI 3.0 document",
        options: [
            .init(
                name: "server", placeholder: "HOST:PORT", help: "the broker it names", fallback: "localhost:9092")
        ],
        examples: [.init("hub schema asyncapi > asyncapi.json", "for AsyncAPI's tools")],
        usesTransport: false, run: { try SchemaCommand.asyncAPI($0) })
}
