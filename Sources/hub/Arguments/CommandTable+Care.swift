/// The commands of the data officer: policy and audit.
extension CommandTable {
    static let policyExplain = CommandSpecification(
        words: ["policy", "explain"],
        summary: "whether a message may go to a partner: fields and agreement, or rule and law",
        discussion: "Exit status 0 when it is released, 1 when it is refused.",
        operands: [.init(name: "FILE", help: "one CloudEvent in JSON; - is stdin")],
        options: [
            .init(name: "partner", placeholder: "PARTNER", help: "who sends the message", isRequired: true),
            .init(name: "recipient", placeholder: "PARTNER", help: "who would receive it", isRequired: true),
            .init(name: "at", placeholder: "INSTANT", help: "when, for example 2026-03-31T23:00:00Z; else now"),
            tableOrJSON,
        ],
        examples: [
            .init(
                "hub policy explain message.json --partner wyp --recipient leeds",
                "what Leeds gets of a message of West Yorkshire Police, and why")
        ],
        usesTransport: false, run: { try PolicyCommand.explain($0) })

    static let policyTest = CommandSpecification(
        words: ["policy", "test"], summary: "runs tables of policy cases and names those that come out otherwise",
        discussion: """
            Without FILE: the shipped table, and policy-cases.json beside the configured agreements where there is one.
            Exit status 1 when a case comes out otherwise. Tables follow schemas/policy-cases.schema.json.
            """,
        operands: [.init(name: "FILE", help: "a table of cases", minimum: 0, maximum: .max)],
        options: [tableOrJSON],
        examples: [.init("hub policy test", "every exclusion of section 16, every kind of body, expiry on the minute")],
        usesTransport: false, run: { try PolicyCommand.test($0) })

    static let auditVerify = CommandSpecification(
        words: ["audit", "verify"], summary: "whether the audit log is as it was written",
        discussion: """
            Checks the store's log, or an export, entry by entry, against its signed checkpoint. With a checkpoint held
            outside it also proves that nothing before it was rewritten. An export needs no store: a stranger can check it.
            Exit status 1 when anything was changed, removed, reordered or inserted.
            """,
        operands: [.init(name: "EXPORT", help: "what hub audit export wrote; else the store itself", minimum: 0)],
        options: [
            .init(name: "checkpoint", placeholder: "FILE", help: "a checkpoint held outside", kind: .path), tableOrJSON,
        ],
        examples: [.init("hub audit verify export.ndjson --checkpoint held.json", "checks an export offline")],
        usesTransport: false, run: { try AuditCommand.verify($0) })

    static let auditExport = CommandSpecification(
        words: ["audit", "export"], summary: "the audit log, one JSON entry a line, the signed checkpoint last",
        examples: [.init("hub audit export > export.ndjson", "for the Commissioner, or for a partner to check")],
        usesTransport: false, run: { try AuditCommand.export($0) })

    static let auditCheckpoint = CommandSpecification(
        words: ["audit", "checkpoint"], summary: "how the audit log stands now, signed, for a partner to hold",
        examples: [.init("hub audit checkpoint > held.json", "keep it where the hub's operator cannot reach it")],
        usesTransport: false, run: { try AuditCommand.checkpoint($0) })
}
