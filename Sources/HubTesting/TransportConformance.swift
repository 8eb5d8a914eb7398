package import HubTransport

/// What every transport must do, as a list of checks that run unchanged over each implementation.
///
/// A check opens transports on one empty log, several times where that matters; each opened one must see what the
/// others wrote.
package struct TransportConformance: Sendable, CustomStringConvertible {
    package typealias Transport = RecordSource & RecordSink

    /// Opens one more transport on the same log.
    package typealias Opening = () throws -> any Transport

    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    package let name: String
    private let check: @Sendable (Opening) throws -> Void

    package var description: String { name }

    /// Runs the check; throws a `Failure`, or what the transport threw.
    package func run(_ open: Opening) throws { try check(open) }

    package static let all: [TransportConformance] = [
        TransportConformance(name: "records come back in order with all they had", check: everyShape),
        TransportConformance(name: "a topic begins with its genesis record", check: genesis),
        TransportConformance(name: "reading keeps to its limits", check: limits),
        TransportConformance(name: "reading at the end and out of range", check: range),
        TransportConformance(name: "topics do not mix", check: independence),
        TransportConformance(name: "a repeated outbox sequence is dropped", check: sequences),
        TransportConformance(name: "several batches arrive all or not at all", check: atomicity),
        TransportConformance(name: "a topic is made once", check: creation),
        TransportConformance(name: "another instance sees what was appended", check: reopening),
        TransportConformance(name: "an append wakes another instance", check: waking),
        TransportConformance(name: "records of 1 MiB", check: large),
    ]

    // MARK: Checks

    @Sendable private static func everyShape(_ open: Opening) throws {
        let log = try open()
        try log.createTopic("a", partitions: 1)
        var batch = RecordBatch()
        batch.append(key: nil, value: nil as [UInt8]?, timestamp: 7)
        batch.append(key: [], value: [], headers: [("", []), ("h", nil)], timestamp: -3)
        batch.append(key: [1, 2], value: [0, 255], headers: [("h", [9]), ("h", [8]), ("i", [])], timestamp: .max)
        batch.append(key: [3], value: nil, headers: [("h", nil)], timestamp: .min)
        for index in 0..<300 {
            batch.append(
                key: [UInt8(index & 255)], value: Array(repeating: UInt8(index & 255), count: index * 3),
                timestamp: 1000 + Int64(index))
        }
        let first = try log.append(batch, to: TopicPartition("a"))
        try expect(first == 1, "the first record after the genesis record has offset 1, not \(first)")
        let second = try log.append(batch, to: TopicPartition("a"))
        try expect(second == 1 + Int64(batch.count), "offsets follow on")
        let read = try drain(log, TopicPartition("a"), from: 1)
        try expect(shape(read) == shape(batch) + shape(batch), "what was read differs from what was appended")
        try expect(read.records.map(\.offset) == Array(1...Int64(2 * batch.count)), "offsets are consecutive")
        // From every offset, so that each place within a stored block is tried.
        for offset in [1, 2, 5, 100, Int64(batch.count), Int64(batch.count) + 1, Int64(2 * batch.count)] {
            var some = RecordBatch()
            _ = try log.read(TopicPartition("a"), from: offset, recordLimit: 1, byteLimit: 1, into: &some)
            try expect(some.records.map(\.offset) == [offset], "reading one record at \(offset)")
            try expect(shape(some) == [shape(read)[Int(offset) - 1]], "the record at \(offset) differs")
        }
    }

    @Sendable private static func genesis(_ open: Opening) throws {
        let log = try open()
        try expect(try log.topics() == [], "an empty log has no topics")
        try expect(try log.partitionCount(of: "a") == nil, "an unknown topic has no partitions")
        try log.createTopic("b", partitions: 1)
        try log.createTopic("a", partitions: 1)
        try expect(try log.topics() == ["a", "b"], "topics come in name order")
        try expect(try log.partitionCount(of: "a") == 1, "a topic has its partitions")
        try expect(try log.watermarks(of: TopicPartition("a")) == Watermarks(low: 0, high: 1), "marks of a new topic")
        let batch = try drain(log, TopicPartition("a"), from: 0)
        try expect(batch.count == 1 && GenesisRecord.isGenesis(0, of: batch), "the first record is a genesis record")
        let names = batch.headers.map { String(decoding: batch.array($0.name) ?? [], as: UTF8.self) }
        try expect(names.starts(with: ["ce_specversion", "ce_id", "ce_source", "ce_type"]), "it is a CloudEvent")
    }

    @Sendable private static func limits(_ open: Opening) throws {
        let log = try open()
        try log.createTopic("a", partitions: 1)
        var batch = RecordBatch()
        for _ in 0..<50 { batch.append(key: nil, value: Array(repeating: 1, count: 1000), timestamp: 1) }
        try log.append(batch, to: TopicPartition("a"))
        var read = RecordBatch()
        let next = try log.read(TopicPartition("a"), from: 1, recordLimit: 7, byteLimit: .max, into: &read)
        try expect(next == 8 && read.count == 7, "seven records were asked for, \(read.count) came")
        _ = try log.read(TopicPartition("a"), from: next, recordLimit: 1000, byteLimit: 5000, into: &read)
        try expect((8...13).contains(read.count), "about 5,000 bytes were asked for, \(read.count - 7) records came")
        try expect(read.records.map(\.offset) == Array(1...Int64(read.count)), "reading adds to the batch")
        read.removeAll()
        let last = try log.read(TopicPartition("a"), from: 3, recordLimit: 1, byteLimit: 0, into: &read)
        try expect(last == 4 && read.count == 1, "at least one record is given")
    }

    @Sendable private static func range(_ open: Opening) throws {
        let log = try open()
        try log.createTopic("a", partitions: 1)
        var batch = RecordBatch()
        let next = try log.read(TopicPartition("a"), from: 1, recordLimit: 10, byteLimit: 1000, into: &batch)
        try expect(next == 1 && batch.isEmpty, "reading at the end gives nothing")
        for offset: Int64 in [-1, 2, .max, .min] {
            try expectError(.offsetOutOfRange, "reading at \(offset)") {
                _ = try log.read(TopicPartition("a"), from: offset, recordLimit: 1, byteLimit: 1, into: &batch)
            }
        }
        for partition in [TopicPartition("b"), TopicPartition("a", 1), TopicPartition("a", -1)] {
            try expectError(.unknownTopic, "reading \(partition)") {
                _ = try log.read(partition, from: 0, recordLimit: 1, byteLimit: 1, into: &batch)
            }
            try expectError(.unknownTopic, "marks of \(partition)") { _ = try log.watermarks(of: partition) }
            try expectError(.unknownTopic, "appending to \(partition)") { try log.append(one(1), to: partition) }
        }
        let at = try log.append(RecordBatch(), to: TopicPartition("a"))
        try expect(at == 1, "appending nothing changes nothing")
        try expect(try log.watermarks(of: TopicPartition("a")).high == 1, "appending nothing changes nothing")
    }

    @Sendable private static func independence(_ open: Opening) throws {
        let log = try open()
        for topic in ["a", "b", "a.b"] { try log.createTopic(topic, partitions: 1) }
        for round in 0..<20 {
            try log.append(one(UInt8(round)), to: TopicPartition("a"))
            if round % 2 == 0 { try log.append(one(UInt8(100 + round)), to: TopicPartition("b")) }
        }
        let first = try drain(log, TopicPartition("a"), from: 1)
        let second = try drain(log, TopicPartition("b"), from: 1)
        try expect(first.records.map { first.array($0.value) } == (0..<20).map { [UInt8($0)] }, "topic a")
        try expect(second.records.map { second.array($0.value) } == (0..<10).map { [UInt8(100 + 2 * $0)] }, "topic b")
        try expect(try drain(log, TopicPartition("a.b"), from: 1).isEmpty, "topic a.b")
    }

    @Sendable private static func sequences(_ open: Opening) throws {
        let log = try open()
        try log.createTopic("a", partitions: 1)
        let target = TopicPartition("a")
        try expect(try log.lastSequence(ofProducer: "p") == 0, "a new producer has sequence 0")
        for (value, sequence) in [(UInt8(1), Int64(5)), (2, 5), (3, 4), (4, 9), (5, 9)] {
            try log.append([(target, one(value))], producer: "p", sequence: sequence)
        }
        try log.append([(target, one(6))], producer: "q", sequence: 1)
        try expect(try open().lastSequence(ofProducer: "p") == 9, "the last sequence is kept")
        let read = try drain(log, target, from: 1)
        try expect(read.records.map { read.array($0.value) } == [[1], [4], [6]], "repeats are dropped, per producer")
    }

    @Sendable private static func atomicity(_ open: Opening) throws {
        let log = try open()
        try log.createTopic("a", partitions: 1)
        try log.createTopic("b", partitions: 1)
        try expectError(.unknownTopic, "one batch to an unknown topic") {
            try log.append([(TopicPartition("a"), one(1)), (TopicPartition("c"), one(2))], producer: "p", sequence: 1)
        }
        try expect(try drain(log, TopicPartition("a"), from: 1).isEmpty, "nothing of a refused append is stored")
        try expect(try log.lastSequence(ofProducer: "p") == 0, "a refused append leaves the sequence")
        try log.append(
            [(TopicPartition("a"), one(1)), (TopicPartition("b"), one(2)), (TopicPartition("a"), one(3))],
            producer: "p", sequence: 1)
        let read = try drain(log, TopicPartition("a"), from: 1)
        try expect(read.records.map { read.array($0.value) } == [[1], [3]], "both batches to one topic are stored")
        try expect(try drain(log, TopicPartition("b"), from: 1).count == 1, "the other topic's too")
    }

    @Sendable private static func creation(_ open: Opening) throws {
        let log = try open()
        try log.createTopic("a", partitions: 1)
        try log.append(one(1), to: TopicPartition("a"))
        try log.createTopic("a", partitions: 1)
        try open().createTopic("a", partitions: 1)
        try expect(try log.watermarks(of: TopicPartition("a")).high == 2, "making a topic again changes nothing")
        try expectError(.partitionMismatch, "another partition count") { try log.createTopic("a", partitions: 2) }
        try expectError(.partitionMismatch, "no partitions") { try log.createTopic("z", partitions: 0) }
    }

    @Sendable private static func reopening(_ open: Opening) throws {
        let target = TopicPartition("a")
        do {
            let log = try open()
            try log.createTopic("a", partitions: 1)
            try log.append(one(1), to: target)
        }
        let writer = try open()
        let reader = try open()
        try expect(try drain(reader, target, from: 1).count == 1, "what was appended before is there")
        try writer.append(one(2), to: target)
        try expect(try drain(reader, target, from: 1).count == 2, "what another appended is there at once")
        try reader.append(one(3), to: target)
        try expect(try drain(writer, target, from: 1).count == 3, "and the other way round")
    }

    @Sendable private static func waking(_ open: Opening) throws {
        let reader = try open()
        try reader.createTopic("a", partitions: 1)
        let writer = try open()
        // An append between the last look and the wait must not be slept through.
        for round in 0..<3 {
            try reader.waitForRecords(milliseconds: 0)
            let high = try reader.watermarks(of: TopicPartition("a")).high
            try writer.append(one(UInt8(round)), to: TopicPartition("a"))
            let clock = ContinuousClock()
            let began = clock.now
            while try reader.watermarks(of: TopicPartition("a")).high == high {
                try reader.waitForRecords(milliseconds: 10_000)
            }
            try reader.waitForRecords(milliseconds: 30_000)
            try expect(clock.now - began < .seconds(25), "the append did not wake the reader")
        }
    }

    @Sendable private static func large(_ open: Opening) throws {
        let log = try open()
        try log.createTopic("a", partitions: 1)
        var generator = SeededGenerator(seed: 4)
        var batch = RecordBatch()
        // One that cannot be compressed and one that can.
        batch.append(
            key: [1], value: (0..<1 << 20).map { _ in UInt8.random(in: 0...255, using: &generator) }, timestamp: 1)
        batch.append(key: [2], value: Array(repeating: 32, count: 1 << 20), timestamp: 2)
        try log.append(batch, to: TopicPartition("a"))
        try expect(shape(try drain(log, TopicPartition("a"), from: 1)) == shape(batch), "large records come back whole")
    }

    // MARK: Tools

    /// Everything from `offset` on.
    package static func drain(
        _ log: any Transport, _ partition: TopicPartition, from offset: Int64
    ) throws -> RecordBatch {
        var batch = RecordBatch()
        var next = offset
        while true {
            let after = try log.read(partition, from: next, recordLimit: 100, byteLimit: 1 << 20, into: &batch)
            if after == next { return batch }
            next = after
        }
    }

    /// A batch with one record whose value is one byte.
    package static func one(_ byte: UInt8) -> RecordBatch {
        var batch = RecordBatch()
        batch.append(key: [byte], value: [byte], timestamp: 1)
        return batch
    }

    /// All a record has but its offset.
    private struct Shape: Equatable {
        var timestamp: Int64
        var key: [UInt8]?
        var value: [UInt8]?
        var names: [[UInt8]?]
        var values: [[UInt8]?]
    }

    private static func shape(_ batch: RecordBatch) -> [Shape] {
        batch.records.map { record in
            let headers = record.headers.map { batch.headers[Int($0)] }
            return Shape(
                timestamp: record.timestamp, key: batch.array(record.key), value: batch.array(record.value),
                names: headers.map { batch.array($0.name) }, values: headers.map { batch.array($0.value) })
        }
    }

    private static func expect(_ holds: Bool, _ what: String) throws {
        if !holds { throw Failure(description: what) }
    }

    private static func expectError(_ code: TransportError.Code, _ what: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let fault as TransportError where fault.code == code {
            return
        }
        throw Failure(description: "\(what) was not refused")
    }
}
