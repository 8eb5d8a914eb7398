import HubFeeds
import HubGeography
import HubJSON

/// `hub lineage FIGURE`: the messages that a published figure rests on.
enum LineageCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let name = invocation.operands.first ?? ""
        guard let figure = Figure(name) else {
            throw CommandFailure(.usage, "\(Quoted(name)) is no figure; \(Figure.expectation)")
        }
        let settings = try HubSettings(invocation)
        let lineage = Lineage(try StoreCheck.reader(settings.store), lookup: try settings.geography().lookup())
        guard let found = try lineage.find(figure) else {
            throw CommandFailure(
                .notSo,
                "there is no \(figure.kind.rawValue) \(figure.code) here; hub feed hotspots lists the areas there are")
        }
        if invocation["output"] == "json" {
            try Output.write(json(figure, found))
            try Output.line("")
        } else {
            try Output.write(text(figure, found))
        }
        return found.published == nil || found.published == Int64(found.messages.count) ? .done : .notSo
    }

    private static func text(_ figure: Figure, _ found: Lineage.Finding) -> String {
        var table = TextTable([
            ("message id", .left), ("revision", .right), ("partner", .left), ("type", .left), ("subject", .left),
        ])
        for message in found.messages {
            table.add([message.messageID, "\(message.revision)", message.partner, message.type, message.subject])
        }
        let published =
            found.published.map { "published \($0) in revision \(found.revision ?? 0)" }
            ?? "not on a topic: worked out when it is asked for"
        return table.text() + "\(figure.text): \(found.messages.count) records; \(published)\n"
    }

    private static func json(_ figure: Figure, _ found: Lineage.Finding) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("figure")
        writer.string(figure.text)
        writer.key("records")
        writer.int(Int64(found.messages.count))
        writer.key("published")
        if let published = found.published { writer.int(published) } else { writer.null() }
        writer.key("revision")
        if let revision = found.revision { writer.int(revision) } else { writer.null() }
        writer.key("messages")
        writer.beginArray()
        for message in found.messages {
            writer.beginObject()
            writer.key("message_id")
            writer.string(message.messageID)
            writer.key("revision")
            writer.int(Int64(message.revision))
            for (key, value) in [("partner", message.partner), ("type", message.type), ("subject", message.subject)] {
                writer.key(key)
                writer.string(value)
            }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}
