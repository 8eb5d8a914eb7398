import HubTesting
import HubTransport
import Testing

@Suite struct InMemoryLogTests {
    @Test(arguments: TransportConformance.all) func conforms(_ check: TransportConformance) throws {
        let log = InMemoryLog()
        try check.run { InMemoryLog(sharing: log) }
    }

    @Test func keepsPartitionsApart() throws {
        let log = InMemoryLog()
        try log.createTopic("a", partitions: 3)
        #expect(try log.append(TransportConformance.one(1), to: TopicPartition("a", 2)) == 1)
        #expect(try log.watermarks(of: TopicPartition("a", 1)) == Watermarks(low: 0, high: 1))
        #expect(try log.watermarks(of: TopicPartition("a", 2)) == Watermarks(low: 0, high: 2))
        #expect(throws: TransportError.self) { try log.watermarks(of: TopicPartition("a", 3)) }
    }

    @Test func failsWhenTold() throws {
        let log = InMemoryLog()
        let target = TopicPartition("a")
        try log.createTopic("a", partitions: 1)
        log.failAppend(number: 2)
        log.failAppend(number: 3, with: .loseAcknowledgement)
        try log.append(TransportConformance.one(1), to: target)
        #expect(throws: TransportError.self) { try log.append(TransportConformance.one(2), to: target) }
        #expect(throws: TransportError.self) { try log.append(TransportConformance.one(3), to: target) }
        let read = try TransportConformance.drain(log, target, from: 1)
        #expect(read.records.map { read.array($0.value) } == [[1], [3]])
        log.failRead()
        var batch = RecordBatch()
        #expect(throws: TransportError.self) {
            try log.read(target, from: 0, recordLimit: 1, byteLimit: 1, into: &batch)
        }
    }

    @Test func forgetsBeforeAnOffset() throws {
        let log = InMemoryLog()
        let target = TopicPartition("a")
        try log.createTopic("a", partitions: 1)
        for byte: UInt8 in 1...5 { try log.append(TransportConformance.one(byte), to: target) }
        try log.deleteRecords(before: 3, of: target)
        #expect(try log.watermarks(of: target) == Watermarks(low: 3, high: 6))
        #expect(throws: TransportError.self) { try TransportConformance.drain(log, target, from: 2) }
        #expect(try TransportConformance.drain(log, target, from: 3).count == 3)
    }

    /// Who reads a stretch gets all of it or an error, since what is missing would be taken for what is not there.
    @Test func aStretchThatEndsEarlyIsAnError() throws {
        let log = InMemoryLog()
        let place = TopicPartition("a")
        try log.createTopic("a", partitions: 1)
        try log.append(TransportConformance.one(1), to: place)
        var seen = 0
        #expect(try log.eachBatch(of: place, from: 1, to: 2) { batch, _ in seen += batch.count } == 2)
        let fault = #expect(throws: TransportError.self) {
            try log.eachBatch(of: place, from: 1, to: 3) { batch, _ in seen += batch.count }
        }
        #expect(seen == 2 && fault?.code == .unavailable)
    }
}
