import Glibc

/// Topics in memory, for tests: several partitions, several views, faults on demand.
///
/// Views made with `init(sharing:)` see the same topics, as several processes see one log.
package final class InMemoryLog: RecordSource, RecordSink {
    /// What an injected fault does to the call it meets.
    package enum Fault: Sendable {
        /// The call fails and nothing is stored.
        case refuse
        /// The records are stored, but the caller is told that they are not (a lost acknowledgement).
        case loseAcknowledgement
    }

    private let storage: InMemoryStorage
    private let clock: any HubClock
    private let makeUUID: @Sendable () -> String
    /// The storage's change count when this view last waited.
    private var seen: UInt64 = 0

    package init(clock: any HubClock = ManualClock(), makeUUID: @escaping @Sendable () -> String = RandomUUID.make) {
        storage = InMemoryStorage()
        self.clock = clock
        self.makeUUID = makeUUID
    }

    /// Another view of the same topics.
    package init(sharing other: InMemoryLog) {
        storage = other.storage
        clock = other.clock
        makeUUID = other.makeUUID
    }

    /// Makes the `number`-th append from now fail (1 is the next).
    package func failAppend(number: Int = 1, with fault: Fault = .refuse) {
        storage.locked { $0.appendFaults[$0.appends + number] = fault }
    }

    /// Makes the `number`-th read from now fail (1 is the next).
    package func failRead(number: Int = 1) {
        storage.locked { _ = $0.readFaults.insert($0.reads + number) }
    }

    /// Forgets the records before `offset`, as retention does.
    package func deleteRecords(before offset: Int64, of partition: TopicPartition) throws {
        try storage.locked { try $0.mutate(partition) { $0.low = max($0.low, min(offset, $0.high)) } }
    }

    package func topics() throws -> [String] { storage.locked { $0.topics.keys.sorted() } }

    package func partitionCount(of topic: String) throws -> Int32? {
        storage.locked { state in state.topics[topic].map { Int32($0.count) } }
    }

    package func watermarks(of partition: TopicPartition) throws -> Watermarks {
        try storage.locked { state in
            let found = try state.partition(partition)
            return Watermarks(low: found.low, high: found.high)
        }
    }

    package func read(
        _ partition: TopicPartition, from offset: Int64, recordLimit: Int, byteLimit: Int, into batch: inout RecordBatch
    ) throws -> Int64 {
        try storage.locked { state in
            state.reads += 1
            if state.readFaults.remove(state.reads) != nil {
                throw TransportError(.storage, "the read was made to fail")
            }
            let found = try state.partition(partition)
            guard (found.low...found.high).contains(offset) else { throw TransportError.outOfRange(offset, partition) }
            let before = batch.bytes.count
            var next = offset
            while next < found.high, next == offset || next - offset < Int64(recordLimit) {
                if next > offset, batch.bytes.count - before >= byteLimit { break }
                batch.append(recordAt: Int(next), of: found.all, offset: next)
                next += 1
            }
            return next
        }
    }

    package func waitForRecords(milliseconds: Int32) throws {
        seen = storage.wait(whileAt: seen, milliseconds: milliseconds)
    }

    package func createTopic(_ topic: String, partitions: Int32) throws {
        try storage.locked { state in
            if let existing = state.topics[topic] {
                guard existing.count == Int(partitions) else {
                    throw TransportError.partitionMismatch(topic, has: Int32(existing.count), wanted: partitions)
                }
                return
            }
            guard partitions > 0 else { throw TransportError(.partitionMismatch, "a topic has at least one partition") }
            let uuid = makeUUID()
            state.topics[topic] = (0..<partitions).map { number in
                var made = InMemoryStorage.Partition()
                made.append(
                    GenesisRecord.batch(
                        of: TopicPartition(topic, number), partitions: partitions, uuid: uuid, now: clock.now()))
                return made
            }
            state.changes += 1
        }
    }

    @discardableResult
    package func append(_ batch: RecordBatch, to partition: TopicPartition) throws -> Int64 {
        try storage.locked { state in
            let fault = state.nextAppendFault()
            if case .refuse? = fault { throw TransportError(.storage, "the append was made to fail") }
            let first = try state.mutate(partition) { $0.append(batch) }
            state.changes += 1
            if fault != nil { throw TransportError(.storage, "the acknowledgement was made to be lost") }
            return first
        }
    }

    package func append(
        _ batches: [(partition: TopicPartition, batch: RecordBatch)], producer: String, sequence: Int64
    ) throws {
        try storage.locked { state in
            let fault = state.nextAppendFault()
            if case .refuse? = fault { throw TransportError(.storage, "the append was made to fail") }
            guard sequence > state.sequences[producer] ?? 0 else { return }
            for (partition, _) in batches { _ = try state.partition(partition) }
            for (partition, batch) in batches { _ = try state.mutate(partition) { $0.append(batch) } }
            state.sequences[producer] = sequence
            state.changes += 1
            if fault != nil { throw TransportError(.storage, "the acknowledgement was made to be lost") }
        }
    }

    package func lastSequence(ofProducer producer: String) throws -> Int64 {
        storage.locked { $0.sequences[producer] ?? 0 }
    }
}
