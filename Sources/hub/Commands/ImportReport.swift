import HubContracts
import HubExchange
import HubGateway
import HubJSON

/// What `hub import police-uk` says at its end; in JSON by `schemas/cli/import.json`.
struct ImportReport {
    var partner: String
    var isDryRun: Bool
    var rows = PoliceUKImport.Report()
    var imported = 0
    var unchanged = 0
    var withdrawn = 0
    var unanswered = 0
    var missing: [String] = []
    var published: [String] = []
    var seconds = 0.0
    private var refusedByHub = Kept<(file: String, refusal: RowRefusal)>()

    private static let shownRefusals = 5

    init(partner: String, isDryRun: Bool) {
        self.partner = partner
        self.isDryRun = isDryRun
    }

    /// Refused rows, whether each is told of or not.
    var refusedCount: Int { rows.refused + refusedByHub.count }

    private var refusals: [(file: String, refusal: RowRefusal)] { rows.refusals + refusedByHub.first }

    private var notMappedCount: Int { rows.notMapped.values.reduce(0, +) }

    /// Takes the hub's receipts into account.
    mutating func take(_ submission: LogDelivery) {
        imported = submission.count(.accepted)
        unchanged = submission.count(.duplicate)
        unanswered = submission.unanswered
        for refusal in submission.refusals.first {
            let origin =
                rows.origins.indices.contains(refusal.ordinal)
                ? rows.origins[refusal.ordinal] : (file: 0, line: 1)
            let code = refusal.reason.flatMap { ReasonCode(rawValue: $0) }
            refusedByHub.append(
                (
                    rows.files[Int(origin.file)],
                    RowRefusal(
                        line: Int(origin.line), field: "row", code: refusal.reason,
                        expected: "a message that the hub accepts",
                        got: refusal.detail ?? code?.meaning ?? refusal.status,
                        mend: code?.remedy ?? "ask the hub's operator")
                ))
        }
    }

    func writeText() throws {
        let files = rows.files.count == 1 ? rows.files[0] : "\(rows.files.count) files"
        let outcome = isDryRun ? "\(rows.events) can be imported" : "\(imported) imported, \(unchanged) unchanged"
        try Output.line(
            "\(rows.rows) rows of \(files): \(outcome), \(notMappedCount) of categories that are not mapped,"
                + " \(refusedCount) refused")
        if !rows.notMapped.isEmpty {
            let names = rows.notMapped.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
                "\($0.key) \($0.value)"
            }
            try Output.line("not mapped: \(names.joined(separator: ", "))")
        }
        try writeMissing()
        if !isDryRun {
            try Output.line("\(published.count) hotspot documents published, \(Self.fixed(seconds)) s in all")
        }
        for file in rows.filesWithByteOrderMark {
            Talk.line(
                "\(file) begins with a byte order mark, which data.police.uk does not write: a spreadsheet saved it")
        }
        for (file, refusal) in refusals.prefix(Self.shownRefusals) {
            Talk.line(
                "\(file), row \(refusal.line), \(refusal.field): expected \(refusal.expected), got '\(refusal.got)'"
                    + (refusal.code.map { " (\($0))" } ?? "") + "; how to mend it: \(refusal.mend)")
        }
        let hidden = refusals.dropFirst(Self.shownRefusals)
        if hidden.isEmpty { return }
        var kinds: [String: Int] = [:]
        for (_, refusal) in hidden { kinds["\(refusal.field): expected \(refusal.expected)", default: 0] += 1 }
        for (kind, count) in kinds.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
            Talk.line("and \(count) more rows, \(kind)")
        }
        let untold = refusedCount - refusals.count
        Talk.line(
            untold == 0 ? "--output json lists every refused row" : "and \(untold) more, of which nothing more is kept")
    }

    private func writeMissing() throws {
        if missing.isEmpty { return }
        let what = "\(missing.count) records of an earlier issue are not in these files"
        if withdrawn > 0 {
            try Output.line("\(what): \(withdrawn) withdrawn")
        } else {
            try Output.line("\(what); --replace withdraws them:")
            for reference in missing.prefix(Self.shownRefusals) { try Output.line("  \(reference)") }
            if missing.count > Self.shownRefusals {
                try Output.line("  and \(missing.count - Self.shownRefusals) more")
            }
        }
    }

    private static func fixed(_ seconds: Double) -> String {
        let hundredths = Int((seconds * 100).rounded())
        let rest = hundredths % 100
        return "\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
    }

    func writeJSON() throws {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("partner")
        writer.string(partner)
        writer.key("files")
        writer.strings(rows.files)
        writer.key("dry_run")
        writer.bool(isDryRun)
        for (key, value) in [
            ("rows", rows.rows), ("imported", imported), ("unchanged", unchanged), ("refused", refusedCount),
        ] {
            writer.key(key)
            writer.int(Int64(value))
        }
        writer.key("not_mapped")
        writer.beginObject()
        for (category, count) in rows.notMapped.sorted(by: { $0.key < $1.key }) {
            writer.key(category)
            writer.int(Int64(count))
        }
        writer.endObject()
        writer.key("refusals")
        writer.beginArray()
        for (file, refusal) in refusals { write(file, refusal, to: &writer) }
        writer.endArray()
        writer.key("missing")
        writer.strings(missing)
        writer.key("seconds")
        writer.double(seconds)
        writer.key("published")
        writer.strings(published)
        writer.endObject()
        try Output.write(writer.bytes)
        try Output.line("")
    }

    private func write(_ file: String, _ refusal: RowRefusal, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("file")
        writer.string(file)
        writer.key("row")
        writer.int(Int64(refusal.line))
        writer.key("field")
        writer.string(refusal.field)
        if let code = refusal.code {
            writer.key("code")
            writer.string(code)
        }
        writer.key("expected")
        writer.string(refusal.expected)
        writer.key("got")
        writer.string(refusal.got)
        writer.key("mend")
        writer.string(refusal.mend)
        writer.endObject()
    }
}
