import HubContracts
import HubStore
import HubTransport

enum ConsumeCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        if let connection = try RemoteHub.connection(invocation) {
            return try RemoteConsumption.run(invocation, connection)
        }
        let settings = try HubSettings(invocation)
        let contracts = try settings.contracts()
        let partner = try contracts.partner(named: try invocation.required("partner"))
        let start = try StartingPoint(try invocation.required("from"))
        let access = TopicAccess(partner: partner.id, contracts: contracts, now: SystemClock().now())
        let named = invocation["topic"]
        if let named { try access.check(named) }
        if !settings.usesKafka { try StoreCheck.exists(settings.store) }

        var entry = AuditNote.entry(.consultation, "consume")
        entry.recipient = partner.id
        entry.topic = named
        try AuditNote.write(entry, store: settings.store)
        StopSignal.install()
        let log = try settings.openLog(as: partner.id)
        var positions = try ConsumerPositions(store: settings.store, partner: partner.id)
        var next: [TopicPartition: Int64] = [:]
        // Where nothing was read nothing is remembered: a start beyond the end would skip what is to come.
        var read: Set<TopicPartition> = []
        var line = RecordLine()
        var batch = RecordBatch()
        let copies = (log as? EmbeddedLog)?.copyKeys
        var left = invocation.integer("max") ?? .max
        while left > 0, !StopSignal.isRaised {
            var found = false
            let topics = try named.map { [$0] } ?? access.readable(of: log.topics())
            let places = try topics.flatMap { topic in
                (0..<(try log.partitionCount(of: topic) ?? 0)).map { TopicPartition(topic, $0) }
            }
            for place in places where left > 0 {
                let from = try next[place] ?? start.offset(positions[place], within: log.watermarks(of: place))
                batch.removeAll()
                let end = try log.read(
                    place, from: from, recordLimit: Int(min(left, 1000)) + 1, byteLimit: 4 << 20, into: &batch)
                next[place] = end
                if let copies { batch = try copies.opened(batch) }
                for index in 0..<batch.count where !GenesisRecord.isGenesis(index, of: batch) {
                    if left == 0 {
                        next[place] = batch.records[index].offset
                        break
                    }
                    try Output.write(line.text(of: index, in: batch, of: place))
                    left -= 1
                }
                if end > from {
                    found = true
                    read.insert(place)
                }
            }
            if !found {
                if !invocation.flag("follow") { break }
                try Output.flush()
                try log.waitForRecords(milliseconds: 1000)
            }
        }
        // Written first, remembered after: a crash between shows records again, never skips any.
        try Output.flush()
        for place in read { positions[place] = next[place] }
        try positions.save()
        if let named, try log.partitionCount(of: named) == nil {
            throw CommandFailure(
                .noInput,
                "there is no topic \(Quoted(named)) yet on \(settings.configuration.kafka?.bootstrap ?? settings.store)"
            )
        }
        return .done
    }
}

/// Where reading starts.
private enum StartingPoint {
    case first
    case next
    case at(Int64)

    init(_ text: String) throws {
        switch text {
        case "first": self = .first
        case "next": self = .next
        default:
            guard let offset = Int64(text), offset >= 0 else {
                throw CommandFailure(.usage, "--from is first, next or an offset from 0, not \(Quoted(text))")
            }
            self = .at(offset)
        }
    }

    /// The first offset to read: what is wanted, as far as it can be read.
    func offset(_ remembered: Int64?, within marks: Watermarks) -> Int64 {
        let wanted =
            switch self {
            case .first: Int64(0)
            case .next: remembered ?? 0
            case .at(let offset): offset
            }
        return min(max(wanted, marks.low), marks.high)
    }
}
