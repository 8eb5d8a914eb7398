import Dispatch
import HubStore
import HubTransport
import Synchronization

/// Makes events durable: what came meanwhile from any number of requests goes to the log together, so that one sync serves
/// them all.
///
/// `@unchecked Sendable`: the log is touched on the serial queue alone.
final class IngestQueue: @unchecked Sendable {
    /// Called once: with the first offset of each of the batch's groups, or with why nothing is known to be durable.
    typealias Completion = @Sendable (Result<[Int64], any Error>) -> Void

    private struct Pending {
        var batch: IngestBatch
        var completion: Completion
    }

    private struct Waiting {
        var items: [Pending] = []
        var bytes = 0
        var isScheduled = false
    }

    /// Bytes that may wait; more is refused, so that memory stays bounded.
    private static let byteLimit = 96 << 20
    /// Bytes that go into one transaction at most.
    private static let turnBytes = 32 << 20

    private let queue = DispatchQueue(label: "hub.http.ingest")
    private let waiting = Mutex(Waiting())
    private let makeLog: @Sendable () throws -> any RecordSink
    private var log: (any RecordSink)?
    private var known: Set<String> = []

    init(_ makeLog: @escaping @Sendable () throws -> any RecordSink) { self.makeLog = makeLog }

    /// - Returns: false where too much waits already.
    func submit(_ batch: IngestBatch, _ completion: @escaping Completion) -> Bool {
        let size = batch.byteCount
        let outcome = waiting.withLock { state -> (accepted: Bool, starts: Bool) in
            guard state.bytes + size <= Self.byteLimit else { return (false, false) }
            state.items.append(Pending(batch: batch, completion: completion))
            state.bytes += size
            defer { state.isScheduled = true }
            return (true, !state.isScheduled)
        }
        if outcome.starts { queue.async { self.run() } }
        return outcome.accepted
    }

    /// Returns when everything submitted so far is answered.
    func drain() { queue.sync {} }

    private func run() {
        while true {
            let turn = waiting.withLock { state -> [Pending] in
                var bytes = 0
                var count = 0
                while count < state.items.count, count == 0 || bytes < Self.turnBytes {
                    bytes += state.items[count].batch.byteCount
                    count += 1
                }
                let turn = Array(state.items.prefix(count))
                state.items.removeFirst(count)
                state.bytes -= bytes
                if turn.isEmpty { state.isScheduled = false }
                return turn
            }
            if turn.isEmpty { return }
            commit(turn)
        }
    }

    /// Appends all of a turn, topic by topic.
    ///
    /// A topic that fails fails only the requests with events for it; of those, events for other topics may be durable
    /// and unacknowledged, which sending again mends.
    private func commit(_ turn: [Pending]) {
        var order: [String] = []
        var joined: [String: RecordBatch] = [:]
        var places: [String: [(item: Int, group: Int, first: Int64)]] = [:]
        for (item, pending) in turn.enumerated() {
            for (group, part) in pending.batch.groups.enumerated() {
                if joined[part.topic] == nil { order.append(part.topic) }
                let first = Int64(joined[part.topic]?.count ?? 0)
                places[part.topic, default: []].append((item, group, first))
                joined[part.topic, default: RecordBatch()].append(part.records)
            }
        }
        var offsets = turn.map { [Int64](repeating: 0, count: $0.batch.groups.count) }
        var faults: [Int: any Error] = [:]
        for topic in order {
            guard let records = joined[topic], let parts = places[topic] else { continue }
            do {
                let first = try append(records, to: topic)
                for part in parts { offsets[part.item][part.group] = first + part.first }
            } catch {
                for part in parts { faults[part.item] = error }
            }
        }
        for (item, pending) in turn.enumerated() {
            pending.completion(faults[item].map { .failure($0) } ?? .success(offsets[item]))
        }
    }

    private func append(_ records: RecordBatch, to topic: String) throws -> Int64 {
        let log = try self.log ?? makeLog()
        self.log = log
        if !known.contains(topic) {
            try log.createTopic(topic, partitions: 1)
            known.insert(topic)
        }
        return try log.append(records, to: TopicPartition(topic))
    }
}
