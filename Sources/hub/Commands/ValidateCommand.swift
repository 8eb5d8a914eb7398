import HubJSON

/// `hub validate`: one result a file, or a line.
enum ValidateCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        // Deep schemas and instances need a deep stack; memory is taken only as far as one goes.
        try DeepStack.run { try judge(invocation) }
    }

    private static func judge(_ invocation: Invocation) throws -> ExitStatus {
        let schema = try SchemaSource(invocation.operands[0], resources: invocation.all("resources"))
            .compile(assertFormats: invocation.flag("assert-formats"))
        let limits = JSONLimits(
            maximumBytes: Int(invocation.integer("max-bytes") ?? 64 << 20),
            maximumDepth: Int(invocation.integer("max-depth") ?? 1024),
            duplicateKeys: invocation["duplicate-keys"] == "last" ? .last : .refuse)
        let report = ValidationReport(
            form: ValidationReport.Form(rawValue: invocation["output"] ?? "") ?? .text,
            maximumFaults: Int(invocation.integer("max-errors") ?? 100))
        let verdicts = Verdicts(schema: schema, limits: limits, report: report)
        // Two bytes more than fit tell that it does not, even where the last is a carriage return.
        let most = limits.maximumBytes + 2
        for name in invocation.operands.dropFirst() {
            let file = try InputFile(name)
            if invocation.flag("lines") {
                try verdicts.giveLines(of: file, atMost: most)
            } else {
                try verdicts.give(file.readAll(atMost: most), file: name, line: nil)
            }
        }
        return verdicts.areAllValid ? .done : .notSo
    }
}
