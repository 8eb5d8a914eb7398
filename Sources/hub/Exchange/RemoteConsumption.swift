import Glibc
import HubExchange
import HubGeography
import HubTransport

/// `hub consume --hub`: a partner's mailbox, one JSON line a record; what was shown is acknowledged.
enum RemoteConsumption {
    static func run(_ invocation: Invocation, _ connection: HubConnection) throws -> ExitStatus {
        let consumer = Consumer(connection)
        let topic = invocation["topic"]
        var after: String?
        var all = false
        switch try invocation.required("from") {
        case "next": break
        case "first": all = true
        case let text:
            guard let offset = Int64(text), offset >= 0 else {
                throw CommandFailure(.usage, "--from is first, next or an offset from 0, not \(Quoted(text))")
            }
            guard let topic else { throw CommandFailure(.usage, "an offset needs --topic") }
            all = true
            after = offset > 0 ? "\(topic)-0-\(offset - 1)" : nil
        }
        StopSignal.install()
        var line = RecordLine()
        var left = invocation.integer("max") ?? .max
        while left > 0, !StopSignal.isRaised {
            var shown: [String] = []
            try consumer.read(topic: topic, all: all, after: after) { message in
                var batch = RecordBatch()
                batch.append(
                    key: message.key.map { Array($0.utf8) }, value: message.value,
                    headers: message.headers.map { ($0.name, Array($0.value.utf8)) },
                    timestamp: LondonCalendar.instant(message.time) ?? 0, offset: message.offset)
                try Output.write(
                    line.text(
                        of: 0, in: batch,
                        of: TopicPartition(message.topic, Int32(clamping: message.partition))))
                shown.append(message.id)
                left -= 1
                return left > 0 && !StopSignal.isRaised
            }
            // Written first, acknowledged after: a crash between shows records again, never skips any.
            try Output.flush()
            for id in shown { try consumer.acknowledge(id) }
            guard invocation.flag("follow"), left > 0 else { break }
            // From now on only what is new.
            (all, after) = (false, nil)
            if shown.isEmpty { usleep(500_000) }
        }
        return .done
    }
}
