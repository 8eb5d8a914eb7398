extension CommandTable {
    private static let quarter = OperandSpecification(
        name: "QUARTER", help: "a calendar quarter, such as 2016-Q3", kind: .text, minimum: 1, maximum: 1)

    static let quarterClose = CommandSpecification(
        words: ["quarter", "close"], summary: "freezes the return of a quarter, signed, with the messages it rests on",
        discussion: """
            A close never changes. What comes in later makes a new close with the next number, when this is run again; if
            nothing changed, nothing is made. The signature is that of the store's audit key.
            """,
        operands: [quarter],
        options: [.choice("output", ["table", "json"], fallback: "table", "for people or for programs")],
        examples: [.init("hub quarter close 2016-Q3", "the return for the Police and Crime Panel, frozen")],
        usesTransport: false, run: { try QuarterCommand.close($0) })

    static let quarterShow = CommandSpecification(
        words: ["quarter", "show"],
        summary: "the quarterly return and the ASB case review table, as closed or as things stand",
        discussion: "The last close unless --close says another; before the first close, what would be closed now.",
        operands: [quarter],
        options: [
            .init(name: "close", placeholder: "N", help: "the close with this number", kind: .integer(1...Int64.max)),
            .choice(
                "format", ["table", "json", "csv", "case-reviews-csv", "html", "xlsx"], fallback: "table", "the form"),
        ],
        examples: [
            .init("hub quarter show 2016-Q3 --format xlsx > return.xlsx", "a workbook that explains itself"),
            .init("hub quarter show 2016-Q3 --format case-reviews-csv", "the statutory ASB case review table"),
        ],
        usesTransport: false, run: { try QuarterCommand.show($0) })

    static let quarterDiff = CommandSpecification(
        words: ["quarter", "diff"], summary: "what changed since a quarter was closed, and which messages changed it",
        discussion: "Exit status 1 when something did.",
        operands: [quarter],
        options: [
            .init(
                name: "from", placeholder: "N", help: "the close to compare; else the last, with --to the first",
                kind: .integer(1...Int64.max)),
            .init(
                name: "to", placeholder: "N", help: "with which; else as things stand", kind: .integer(1...Int64.max)),
            .choice("output", ["table", "json"], fallback: "table", "for people or for programs"),
        ],
        examples: [.init("hub quarter diff 2016-Q3", "late reports and corrections since the last close")],
        usesTransport: false, run: { try QuarterCommand.diff($0) })

    static let lineage = CommandSpecification(
        words: ["lineage"], summary: "the messages that a published figure rests on",
        discussion: "Exit status 1 when the figure published is not the number of records found.",
        operands: [
            .init(
                name: "FIGURE",
                help: "THEME/AREA/WINDOW/CODE, with /day, /night, /repeats, /possession behind it for a part",
                kind: .text, minimum: 1, maximum: 1)
        ],
        options: [.choice("output", ["table", "json"], fallback: "table", "for people or for programs")],
        examples: [.init("hub lineage asb/lsoa/month:2016-07/E01010568", "who sent what is counted there")],
        usesTransport: false, run: { try LineageCommand.run($0) })

    static let feedNamed = CommandSpecification(
        words: ["feed", "named"], summary: "the records in the hotspots that partners have drawn and named",
        discussion: """
            Of the hotspots that messages of type hotspot.definition define and that hold in the window: by point in polygon, or
            by the areas or hexagons they list. Exact figures.
            """,
        options: [
            .init(
                name: "theme", placeholder: "asb|knife", help: "what is counted", kind: .choice(["asb", "knife"]),
                isRequired: true),
            .init(
                name: "window", placeholder: "WINDOW",
                help: "month:2016-07, quarter:2016-Q3, year:2016-Q3 or rolling:28@2016-07-31", isRequired: true),
            tableOrJSON,
        ],
        examples: [.init("hub feed named --theme asb --window month:2016-07", "each named hotspot's month")],
        usesTransport: false, run: { try NamedCommand.run($0) })

    static let geographyImport = CommandSpecification(
        words: ["geography", "import"], summary: "official boundaries (GeoJSON) and look-ups (CSV) into the store",
        discussion: """
            Boundaries: GeoJSON in degrees, one feature an area, with a property that holds its code. Neighbours are areas
            within 1 m of each other on the National Grid; areas without one are reported. Look-ups: columns named as the
            Office for National Statistics does (LSOA11CD, LSOA21CD, WD23CD), or a code and a column population. Not while
            hub run has the store.
            """,
        operands: [.init(name: "FILE", help: "GeoJSON or CSV", kind: .path, minimum: 1, maximum: .max)],
        options: [
            .init(
                name: "vintage", placeholder: "YEAR", help: "the year of the boundaries", kind: .integer(2001...2099)),
            .flag("dry-run", "only report"),
            .choice("output", ["table", "json"], fallback: "table", "for people or for programs"),
        ],
        examples: [
            .init("hub geography import wards.geojson --vintage 2023", "wards: then hub feed hotspots --area ward")
        ],
        usesTransport: false, run: { try GeographyCommand.run($0) })
}
