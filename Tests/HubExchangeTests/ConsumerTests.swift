import Foundation
import HubExchange
import HubTesting
import HubTransport
import Testing

@Suite(.timeLimit(.minutes(15))) struct ConsumerTests {
    private static let topic = "receipt.leeds.v1"
    private static let place = TopicPartition(topic)

    private static func append(_ count: Int, to log: InMemoryLog) throws {
        if try log.partitionCount(of: topic) == nil { try log.createTopic(topic, partitions: 1) }
        for number in 0..<count {
            var batch = RecordBatch()
            batch.append(key: nil, value: Array("\(number)".utf8), headers: [("a", [98])], timestamp: 7)
            try log.append(batch, to: place)
        }
    }

    @Test func goesOnWhereItCommitted() throws {
        let hub = try ExchangeFixture()
        #expect(try hub.consumer().receive().isEmpty)
        try Self.append(5, to: hub.log)
        let first = try hub.consumer()
        #expect(try first.receive(limit: 2).map(\.offset) == [1, 2])
        try first.commit()
        #expect(try first.receive(limit: 2).map(\.offset) == [3, 4])
        // Not committed: it comes again.
        let second = try hub.consumer()
        let rest = try second.receive()
        #expect(rest.map(\.offset) == [3, 4, 5] && rest[0].headers[0].value == "b" && rest[0].time == 7)
        #expect(rest.map { $0.value.map { String(decoding: $0, as: UTF8.self) } } == ["2", "3", "4"])
        try second.commit()
        #expect(try second.receive().isEmpty && second.gaps.isEmpty)
        #expect(try hub.consumer(from: .first).receive().count == 5)
        #expect(try hub.consumer(from: .at(4)).receive().map(\.offset) == [4, 5])
        #expect(try hub.consumer(from: .at(99)).receive().isEmpty)
        #expect(throws: ExchangeError.self) { try hub.consumer("receipt.wyp.v1") }
        #expect(throws: ExchangeError.self) { try hub.consumer("receipts") }
    }

    /// A key goes in clear over this machine's loopback only.
    @Test(arguments: [
        ("http://127.0.0.1:8080", true), ("http://localhost:8080", true), ("http://[::1]:8080", true),
        ("https://hub.example:8443", true), ("http://hub.example:8080", false),
        ("http://127.0.0.1.hub.example", false), ("http://localhost@hub.example", false), ("ftp://127.0.0.1", false),
    ]) func anAddressIsSafe(address: String, isTaken: Bool) {
        if isTaken {
            #expect(throws: Never.self) { try HubConnection(address) }
        } else {
            #expect(throws: ExchangeError.self) { try HubConnection(address) }
        }
    }

    @Test func everythingOfThePartnersIsRead() throws {
        let hub = try ExchangeFixture()
        let topics = [
            "in.leeds.asb.incident.v1", "out.leeds.asb.incident.v1", "out.wyp.asb.incident.v1", "receipt.leeds.v1",
            "receipt.wyp.v1", "deadletter.leeds.v1", "hotspot.asb.partner.v1", "hub.state.v1",
        ]
        for topic in topics {
            try hub.log.createTopic(topic, partitions: 2)
            try hub.log.append(TransportConformance.one(1), to: TopicPartition(topic, 1))
        }
        let found = Set(try hub.consumer(nil).receive().map(\.topic))
        #expect(
            found == ["out.leeds.asb.incident.v1", "receipt.leeds.v1", "deadletter.leeds.v1", "hotspot.asb.partner.v1"])
    }

    @Test func whatIsKeptNoLongerIsNoticed() throws {
        let hub = try ExchangeFixture()
        try Self.append(9, to: hub.log)
        let first = try hub.consumer()
        #expect(try first.receive(limit: 2).count == 2)
        try first.commit()
        try hub.log.deleteRecords(before: 6, of: Self.place)
        // While it reads.
        #expect(try first.receive().map(\.offset) == [6, 7, 8, 9])
        #expect(first.gaps.map(\.offsets) == [3..<6] && first.gaps.map(\.cause) == [.expired])
        // And when it comes back later.
        let second = try hub.consumer()
        #expect(try second.receive().map(\.offset) == [6, 7, 8, 9])
        #expect(second.gaps == first.gaps)
        #expect(second.gaps[0].description.hasPrefix("offsets 3 to 5 of receipt.leeds.v1/0 are kept no longer"))
        // A new reader has no claim to what was there before.
        #expect(try hub.consumer(from: .first).gaps.isEmpty)
    }

    /// A topic made anew, shorter or longer than the old one.
    @Test(arguments: [2, 20]) func aTopicMadeAnewIsNoticed(_ count: Int) throws {
        let hub = try ExchangeFixture()
        try Self.append(5, to: hub.log)
        let first = try hub.consumer()
        #expect(try first.receive().count == 5)
        try first.commit()
        let fresh = InMemoryLog()
        try Self.append(count, to: fresh)
        let positions = hub.folder.path + "/positions.json"
        let second = try Consumer(HubLink(fresh), partner: "leeds", topic: Self.topic, positions: positions)
        #expect(try second.receive().count == count)
        #expect(second.gaps.map(\.cause) == [.replaced] && second.gaps.map(\.offsets) == [0..<6])
        try second.commit()
        let third = try Consumer(HubLink(fresh), partner: "leeds", topic: Self.topic, positions: positions)
        #expect(try third.receive().isEmpty && third.gaps.isEmpty)
    }

    @Test func anOffsetLeftOutIsNoticed() throws {
        let log = HoleyLog(hole: 3)
        try Self.append(5, to: log.inner)
        let consumer = try Consumer(HubLink(log), partner: "leeds", topic: Self.topic)
        #expect(try consumer.receive().map(\.offset) == [1, 2, 4, 5])
        #expect(consumer.gaps.map(\.offsets) == [3..<4] && consumer.gaps.map(\.cause) == [.missing])
    }
}

/// A log that lost one record in the middle.
private final class HoleyLog: RecordSource, RecordSink {
    let inner = InMemoryLog()
    private let hole: Int64

    init(hole: Int64) { self.hole = hole }

    func topics() throws -> [String] { try inner.topics() }
    func partitionCount(of topic: String) throws -> Int32? { try inner.partitionCount(of: topic) }
    func watermarks(of partition: TopicPartition) throws -> Watermarks { try inner.watermarks(of: partition) }
    func waitForRecords(milliseconds: Int32) throws {}
    func createTopic(_ topic: String, partitions: Int32) throws {}
    func append(_ batch: RecordBatch, to partition: TopicPartition) throws -> Int64 { 0 }
    func append(
        _ batches: [(partition: TopicPartition, batch: RecordBatch)], producer: String, sequence: Int64
    ) throws {}
    func lastSequence(ofProducer producer: String) throws -> Int64 { 0 }

    func read(
        _ partition: TopicPartition, from offset: Int64, recordLimit: Int, byteLimit: Int, into batch: inout RecordBatch
    ) throws -> Int64 {
        var whole = RecordBatch()
        let end = try inner.read(partition, from: offset, recordLimit: recordLimit, byteLimit: byteLimit, into: &whole)
        for index in 0..<whole.count where whole.records[index].offset != hole {
            batch.append(recordAt: index, of: whole)
        }
        return end
    }
}
