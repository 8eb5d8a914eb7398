import HubKafka
import HubTesting
import HubTransport
import Testing

/// The guards around the defects of librdkafka 2.0.2, and the faults that a cluster can meet.
@Suite(
    .serialized, .enabled(if: KafkaBroker.isPresent, "\(KafkaBroker.absence)"))
struct KafkaGuardTests {
    private static func log(deliveryMilliseconds: Int32 = 60_000) throws -> KafkaLog {
        var options = KafkaOptions(bootstrap: try KafkaBroker.shared().bootstrap)
        options.deliveryMilliseconds = deliveryMilliseconds
        return try KafkaLog(options, clock: SystemClock())
    }

    private static func topic() -> String { "guard.\(RandomUUID.make())" }

    /// Going back and forth must neither lose, repeat nor mix records: the batch call of 2.0.2 may, beside seeks.
    @Test func readsFromAnywhereInAnyOrder() throws {
        let log = try Self.log()
        let topic = Self.topic()
        try log.createTopic(topic, partitions: 2)
        for number in 0..<2 {
            var batch = RecordBatch()
            for value in 0..<5_000 { batch.append(key: nil, value: Array("\(number)/\(value)".utf8), timestamp: 1) }
            try log.append(batch, to: TopicPartition(topic, Int32(number)))
        }
        var generator = SeededGenerator(seed: 71)
        for _ in 0..<40 {
            let place = TopicPartition(topic, Int32.random(in: 0..<2, using: &generator))
            let from = Int64.random(in: 1...5_000, using: &generator)
            var read = RecordBatch()
            let next = try log.read(place, from: from, recordLimit: 300, byteLimit: 1 << 20, into: &read)
            #expect(next == from + Int64(read.count) && !read.isEmpty)
            for (index, record) in read.records.enumerated() {
                let expected = "\(place.partition)/\(from + Int64(index) - 1)"
                #expect(String(decoding: read.array(record.value) ?? [], as: UTF8.self) == expected)
            }
        }
    }

    /// `produceva` frees headers twice for a partition that does not exist; ours never gets that far.
    @Test func refusesPartitionsThatAreNotThere() throws {
        let log = try Self.log()
        let topic = Self.topic()
        try log.createTopic(topic, partitions: 1)
        var batch = RecordBatch()
        batch.append(key: nil, value: [1], headers: [("h", [1])], timestamp: 1)
        for place in [TopicPartition(topic, 1), TopicPartition(topic, -1), TopicPartition(topic + "-no")] {
            let fault = #expect(throws: TransportError.self) { try log.append(batch, to: place) }
            #expect(fault?.code == .unknownTopic)
        }
    }

    /// A cluster that is not there ends every call in bounded time, with a sentence, and so does closing.
    @Test func saysThatNobodyAnswers() throws {
        var options = KafkaOptions(bootstrap: "127.0.0.1:9")
        options.answerMilliseconds = 700
        options.deliveryMilliseconds = 700
        let log = try KafkaLog(options, clock: SystemClock())
        let fault = #expect(throws: TransportError.self) { try log.topics() }
        #expect(fault?.code == .unavailable)
        #expect(fault?.message.contains("the cluster does not answer") == true)
    }

    @Test func refusesPlaintextElsewhereAndOwnedOptions() throws {
        for bootstrap in ["kafka.example:9092", "127.0.0.1:9092,10.0.0.1:9092", "localhost.example:1"] {
            let fault = #expect(throws: TransportError.self) {
                try KafkaLog(KafkaOptions(bootstrap: bootstrap), clock: SystemClock())
            }
            #expect(fault?.code == .configuration)
        }
        for (name, value) in [("acks", "0"), ("enable.auto.commit", "true"), ("no.such.option", "1")] {
            var options = KafkaOptions(bootstrap: "127.0.0.1:9")
            options.raw = [name: value]
            let fault = #expect(throws: TransportError.self) { try KafkaLog(options, clock: SystemClock()) }
            #expect(fault?.code == .configuration && fault?.message.contains(name) == true)
        }
    }

    /// Two processes with one outbox: the one that came last goes on, the other is told so.
    @Test func fencesAnOlderOutbox() throws {
        let topic = Self.topic()
        let place = TopicPartition(topic)
        let older = try Self.log()
        try older.createTopic(topic, partitions: 1)
        try older.append([(place, TransportConformance.one(1))], producer: topic, sequence: 1)
        let newer = try Self.log()
        #expect(try newer.lastSequence(ofProducer: topic) == 1)
        let fault = #expect(throws: TransportError.self) {
            try older.append([(place, TransportConformance.one(2))], producer: topic, sequence: 2)
        }
        #expect(fault?.code == .fenced)
        try newer.append([(place, TransportConformance.one(3))], producer: topic, sequence: 2)
        let read = try TransportConformance.drain(newer, place, from: 1)
        #expect(read.records.map { read.array($0.value) } == [[1], [3]])
    }

    @Test func refusesWhatIsTooLarge() throws {
        let log = try Self.log()
        let topic = "in.guard.\(RandomUUID.make()).v1"
        try log.createTopic(topic, partitions: 1)
        var generator = SeededGenerator(seed: 5)
        var batch = RecordBatch()
        batch.append(
            key: nil, value: (0..<3 << 20).map { _ in UInt8.random(in: 0...255, using: &generator) }, timestamp: 1)
        let fault = #expect(throws: TransportError.self) { try log.append(batch, to: TopicPartition(topic)) }
        #expect(fault?.code == .tooLarge)
        // The next one goes through: what failed left nothing behind.
        #expect(try log.append(TransportConformance.one(1), to: TopicPartition(topic)) == 1)
    }

    /// Each record of a batch has its own offset, also where another's lie between.
    @Test func tellsEachOffset() throws {
        let log = try Self.log()
        let topic = Self.topic()
        try log.createTopic(topic, partitions: 1)
        var batch = RecordBatch()
        for value: UInt8 in 0..<200 { batch.append(key: nil, value: [value], timestamp: 1) }
        #expect(try log.appendEach(batch, to: TopicPartition(topic)) == Array(1...200))
        #expect(try log.appendEach(RecordBatch(), to: TopicPartition(topic)) == [])
    }
}
