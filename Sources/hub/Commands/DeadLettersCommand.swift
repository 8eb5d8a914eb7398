import HubContracts
import HubGeography
import HubJSON
import HubStore
import HubTransport

enum DeadLettersCommand {
    static func list(_ invocation: Invocation) throws -> ExitStatus {
        let reader = try StoreCheck.reader(try HubSettings(invocation).store)
        let letters = try reader.deadLetters(
            DeadLetterSelection.filter(invocation), limit: invocation.integer("limit").flatMap { Int(exactly: $0) })
        if invocation["output"] == "json" {
            var writer = JSONWriter()
            writer.beginObject()
            writer.key("items")
            writer.beginArray()
            for letter in letters { write(letter, to: &writer) }
            writer.endArray()
            writer.endObject()
            try Output.write(writer.bytes)
            try Output.line("")
            return .done
        }
        var table = TextTable([
            ("id", .left), ("code", .left), ("received", .left), ("state", .left), ("pointer", .left),
            ("detail", .left),
        ])
        for letter in letters {
            table.add([
                letter.id, letter.code, LondonCalendar.text(ofEpochMilliseconds: letter.receivedAt), letter.state,
                letter.pointer, letter.detail.count > 100 ? letter.detail.prefix(99) + "…" : letter.detail,
            ])
        }
        if letters.isEmpty { Talk.line("no dead letters") } else { try Output.write(table.text()) }
        return .done
    }

    static func show(_ invocation: Invocation) throws -> ExitStatus {
        let store = try HubSettings(invocation).store
        let reader = try StoreCheck.reader(store)
        let id = invocation.operands[0]
        guard let letter = try reader.deadLetter(id: id) else {
            throw CommandFailure(.noInput, "there is no dead letter \(Quoted(id)); hub deadletters list names them")
        }
        var entry = AuditNote.entry(.consultation, "show dead letter")
        DeadLettersActing.describe(letter, nil, in: &entry)
        try AuditNote.write(entry, store: store)
        let value = letter.record.records.first.flatMap { letter.record.array($0.value) }
        if invocation.flag("raw") {
            guard let value else {
                throw CommandFailure(.notSo, "the bytes of \(id) are not there: \(letter.detail)")
            }
            try Output.write(value)
            return .done
        }
        if invocation["output"] == "json" {
            var writer = JSONWriter()
            write(letter, to: &writer)
            try Output.write(writer.bytes)
            try Output.line("")
            return .done
        }
        for (name, text) in [
            ("id", letter.id), ("code", letter.code), ("partner", letter.partner), ("type", letter.type ?? "unknown"),
            ("was at", "\(letter.topic), partition \(letter.partition), offset \(letter.offset)"),
            ("received", LondonCalendar.text(ofEpochMilliseconds: letter.receivedAt)), ("pointer", letter.pointer),
            ("detail", letter.detail), ("state", letter.state),
            ("dealt by", letter.actor ?? "nobody yet"), ("reason", letter.note ?? ""),
        ] {
            try Output.line(name + String(repeating: " ", count: 10 - name.count) + PlainText.of(text))
        }
        if let value {
            let text = String(decoding: value.prefix(2000), as: UTF8.self)
            try Output.line(
                "bytes     \(value.count)" + (value.count > 2000 ? ", the first 2000 shown; --raw writes all" : ""))
            try Output.line(PlainText.of(text, keepsLines: true))
        }
        return .done
    }

    private static func write(_ letter: DeadLetter, to writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("id")
        writer.string(letter.id)
        writer.key("code")
        writer.string(letter.code)
        writer.key("partner")
        writer.string(letter.partner)
        writer.key("type")
        writer.optional(letter.type)
        writer.key("topic")
        writer.string(letter.topic)
        writer.key("partition")
        writer.int(Int64(letter.partition))
        writer.key("offset")
        writer.int(letter.offset)
        writer.key("received_at")
        writer.string(LondonCalendar.text(ofEpochMilliseconds: letter.receivedAt))
        writer.key("pointer")
        writer.string(letter.pointer)
        writer.key("detail")
        writer.string(letter.detail)
        writer.key("state")
        writer.string(letter.state)
        writer.endObject()
    }
}
