/// What could not be accepted: seen, mended, sent again.
extension CommandTable {
    private static let deadLetterFilters: [OptionSpecification] = [
        .init(name: "code", placeholder: "CODE", help: "only those refused for this reason"),
        .init(name: "partner", placeholder: "PARTNER", help: "only those of this partner"),
        .init(name: "type", placeholder: "TYPE", help: "only those of this message type"),
        .init(name: "since", placeholder: "INSTANT", help: "only those received from this instant on"),
        .init(name: "until", placeholder: "INSTANT", help: "only those received before this instant"),
    ]

    private static let limit = OptionSpecification(
        name: "limit", placeholder: "N", help: "no more than so many", kind: .integer(1...Int64.max))

    private static let ids = OperandSpecification(
        name: "ID", help: "as hub deadletters list prints it; else a filter says which", kind: .text, minimum: 0,
        maximum: .max)

    private static let all = OptionSpecification.flag("all", "every open dead letter")

    static let deadLettersList = CommandSpecification(
        words: ["deadletters", "list"], summary: "what could not be accepted, and why",
        options: [
            tableOrJSON,
            .choice("state", ["open", "withheld", "redriven", "discarded"], "only those in this state"),
        ] + deadLetterFilters + [
            .init(
                name: "limit", placeholder: "N", help: "only the latest so many", kind: .integer(1...Int64.max))
        ],
        examples: [.init("hub deadletters list --limit 20", "the latest twenty")],
        run: { try DeadLettersCommand.list($0) })

    static let deadLettersShow = CommandSpecification(
        words: ["deadletters", "show"], summary: "one dead letter with its bytes",
        operands: [.init(name: "ID", help: "as hub deadletters list prints it", kind: .text)],
        options: [.flag("raw", "the exact bytes received and nothing else"), tableOrJSON],
        examples: [
            .init("hub deadletters show ID --raw > message.json", "writes the bytes as they came")
        ],
        run: { try DeadLettersCommand.show($0) })

    static let deadLettersStats = CommandSpecification(
        words: ["deadletters", "stats"], summary: "how many dead letters there are, by partner, type, reason and state",
        options: [tableOrJSON],
        examples: [.init("hub deadletters stats", "what is refused most, and since when")],
        run: { try DeadLettersReporting.stats($0) })

    static let deadLettersExport = CommandSpecification(
        words: ["deadletters", "export"], summary: "dead letters with their bytes, as CSV or JSON lines",
        discussion: "The export is noted in the audit log. Bytes are in Base64; withheld messages have none.",
        options: [
            .choice("format", ["csv", "json"], fallback: "csv", "CSV for a spreadsheet, or one JSON document a line"),
            .choice("state", ["open", "withheld", "redriven", "discarded"], "only those in this state"),
        ] + deadLetterFilters + [limit],
        examples: [.init("hub deadletters export --partner wyp > letters.csv", "all of West Yorkshire Police's")],
        run: { try DeadLettersReporting.export($0) })

    static let deadLettersRevalidate = CommandSpecification(
        words: ["deadletters", "revalidate"], summary: "which dead letters would be accepted by the rules of today",
        discussion: "Changes nothing. Exit status 1 when any would be refused again.",
        operands: [ids], options: deadLetterFilters + [all, limit, tableOrJSON],
        examples: [.init("hub deadletters revalidate --code SCHEMA_INVALID", "after a schema was corrected")],
        run: { try DeadLettersActing.revalidate($0) })

    static let deadLettersRedrive = CommandSpecification(
        words: ["deadletters", "redrive"], summary: "sends dead letters again to where they came from",
        discussion: """
            Only those that would be accepted now, unless --force. Messages keep their ids and subjects, so that nothing
            counts twice. Each is noted in the audit log. Exit status 1 when any was not sent.
            """,
        operands: [ids],
        options: deadLetterFilters + [
            all, limit, .flag("dry-run", "say what would be done and do nothing"),
            .init(
                name: "edit", placeholder: "FILE", help: "send these bytes instead; the id and subject stay",
                kind: .path),
            .flag("force", "also those that would be refused again, and those dealt with before"),
            .init(name: "reason", placeholder: "TEXT", help: "why, for the record"), tableOrJSON,
        ],
        examples: [
            .init("hub deadletters redrive --code AREA_UNKNOWN --dry-run", "what would go through now"),
            .init("hub deadletters redrive ID --edit mended.json", "sends a mended message"),
        ],
        run: { try DeadLettersActing.redrive($0) })

    static let deadLettersDiscard = CommandSpecification(
        words: ["deadletters", "discard"], summary: "closes dead letters that nobody will mend, with a reason",
        discussion: "They stay on record with the reason and who gave it.",
        operands: [ids],
        options: [
            .init(name: "reason", placeholder: "TEXT", help: "why, for the record", isRequired: true)
        ] + deadLetterFilters + [all, limit, .flag("dry-run", "say what would be done and do nothing"), tableOrJSON],
        examples: [.init("hub deadletters discard ID --reason \"sent again under another id\"", "closes one")],
        run: { try DeadLettersActing.discard($0) })
}
