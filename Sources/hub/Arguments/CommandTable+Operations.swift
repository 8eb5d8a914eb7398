/// What operators use.
extension CommandTable {
    static let operations = [status]

    static let status = CommandSpecification(
        words: ["status"], summary: "whether data flows; what is wrong, since when, and what to do next",
        discussion: "Exit status 0 well, 1 warning, 2 error, 3 unknown.",
        options: [
            .choice(
                "output", ["table", "json", "prom"], fallback: "table", "for people, for programs or for Prometheus"),
            .flag("watch", "show it again every two seconds until interrupted"),
        ],
        examples: [.init("hub status --store /var/lib/hub", "ten lines on the hub in /var/lib/hub")],
        run: { try StatusCommand.run($0) })
}
