import HubKafka
import HubStore
import HubTesting
import HubTransport
import Testing

@testable import hub

/// Topics that are not what was read of them, on a real broker.
@Suite(.serialized, .enabled(if: KafkaBroker.canStart, "\(KafkaBroker.absence)"))
struct InputGuardTests {
    private let folder: TemporaryDirectory
    private let broker: KafkaBroker
    private let log: KafkaLog
    private let store: StateStore
    private let topic = "in.leeds.place.concern.v1"
    private var place: TopicPartition { TopicPartition(topic) }

    init() throws {
        folder = try TemporaryDirectory()
        broker = try KafkaBroker(settings: [
            "log.retention.check.interval.ms=200", "log.initial.task.delay.ms=100", "log.segment.delete.delay.ms=50",
        ])
        log = try KafkaLog(KafkaOptions(bootstrap: broker.bootstrap), clock: SystemClock())
        store = try StateStore(directory: folder.path, clock: SystemClock())
        try log.createTopic(topic, partitions: 1)
        var batch = RecordBatch()
        for number: UInt8 in 0..<20 { batch.append(key: nil, value: [number], timestamp: 1) }
        try log.append(batch, to: place)
    }

    private var inputs: InputGuard { InputGuard(log: log, store: store) }

    private func findings() throws -> [InputGuard.Finding] {
        let found = try inputs.findings(0)
        #expect(found.allSatisfy { $0.place == place })
        return found.map(\.finding)
    }

    /// Waits for the cluster to have come to something.
    private func until(_ isSo: () throws -> Bool) throws {
        var random = SeededGenerator(seed: 1)
        for _ in 0..<3_000 where try !isSo() {
            try log.waitForRecords(milliseconds: Int32.random(in: 20...40, using: &random))
        }
        #expect(try isSo())
    }

    @Test(.timeLimit(.minutes(15))) func tellsWhatIsNotAsItWas() throws {
        // Nothing read, or read to the end: well.
        #expect(try findings().isEmpty)
        try store.resume(place, at: 21)
        #expect(try findings().isEmpty)
        #expect(try store.inputs(of: 0).first?.genesis != nil)

        // Beyond the end: the cluster lost what was read.
        try store.resume(place, at: 30)
        #expect(try findings() == [.lost(offset: 30, end: 21)])
        #expect(try findings().allSatisfy { !$0.isReadable })

        // Before the beginning: retention was faster than the hub.
        try store.resume(place, at: 5)
        let change = ["--alter", "--entity-type", "topics", "--entity-name", topic, "--add-config", "retention.ms=1"]
        #expect(try broker.run("tool", ["configs"] + change).status == 0)
        try until { try log.watermarks(of: place).low == 21 }
        #expect(try findings() == [.gap(from: 5, to: 21)])
        #expect(try inputs.adopt(0, topics: [topic]).count == 1)
        #expect(try findings().isEmpty)
        #expect(try store.nextOffset(store.source(place)) == 21)

        // Gone, and made again under the same name with as many records.
        #expect(try broker.run("tool", ["topics", "--delete", "--topic", topic]).status == 0)
        try until { try !log.topics().contains(topic) }
        #expect(try findings() == [.gone])
        let again = try KafkaLog(KafkaOptions(bootstrap: broker.bootstrap), clock: SystemClock())
        try store.setGenesis("another", of: place)
        try again.createTopic(topic, partitions: 1)
        for number in 0..<25 { try again.append(TransportConformance.one(UInt8(number)), to: place) }
        let seen = InputGuard(log: again, store: store)
        #expect(try seen.findings(0).map(\.finding) == [.remade])
        #expect(try seen.adopt(0, topics: ["another.topic"]).isEmpty)
        #expect(try seen.adopt(0, topics: nil).count == 1)
        #expect(try seen.findings(0).isEmpty)
        // Read from its start: what was counted already counts no more.
        #expect(try store.nextOffset(store.source(place)) == 0)
    }
}
