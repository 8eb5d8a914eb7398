import HubContracts
import HubStore
import HubTransport

enum ConsumeCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        let settings = try HubSettings(invocation)
        let contracts = try settings.contracts()
        let partner = try contracts.partner(named: try invocation.required("partner"))
        let start = try StartingPoint(try invocation.required("from"))
        let access = TopicAccess(partner: partner.id, contracts: contracts, now: SystemClock().now())
        let named = invocation["topic"]
        if let named { try access.check(named) }
        try StoreCheck.exists(settings.store)

        StopSignal.install()
        let log = try EmbeddedLog(directory: settings.store, clock: SystemClock())
        var positions = try ConsumerPositions(store: settings.store, partner: partner.id)
        var next: [String: Int64] = [:]
        var line = RecordLine()
        var batch = RecordBatch()
        var left = invocation.integer("max") ?? .max
        while left > 0, !StopSignal.isRaised {
            var found = false
            let topics = try named.map { [$0] } ?? access.readable(of: log.topics())
            for topic in topics where left > 0 {
                guard try log.partitionCount(of: topic) != nil else { continue }
                let place = TopicPartition(topic)
                let marks = try log.watermarks(of: place)
                let from = next[topic] ?? min(max(start.offset(positions[topic]), marks.low), marks.high)
                batch.removeAll()
                let end = try log.read(
                    place, from: from, recordLimit: Int(min(left, 1000)) + 1, byteLimit: 4 << 20, into: &batch)
                next[topic] = end
                for index in 0..<batch.count where !GenesisRecord.isGenesis(index, of: batch) {
                    if left == 0 {
                        next[topic] = batch.records[index].offset
                        break
                    }
                    try Output.write(line.text(of: index, in: batch, topic: topic))
                    left -= 1
                }
                if end > from { found = true }
            }
            if !found {
                if !invocation.flag("follow") { break }
                try Output.flush()
                try log.waitForRecords(milliseconds: 1000)
            }
        }
        // Written first, remembered after: a crash between shows records again, never skips any.
        try Output.flush()
        for (topic, offset) in next { positions[topic] = offset }
        try positions.save()
        if let named, try log.partitionCount(of: named) == nil {
            throw CommandFailure(.noInput, "there is no topic \(Quoted(named)) yet in \(settings.store)")
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

    func offset(_ remembered: Int64?) -> Int64 {
        switch self {
        case .first: 0
        case .next: remembered ?? 0
        case .at(let offset): offset
        }
    }
}
