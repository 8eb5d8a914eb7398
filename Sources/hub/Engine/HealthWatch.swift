import HubContracts
import HubKafka
import HubOperations
import HubStore
import HubTransport

/// What the running hub notes for `hub status`, every ten seconds: how far each input was taken and how far it reaches, and
/// whether the disk budget is used up.
struct HealthWatch {
    private let store: String
    private let budget: DiskBudget
    private var lookedAt: Int64?
    private var isFull = false

    private static let interval: Int64 = 10_000

    init(store: String, budget: DiskBudget) {
        self.store = store
        self.budget = budget
    }

    /// Notes how things are, if it is time.
    ///
    /// - Parameter owned: the partitions that are this hub's on a cluster; nil is all. The others are their owners' to take.
    mutating func look(at log: some RecordSource, _ state: StateStore, owned: [Int32]? = nil, now: Int64) throws {
        if let lookedAt, now - lookedAt < Self.interval, now >= lookedAt { return }
        let isFirst = lookedAt == nil
        lookedAt = now
        let places = try log.topics().filter { TopicName.input($0) != nil }.flatMap { topic in
            (0..<(try log.partitionCount(of: topic) ?? 0)).map { TopicPartition(topic, $0) }
        }
        // A cluster is asked once for all; some 500 questions would hold the hub up for as long as it is busy.
        let found = try (log as? KafkaLog)?.watermarks(of: places) ?? places.map { try log.watermarks(of: $0) }
        let marks = zip(places, found).map { (place: $0, high: $1.high) }
        let refusal = try budget.refusal(DiskUsage(directory: store))
        try state.transaction { transaction in
            for (place, high) in marks {
                let source = try state.source(place)
                let isOwn = owned?.contains(place.partition) ?? true
                let next = isOwn ? try state.nextOffset(source) : high
                try transaction.noteProgress(source, at: now, nextOffset: next, high: high)
            }
            // Of an earlier run: the log has just answered.
            if isFirst { try transaction.clearCondition(named: Condition.broker) }
            if let refusal {
                try transaction.raise(
                    Condition(
                        name: Condition.disk, severity: 2, since: now, what: "no more messages are taken", why: refusal,
                        next: "make room"))
            } else if isFull || isFirst {
                try transaction.clearCondition(named: Condition.disk)
            }
        }
        guard (refusal != nil) != isFull else { return }
        isFull = refusal != nil
        ServiceLog.write(
            isFull
                ? LogLine(.error, "disk.full", refusal ?? "", [("store.path", .text(store))])
                : LogLine(.info, "disk.freed", "messages are taken again", [("store.path", .text(store))]))
    }
}
