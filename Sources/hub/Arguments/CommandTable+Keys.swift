extension CommandTable {
    private static let tiers = ["exact", "partner", "public"]

    static let keyAdd = CommandSpecification(
        words: ["key", "add"], summary: "makes an API key for a partner; shown once, stored hashed",
        discussion: "The key alone goes to stdout. The tier is what the key may read of hotspots.",
        options: [
            .init(
                name: "partner", placeholder: "PARTNER", help: "the partner it speaks for", isRequired: true),
            .choice("tier", tiers, fallback: "partner", "which hotspots it may read"), tableOrJSON,
        ],
        examples: [.init("hub key add --partner leeds --tier partner > leeds.key", "a key for Leeds, in a file")],
        usesTransport: false, run: { try KeyCommand.add($0) })

    static let keyList = CommandSpecification(
        words: ["key", "list"], summary: "the API keys there are, without the keys themselves",
        options: [
            .init(name: "partner", placeholder: "PARTNER", help: "only this partner's"),
            .choice("tier", tiers, "only of this tier"), tableOrJSON,
        ],
        examples: [.init("hub key list --partner leeds", "what was given to Leeds")],
        usesTransport: false, run: { try KeyCommand.list($0) })

    static let keyRevoke = CommandSpecification(
        words: ["key", "revoke"], summary: "takes API keys back, at once in a running hub too",
        operands: [.init(name: "ID", help: "as hub key list prints it", kind: .text, minimum: 0, maximum: .max)],
        options: [
            .init(name: "partner", placeholder: "PARTNER", help: "this partner's; without ID all of them"),
            .choice("tier", tiers, "only of this tier"),
        ],
        examples: [.init("hub key revoke --partner leeds", "every key of Leeds")],
        usesTransport: false, run: { try KeyCommand.revoke($0) })
}
