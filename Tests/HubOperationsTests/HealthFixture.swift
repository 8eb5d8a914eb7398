import HubOperations
import HubStore
import HubTesting
import HubTransport

/// A store with one feed, a log and a clock, whose report can be asked for.
final class HealthFixture {
    let folder: TemporaryDirectory
    let clock = ManualClock(1_785_000_000_000)
    let store: StateStore
    let log: EmbeddedLog
    var lock: OwnerLock?
    var surroundings: HealthReport.Surroundings
    static let topic = TopicPartition("in.wyp.asb.incident.v1")

    init() throws {
        folder = try TemporaryDirectory()
        store = try StateStore(directory: folder.path, clock: clock)
        log = try EmbeddedLog(directory: folder.path, clock: clock)
        try log.createTopic(Self.topic.topic, partitions: 1)
        surroundings = HealthReport.Surroundings(store: "the-store")
        surroundings.disk = DiskUsage(stateBytes: 1 << 20, logBytes: 1 << 20, freeBytes: 1 << 40)
    }

    /// A hub takes the store.
    func own() throws { lock = try OwnerLock(directory: folder.path, clock: clock) }

    /// `count` messages arrive, of which `taken` are taken and `rejected` refused.
    func receive(_ count: Int, taken: Int? = nil, rejected: Int = 0) throws {
        var batch = RecordBatch()
        for number in 0..<count { batch.append(key: nil, value: [UInt8(number & 0xFF)], timestamp: clock.now()) }
        let first = try log.append(batch, to: Self.topic)
        let taken = taken ?? count
        guard taken > 0 else { return }
        let now = clock.now()
        let partner = try store.name("wyp")
        let type = try store.name("asb.incident")
        let source = try store.source(Self.topic)
        try store.transaction { transaction in
            try transaction.noteFeed(
                partner: partner, type: type, received: Int64(taken), rejected: Int64(rejected), lastAt: now)
            transaction.addTally(
                TallyKey(partition: 0, partner: partner, type: type, period: 202_607, ending: .counted),
                Int64(taken - rejected))
            try transaction.setNextOffset(source, first + Int64(taken), lastTimestamp: now)
        }
    }

    /// Notes a sample of progress as a running hub does.
    func sample(next: Int64, high: Int64) throws {
        let source = try store.source(Self.topic)
        try store.transaction { try $0.noteProgress(source, at: clock.now(), nextOffset: next, high: high) }
    }

    func letter(_ id: String, state: String = "open") throws {
        try store.transaction {
            try $0.addDeadLetter(
                DeadLetter(
                    id: id, code: "NOT_JSON", partner: "wyp", type: "asb.incident", topic: Self.topic.topic,
                    partition: 0,
                    offset: 1, receivedAt: clock.now(), pointer: "", detail: "broken", state: state))
        }
    }

    func report(samples: Bool = false) throws -> HealthReport {
        let reader = try StateReader(directory: folder.path)
        return try HealthReport(
            reader, log: samples ? .samples : .live(log),
            expected: [("wyp", "asb.incident"), ("leeds", "asb.incident")], surroundings: surroundings,
            now: clock.now())
    }
}
