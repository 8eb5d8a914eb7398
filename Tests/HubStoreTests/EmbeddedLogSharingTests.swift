import Dispatch
import HubTesting
import HubTransport
import Synchronization
import Testing

@testable import HubStore

/// Several writers at once on one log, each with a connection of its own, as processes have.
@Suite struct EmbeddedLogSharingTests {
    @Test func writersAtOnceLoseNothing() throws {
        let directory = try TemporaryDirectory(inMemory: true)
        let path = directory.path
        let problems = Mutex<[String]>([])
        let writers = 4
        let appends = 40
        DispatchQueue.concurrentPerform(iterations: writers) { writer in
            do {
                // All make the file, the tables and the topic at the same moment.
                let log = try EmbeddedLog(directory: path, clock: ManualClock())
                try log.createTopic("a", partitions: 1)
                for number in 0..<appends {
                    var batch = RecordBatch()
                    for part in 0..<3 {
                        batch.append(key: [UInt8(writer)], value: [UInt8(number), UInt8(part)], timestamp: 1)
                    }
                    try log.append(batch, to: TopicPartition("a"))
                }
            } catch {
                problems.withLock { $0.append("\(error)") }
            }
        }
        #expect(problems.withLock { $0 } == [])
        let log = try EmbeddedLog(directory: path, clock: ManualClock())
        let read = try TransportConformance.drain(log, TopicPartition("a"), from: 0)
        #expect(GenesisRecord.isGenesis(0, of: read))
        #expect(read.records.map(\.offset) == Array(0...Int64(writers * appends * 3)))
        for writer in 0..<writers {
            let own = read.records.filter { read.array($0.key) == [UInt8(writer)] }
            let expected = (0..<appends).flatMap { number in (0..<3).map { [UInt8(number), UInt8($0)] } }
            #expect(own.map { read.array($0.value) } == expected, "writer \(writer)'s records are there in order")
        }
    }
}
