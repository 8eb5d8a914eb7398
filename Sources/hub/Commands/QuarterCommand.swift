import HubAssurance
import HubFeeds
import HubGeography
import HubHotspots
import HubJSON
import HubStore
import HubTransport

/// `hub quarter close`, `show` and `diff`: the return of a quarter, frozen and signed.
enum QuarterCommand {
    static func close(_ invocation: Invocation) throws -> ExitStatus {
        let window = try window(invocation)
        let settings = try HubSettings(invocation)
        let (book, reader) = try book(settings)
        let asOf = try reader.inputs().map(\.lastTimestamp).max() ?? 0
        guard LondonCalendar.day(ofEpochMilliseconds: asOf) >= window.to else {
            throw CommandFailure(
                .notSo,
                "\(window.label) was not over when the last message came (\(LondonCalendar.text(ofEpochMilliseconds: asOf)))"
            )
        }
        let lock = try OwnerLock(directory: settings.store)
        defer { withExtendedLifetime(lock) {} }
        let key: SigningKey
        do { key = try SigningKey.read(path: settings.store + "/audit.key") } catch let fault as KeyFileError {
            throw CommandFailure(.configuration, "a close cannot be signed: \(fault.message)")
        }
        let store = try StateStore(directory: settings.store, clock: SystemClock())
        guard let (close, isNew) = try book.freeze(window, in: store, key: key) else { throw nothing(window) }
        if invocation["output"] == "json" {
            try Output.write(json(close))
            try Output.line("")
        } else {
            try Output.line(
                isNew
                    ? "closed \(window.label) as number \(close.number), signed"
                    : "nothing changed since \(window.label) was closed as number \(close.number)")
            if isNew, close.number > 1 { try Output.line("hub quarter diff \(short(window)) shows what changed") }
        }
        return .done
    }

    static func show(_ invocation: Invocation) throws -> ExitStatus {
        let window = try window(invocation)
        let (book, _) = try book(try HubSettings(invocation))
        let format = invocation["format"] ?? "table"
        if let number = try wanted(invocation, book, window) {
            guard let close = try book.close(window, number: number) else {
                throw CommandFailure(.notSo, "\(window.label) has no close number \(number)")
            }
            if format == "json" {
                try Output.write(json(close))
                try Output.line("")
                return close.isGenuine ? .done : .notSo
            }
            guard close.isGenuine else {
                throw CommandFailure(
                    .notSo, "the signature of close \(number) does not fit what is stored: it was changed")
            }
            let value = try JSONValue.parse(close.statement)
            guard let closed = QuarterReturn(value["return"] ?? .null) else {
                throw CommandFailure(.io, "close \(number) cannot be read")
            }
            try write(closed, format, seal: "Close \(number), signed with key \(close.publicKey.prefix(16))")
            return .done
        }
        guard let current = try book.current(window) else { throw nothing(window) }
        try write(current, format, seal: "Not closed: figures may change")
        return .done
    }

    static func diff(_ invocation: Invocation) throws -> ExitStatus {
        let window = try window(invocation)
        let (book, _) = try book(try HubSettings(invocation))
        let closes = try book.closes(window)
        guard let last = closes.last else {
            throw CommandFailure(.notSo, "\(window.label) was never closed; hub quarter close does it")
        }
        let from =
            try invocation["from"].map { try number($0) } ?? (invocation["to"] == nil ? last : closes.first ?? last)
        guard let before = try book.close(window, number: from) else {
            throw CommandFailure(.notSo, "\(window.label) has no close number \(from)")
        }
        let difference: QuarterDifference
        if let to = try invocation["to"].map({ try number($0) }) {
            guard let after = try book.close(window, number: to) else {
                throw CommandFailure(.notSo, "\(window.label) has no close number \(to)")
            }
            difference = QuarterDifference(
                before: before.figures, after: after.figures, messagesBefore: before.messages,
                messagesAfter: after.messages)
        } else {
            let current = try book.current(window)
            let figures = try current.map { QuarterBook.figures(try JSONValue.parse($0.json)) } ?? [:]
            difference = QuarterDifference(
                before: before.figures, after: figures, messagesBefore: before.messages,
                messagesAfter: try book.messages(window).text)
        }
        try show(difference, isJSON: invocation["output"] == "json")
        return difference.isEmpty ? .done : .notSo
    }

    private static func show(_ difference: QuarterDifference, isJSON: Bool) throws {
        guard isJSON else {
            guard !difference.isEmpty else { return try Output.line("nothing changed") }
            var table = TextTable([("figure", .left), ("before", .right), ("after", .right)])
            for change in difference.changes { table.add([change.figure, change.before, change.after]) }
            try Output.write(table.text())
            for (sign, lines) in [("+", difference.added), ("-", difference.removed)] {
                for line in lines { try Output.line(sign + " " + line.replacing("\t", with: "  ")) }
            }
            return
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("changes")
        writer.beginArray()
        for change in difference.changes {
            writer.beginObject()
            for (key, value) in [("figure", change.figure), ("before", change.before), ("after", change.after)] {
                writer.key(key)
                writer.string(value)
            }
            writer.endObject()
        }
        writer.endArray()
        for (key, lines) in [("added", difference.added), ("removed", difference.removed)] {
            writer.key(key)
            writer.beginArray()
            for line in lines {
                let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
                writer.beginObject()
                for (name, field) in zip(["message_id", "revision", "partner", "type", "subject"], fields) {
                    writer.key(name)
                    if name == "revision" { writer.int(Int64(field) ?? 0) } else { writer.string(field) }
                }
                writer.endObject()
            }
            writer.endArray()
        }
        writer.endObject()
        try Output.write(writer.bytes)
        try Output.line("")
    }

    private static func write(_ figures: QuarterReturn, _ format: String, seal: String) throws {
        switch format {
        case "csv": try Output.write(figures.csv())
        case "case-reviews-csv": try Output.write(figures.csv(caseReviews: true))
        case "html": try Output.write(figures.html(seal: seal))
        case "xlsx": try Output.write(try figures.xlsx())
        case "json":
            try Output.write(figures.json)
            try Output.line("")
        default:
            var table = TextTable(
                QuarterReturn.columns.enumerated().map { ($1, $0 < 3 ? TextTable.Alignment.left : .right) })
            for row in figures.cells { table.add(row.map(\.field)) }
            try Output.write(table.text())
            var reviews = TextTable(
                QuarterReturn.caseReviewColumns.enumerated().map { ($1, $0 < 5 ? TextTable.Alignment.left : .right) })
            for row in figures.caseReviewCells { reviews.add(row.map(\.field)) }
            try Output.line("")
            try Output.write(reviews.text())
            if figures.caseReviews.isEmpty { try Output.line("no ASB case review returns were sent") }
            for gap in figures.missing {
                let months = gap.months.map { LondonCalendar.text(ofMonth: $0) }.joined(separator: ", ")
                try Output.line("missing: \(gap.partner) (\(gap.type)) \(months)")
            }
            try Output.line(seal)
        }
    }

    /// A close as JSON: what was signed, the signature, and the messages.
    private static func json(_ close: QuarterBook.Close) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("statement")
        writer.raw(close.statement)
        writer.key("public_key")
        writer.string(close.publicKey)
        writer.key("signature")
        writer.string(close.signature)
        writer.key("genuine")
        writer.bool(close.isGenuine)
        writer.key("messages")
        writer.beginArray()
        for line in String(decoding: close.messages, as: UTF8.self).split(separator: "\n") {
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard fields.count >= 2 else { continue }
            writer.beginArray()
            writer.string(fields[0])
            writer.int(Int64(fields[1]) ?? 0)
            writer.endArray()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    private static func book(_ settings: HubSettings) throws -> (QuarterBook, StateReader) {
        let reader = try StoreCheck.reader(settings.store)
        let builder = SummaryBuilder(lookup: try settings.geography().lookup())
        let log = try settings.openLog()
        return (QuarterBook(reader, log: log, builder: builder), reader)
    }

    private static func window(_ invocation: Invocation) throws -> Window {
        let text = invocation.operands.first ?? ""
        guard let window = Window(text.hasPrefix("quarter:") ? text : "quarter:" + text) else {
            throw CommandFailure(.usage, "\(Quoted(text)) is no quarter; write it 2016-Q3")
        }
        return window
    }

    private static func wanted(_ invocation: Invocation, _ book: QuarterBook, _ window: Window) throws -> Int64? {
        if let text = invocation["close"] { return try number(text) }
        return try book.closes(window).last
    }

    private static func number(_ text: String) throws -> Int64 {
        guard let number = Int64(text), number > 0 else {
            throw CommandFailure(.usage, "\(Quoted(text)) is no number of a close; closes are numbered from 1")
        }
        return number
    }

    private static func short(_ window: Window) -> String { window.label.replacing("quarter:", with: "") }

    private static func nothing(_ window: Window) -> CommandFailure {
        CommandFailure(.notSo, "nothing was reported for \(window.label)")
    }
}
