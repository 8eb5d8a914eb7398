import HubGeography
import HubJSON
import HubStore
import HubTransport

/// `hub deadletters stats` and `export`.
enum DeadLettersReporting {
    static func stats(_ invocation: Invocation) throws -> ExitStatus {
        let reader = try StoreCheck.reader(try HubSettings(invocation).store)
        let rows = try reader.deadLetterStats()
        if invocation["output"] == "json" {
            var writer = JSONWriter()
            writer.beginObject()
            writer.key("items")
            writer.beginArray()
            for row in rows {
                writer.beginObject()
                for (key, text) in [
                    ("partner", row.partner), ("type", row.type), ("code", row.code), ("state", row.state),
                ] {
                    writer.key(key)
                    writer.string(text)
                }
                writer.key("count")
                writer.int(row.count)
                writer.key("oldest_at")
                writer.string(LondonCalendar.text(ofEpochMilliseconds: row.oldestAt))
                writer.key("newest_at")
                writer.string(LondonCalendar.text(ofEpochMilliseconds: row.newestAt))
                writer.endObject()
            }
            writer.endArray()
            writer.endObject()
            try Output.write(writer.bytes)
            try Output.line("")
            return .done
        }
        var table = TextTable([
            ("partner", .left), ("type", .left), ("code", .left), ("state", .left), ("count", .right),
            ("oldest", .left), ("newest", .left),
        ])
        for row in rows {
            table.add([
                row.partner, row.type, row.code, row.state, "\(row.count)",
                LondonCalendar.text(ofEpochMilliseconds: row.oldestAt),
                LondonCalendar.text(ofEpochMilliseconds: row.newestAt),
            ])
        }
        if rows.isEmpty { Talk.line("no dead letters") } else { try Output.write(table.text()) }
        return .done
    }

    static func export(_ invocation: Invocation) throws -> ExitStatus {
        let settings = try HubSettings(invocation)
        let reader = try StoreCheck.reader(settings.store)
        let filter = try DeadLetterSelection.filter(invocation)
        let letters = try reader.deadLetters(filter, limit: invocation.integer("limit").flatMap { Int(exactly: $0) })
        var entry = AuditNote.entry(.consultation, "export dead letters")
        entry.partner = filter.partner
        entry.type = filter.type
        entry.count = Int64(letters.count)
        try AuditNote.write(entry, store: settings.store)
        let isCSV = invocation["format"] == "csv"
        if isCSV { try Output.write(csv(columns)) }
        for letter in letters {
            guard let whole = try reader.deadLetter(id: letter.id) else { continue }
            try Output.write(isCSV ? csv(cells(whole)) : json(whole))
        }
        return .done
    }

    private static let columns = [
        "id", "code", "partner", "type", "topic", "partition", "offset", "received_at", "pointer", "detail", "state",
        "acted_at", "actor", "note", "bytes_base64",
    ]

    private static func cells(_ letter: DeadLetter) -> [String] {
        let bytes = letter.record.records.first.flatMap { letter.record.array($0.value) }
        return [
            letter.id, letter.code, letter.partner, letter.type ?? "", letter.topic, "\(letter.partition)",
            "\(letter.offset)", LondonCalendar.text(ofEpochMilliseconds: letter.receivedAt), letter.pointer,
            letter.detail, letter.state, letter.actedAt.map { LondonCalendar.text(ofEpochMilliseconds: $0) } ?? "",
            letter.actor ?? "", letter.note ?? "", bytes.map { Base64.text(of: $0) } ?? "",
        ]
    }

    /// A row by RFC 4180; a cell that a spreadsheet would take for a formula begins with an apostrophe.
    private static func csv(_ cells: [String]) -> String {
        cells.map { cell in
            let isFormula = cell.utf8.first.map { "=+-@\t\r".utf8.contains($0) } ?? false
            let text = isFormula ? "'" + cell : cell
            let needsQuotes = text.utf8.contains { "\",\r\n".utf8.contains($0) }
            return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
        }
        .joined(separator: ",") + "\r\n"
    }

    private static func json(_ letter: DeadLetter) -> String {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, cell) in zip(columns, cells(letter)) {
            writer.key(name)
            switch name {
            case "partition", "offset": writer.int(Int64(cell) ?? 0)
            case "type", "acted_at", "actor", "note", "bytes_base64": writer.optional(cell.isEmpty ? nil : cell)
            default: writer.string(cell)
            }
        }
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }
}
