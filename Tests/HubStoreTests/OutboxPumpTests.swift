import HubTesting
import HubTransport
import Testing

@testable import HubStore

@Suite struct OutboxPumpTests {
    private let directory: TemporaryDirectory
    private let store: StateStore
    private let sink = InMemoryLog()

    init() throws {
        directory = try TemporaryDirectory()
        store = try StateStore(directory: directory.path, clock: ManualClock())
    }

    private func enqueue(_ values: [UInt8], to topic: String) throws {
        try store.transaction { transaction in
            for value in values { try transaction.enqueue(TransportConformance.one(value), to: TopicPartition(topic)) }
        }
    }

    private func values(_ topic: String) throws -> [UInt8] {
        let read = try TransportConformance.drain(sink, TopicPartition(topic), from: 1)
        return read.records.flatMap { read.array($0.value) ?? [] }
    }

    @Test func sendsInOrderAndOnce() throws {
        try enqueue([1, 2], to: "a")
        try enqueue([3], to: "b")
        try enqueue([4], to: "a")
        let waiting = try StateReader(directory: directory.path).outbox()
        #expect(waiting.rows == 4 && waiting.oldestAt == ManualClock().now())
        var pump = OutboxPump()
        #expect(try pump.pump(store, sink: sink, limit: 3) == 3)
        #expect(try pump.pump(store, sink: sink, limit: 3) == 1)
        #expect(try pump.pump(store, sink: sink, limit: 3) == 0)
        #expect(try values("a") == [1, 2, 4])
        #expect(try values("b") == [3])
        #expect(try StateReader(directory: directory.path).outbox() == StateReader.Outbox(rows: 0, oldestAt: nil))
        // A sequence is never given twice, though the outbox was empty.
        try enqueue([5], to: "a")
        #expect(try pump.pump(store, sink: sink) == 1)
        #expect(try values("a") == [1, 2, 4, 5])
    }

    /// After a lost acknowledgement more rows may have come: they are sent, those that arrived are not.
    @Test func aLostAcknowledgementRepeatsNothing() throws {
        try enqueue([1, 2], to: "a")
        sink.failAppend(with: .loseAcknowledgement)
        var pump = OutboxPump()
        #expect(throws: TransportError.self) { try pump.pump(store, sink: sink) }
        try enqueue([3], to: "a")
        var next = OutboxPump()
        #expect(try next.pump(store, sink: sink) == 1)
        #expect(try values("a") == [1, 2, 3])
    }

    @Test func aRefusedAppendIsSentAgain() throws {
        try enqueue([1], to: "a")
        sink.failAppend()
        var pump = OutboxPump()
        #expect(throws: TransportError.self) { try pump.pump(store, sink: sink) }
        #expect(try pump.pump(store, sink: sink) == 1)
        #expect(try values("a") == [1])
    }

    /// However large the records that wait, a send is bounded: memory is, and a batch ends before its 2 GiB.
    @Test func aSendIsBoundedInBytes() throws {
        try store.transaction { transaction in
            for index in 0..<20 {
                var batch = RecordBatch()
                batch.append(key: [UInt8(index)], value: [UInt8](repeating: 0, count: 1 << 20), timestamp: 0)
                try transaction.enqueue(batch, to: TopicPartition("a"))
            }
        }
        var pump = OutboxPump()
        var sends: [Int] = []
        while true {
            let sent = try pump.pump(store, sink: sink)
            if sent == 0 { break }
            sends.append(sent)
        }
        #expect(sends.reduce(0, +) == 20)
        #expect(sends.allSatisfy { $0 <= 17 })
    }
}
