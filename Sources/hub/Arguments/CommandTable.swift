/// Every command of the program, its options and examples: the one source of parsing, help and shell completion.
package struct CommandTable: Sendable {
    package static let version = "0.1.0"

    package var commands: [CommandSpecification]
    package var globalOptions: [OptionSpecification]

    package init(commands: [CommandSpecification], globalOptions: [OptionSpecification]) {
        self.commands = commands
        self.globalOptions = globalOptions
    }

    /// First words that several commands share, with those commands.
    var groups: [(String, [CommandSpecification])] {
        var seen: Set<String> = []
        return commands.filter { $0.words.count > 1 && seen.insert($0.words[0]).inserted }.map { first in
            (first.words[0], commands.filter { $0.words.count > 1 && $0.words[0] == first.words[0] })
        }
    }

    func group(named words: [String]) -> [CommandSpecification]? {
        words.count == 1 ? groups.first { $0.0 == words[0] }?.1 : nil
    }

    package static let standard: CommandTable = CommandTable(
        commands: [
            demo, run, publish, consume, importPoliceUK, validate, feedHotspots, feedNamed, reconcile,
            deadLettersList, deadLettersShow, deadLettersStats, deadLettersExport, deadLettersRevalidate,
            deadLettersRedrive,
            deadLettersDiscard, policyExplain, policyTest, keyAdd, keyList, keyRevoke,
            quarterClose, quarterShow, quarterDiff, lineage, geographyImport, auditVerify, auditExport, auditCheckpoint,
            completions,
        ] + operations + kafka + schemas,
        globalOptions: [
            .init(
                name: "store", placeholder: "DIR", help: "the folder with the hub's log and state", kind: .directory,
                environment: "HUB_STORE", fallback: "./hub-data"),
            .init(name: "config", placeholder: "FILE", help: "the configuration, one JSON document", kind: .path),
            .init(
                name: "kafka", placeholder: "HOST:PORT[,…]", help: "a Kafka cluster instead of the embedded log",
                environment: "HUB_KAFKA"),
        ])

    private static let partner = OptionSpecification(
        name: "partner", placeholder: "PARTNER", help: "who you are, as the partner directory spells it",
        isRequired: true)

    private static let hub = OptionSpecification(
        name: "hub", placeholder: "URL",
        help: "a hub on another machine; the key stands in the file that HUB_KEY_FILE names", environment: "HUB_URL")

    static let tableOrJSON = OptionSpecification.choice(
        "output", ["table", "json"], fallback: "table", "for people or for programs")

    private static let demo = CommandSpecification(
        words: ["demo"], summary: "a real month through the whole hub: seven partners, hotspots, reconciliation",
        discussion: """
            Publishes a real month of West Yorkshire street-level police data (July 2016) and synthetic knife, emergency
            department and case-review messages, counts them and shows the hotspots. Everything synthetic is made from the
            seed and says that it is synthetic. The store stays (./hub-demo unless --store says otherwise) for you to look
            around in.
            """,
        options: [
            .init(
                name: "seed", placeholder: "N", help: "what the synthetic messages are made from",
                kind: .integer(0...Int64.max), fallback: "2016"),
            tableOrJSON,
        ],
        examples: [.init("hub demo --store /var/tmp/demo", "leaves a store in /var/tmp/demo")],
        run: { try DemoCommand.run($0) })

    private static let run = CommandSpecification(
        words: ["run"], summary: "the service: takes messages in, answers, counts, publishes",
        discussion: """
            Runs until SIGTERM or SIGINT, then finishes the batch in hand and ends. Serves HTTP on this machine alone, port
            8080, unless --listen or the configuration says otherwise; other machines need http.tls there.
            """,
        options: [
            .init(name: "listen", placeholder: "HOST:PORT", help: "where to serve HTTP; port 0 takes a free one")
        ],
        examples: [.init("hub run --store /var/lib/hub", "serves the store in /var/lib/hub")],
        run: { try RunCommand.run($0) })

    private static let publish = CommandSpecification(
        words: ["publish"], summary: "sends messages and waits for their receipts",
        discussion: """
            A line is a CloudEvent in JSON, or bare data, which is wrapped. Lines with a fault are reported by number, the
            others are sent. Without FILE, or with -, it reads stdin.
            """,
        operands: [
            .init(name: "FILE", help: "one message a line; - is stdin", minimum: 0, maximum: .max)
        ],
        options: [
            partner,
            .init(
                name: "type", placeholder: "TYPE", help: "the message type, for example asb.incident", isRequired: true),
            .init(
                name: "subject", placeholder: "POINTER",
                help: "where bare data hold your own reference, as a JSON Pointer"),
            .flag("raw", "send each line's bytes unchanged and unchecked"),
            .init(
                name: "sign", placeholder: "FILE",
                help: "sign each message (DSSE) with the Ed25519 key in FILE: 64 hexadecimal digits, chmod 600",
                kind: .path),
            .init(
                name: "timeout", placeholder: "SECONDS", help: "how long to wait for receipts",
                kind: .integer(0...86_400), fallback: "60"),
            hub, tableOrJSON,
        ],
        examples: [
            .init(
                "hub publish --partner wyp --type asb.incident incidents.ndjson",
                "sends the file's lines as West Yorkshire Police and prints what became of them")
        ],
        run: { try PublishCommand.run($0) })

    private static let consume = CommandSpecification(
        words: ["consume"], summary: "reads what the hub has for a partner, one JSON line a record",
        discussion: """
            Without --topic: what agreements give the partner, its receipts and dead letters, and the hotspot topics of its
            tier. With --from next it goes on where the partner's last hub consume of the topic ended, wherever that began.
            """,
        options: [
            partner,
            .init(name: "topic", placeholder: "TOPIC", help: "this topic only"),
            .init(
                name: "from", placeholder: "first|next|N",
                help: "the oldest record, the one after the last call's, or an offset",
                fallback: "first"),
            .init(
                name: "max", placeholder: "N", help: "end after so many records", kind: .integer(1...Int64.max)),
            .flag("follow", "wait for more"), hub,
        ],
        examples: [
            .init("hub consume --partner leeds --topic receipt.leeds.v1 --max 10", "the first ten receipts of Leeds"),
            .init(
                "hub consume --partner leeds --from next --hub https://hub.example:8443",
                "what waits in the mailbox at a hub on another machine, with the key in HUB_KEY_FILE"),
        ],
        run: { try ConsumeCommand.run($0) })

    private static let importPoliceUK = CommandSpecification(
        words: ["import", "police-uk"], summary: "publishes street-level CSV files of data.police.uk",
        discussion: """
            Anti-social behaviour rows become asb.incident messages; other categories are counted as not mapped. A row that
            cannot be read is refused with its number, the field, what was expected and how to mend it; the others are
            imported. The same file twice changes nothing.
            """,
        operands: [.init(name: "FILE", help: "a street CSV file; - is stdin", maximum: .max)],
        options: [
            partner,
            .flag("dry-run", "check and report, send nothing"),
            .flag("replace", "withdraw rows of an earlier issue of the same month that these files no longer hold"),
            .choice("output", ["text", "json"], fallback: "text", "for people or for programs"),
        ],
        examples: [
            .init(
                "hub import police-uk 2016-07-west-yorkshire-street.csv --partner wyp",
                "a month of West Yorkshire Police's data")
        ],
        run: { try ImportCommand.run($0) })

    private static let validate = CommandSpecification(
        words: ["validate"], summary: "checks JSON documents against a JSON Schema 2020-12",
        discussion: """
            A reference to a file is looked up beside the schema that names it, one to any other address in the folders of
            --resources; nothing is ever fetched. Blank lines are no documents. Exit status 0 all valid, 1 some not,
            65 the schema cannot be used.
            """,
        operands: [
            .init(name: "SCHEMA", help: "the schema's file"),
            .init(name: "FILE", help: "a JSON document; - is stdin", maximum: .max),
        ],
        options: [
            .flag("lines", "each line of a file is a document"),
            .flag("assert-formats", "refuse what breaks a format (date, uri and so on), as the hub does"),
            .init(
                name: "resources", placeholder: "BASE=DIR",
                help: "look up references below the URI BASE in the folder DIR", isRepeatable: true),
            .choice(
                "output", ["text", "flag", "basic", "detailed"], fallback: "text",
                "how much to say, in words or as JSON Schema's own output formats"),
            .choice(
                "duplicate-keys", ["refuse", "last"], fallback: "refuse", "what an object that names a key twice means"),
            .init(
                name: "max-errors", placeholder: "N", help: "no more errors of one document",
                kind: .integer(1...1_000_000), fallback: "100"),
            .init(
                name: "max-depth", placeholder: "N", help: "the deepest nesting of a document",
                kind: .integer(1...4096), fallback: "1024"),
            .init(
                name: "max-bytes", placeholder: "N", help: "the largest document, in bytes",
                kind: .integer(1...(1 << 30)), fallback: "67108864"),
        ],
        examples: [
            .init(
                "hub validate schemas/asb.incident/v1/schema.json schemas/asb.incident/v1/examples/valid/*.json",
                "checks the shipped examples")
        ],
        usesTransport: false, run: { try ValidateCommand.run($0) })

    private static let feedHotspots = CommandSpecification(
        words: ["feed", "hotspots"], summary: "one hotspot summary, as published",
        options: [
            .init(
                name: "theme", placeholder: "asb|knife", help: "what is counted", kind: .choice(["asb", "knife"]),
                isRequired: true),
            .init(
                name: "area", placeholder: "lsoa|msoa|ward|district|hex", help: "the kind of area",
                kind: .choice(["lsoa", "msoa", "ward", "district", "hex"]), isRequired: true),
            .init(
                name: "window", placeholder: "WINDOW",
                help:
                    "month:2016-07, quarter:2016-Q3, year:2016-Q3 or rolling:28@2016-07-31; else the latest whole month, on the public tier the latest year"
            ),
            .choice(
                "tier", ["exact", "partner", "public"], fallback: "exact",
                "for whom: everything, or with small counts hidden for partners or for everybody"),
            .choice("format", ["table", "json", "geojson", "csv", "xlsx"], fallback: "table", "the form"),
        ],
        examples: [
            .init(
                "hub feed hotspots --theme asb --area lsoa --window month:2016-07",
                "the table of one month's anti-social behaviour by LSOA"),
            .init(
                "hub feed hotspots --theme knife --area msoa --tier public --format csv",
                "the latest year as it may be shown to everybody"),
        ],
        run: { try FeedCommand.run($0) })

    private static let reconcile = CommandSpecification(
        words: ["reconcile"], summary: "where every message went, by partner, type and period",
        discussion: "Exit status 1 when a line does not add up.",
        options: [tableOrJSON],
        examples: [.init("hub reconcile --output json", "the same for a program")],
        run: { try ReconcileCommand.run($0) })

    private static let completions = CommandSpecification(
        words: ["completions"], summary: "a completion script for your shell",
        operands: [
            .init(name: "SHELL", help: "bash, zsh or fish", kind: .choice(Completions.Shell.allCases.map(\.rawValue)))
        ],
        examples: [
            .init(
                "hub completions bash > ~/.local/share/bash-completion/completions/hub",
                "for bash, from the next shell on")
        ],
        usesTransport: false,
        run: { try CompletionsCommand.run($0) })
}
