import Glibc
import HubContracts
import HubExchange
import HubStore
import HubTransport

enum ConsumeCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let start = try start(try invocation.required("from"))
        let topic = invocation["topic"]
        if let connection = try RemoteHub.connection(invocation) {
            if case .at = start, topic == nil { throw CommandFailure(.usage, "an offset needs --topic") }
            let consumer = try Consumer(
                HubLink(connection), partner: try invocation.required("partner"), topic: topic, from: start)
            return try show(consumer, invocation)
        }
        let settings = try HubSettings(invocation)
        let partner = try settings.contracts().partner(named: try invocation.required("partner"))
        if let topic { try TopicAccess(partner: partner.id).check(topic) }
        if !settings.usesKafka { try StoreCheck.exists(settings.store) }

        var entry = AuditNote.entry(.consultation, "consume")
        entry.recipient = partner.id
        entry.topic = topic
        try AuditNote.write(entry, store: settings.store)
        let log = try settings.openLog(as: partner.id)
        // A partner of a cluster has no store; its positions need a folder all the same.
        mkdir(settings.store, 0o700)
        let consumer = try Consumer(
            HubLink(log, opened: (log as? EmbeddedLog)?.copyKeys.opened), partner: partner.id, topic: topic,
            from: start,
            positions: ReadPositions.path(store: settings.store, partner: partner.id))
        let status = try show(consumer, invocation)
        if let topic, try !consumer.topicExists() {
            throw CommandFailure(
                .noInput,
                "there is no topic \(Quoted(topic)) yet on \(settings.configuration.kafka?.bootstrap ?? settings.store)"
            )
        }
        return status
    }

    private static func start(_ text: String) throws -> Consumer.Start {
        switch text {
        case "first": return .first
        case "next": return .next
        default:
            guard let offset = Int64(text), offset >= 0 else {
                throw CommandFailure(.usage, "--from is first, next or an offset from 0, not \(Quoted(text))")
            }
            return .at(offset)
        }
    }

    /// One JSON line a record, until there are no more or enough.
    private static func show(_ consumer: Consumer, _ invocation: Invocation) throws -> ExitStatus {
        StopSignal.install()
        var line = RecordLine()
        var left = Int(invocation.integer("max") ?? .max)
        while left > 0, !StopSignal.isRaised {
            let count = try consumer.read(limit: min(left, 100_000)) { batch, index, place in
                try Output.write(line.text(of: index, in: batch, of: place))
                return !StopSignal.isRaised
            }
            left -= count
            if count > 0 { continue }
            // Written first, remembered after: a crash between shows records again, never skips any.
            try Output.flush()
            try consumer.commit()
            guard invocation.flag("follow") else { break }
            try consumer.waitForMore()
        }
        try Output.flush()
        try consumer.commit()
        for gap in consumer.gaps { Talk.line("hub: \(gap)") }
        return consumer.gaps.isEmpty ? .done : .notSo
    }
}
