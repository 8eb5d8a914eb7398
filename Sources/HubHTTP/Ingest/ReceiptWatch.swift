import Dispatch
import HubContracts
import HubJSON
import HubStore
import HubTransport
import Synchronization

/// Waits for the final receipts of requests that ask for them (`Prefer: wait=N`).
///
/// `@unchecked Sendable`: log, tape and batch are touched on the serial queue alone.
final class ReceiptWatch: @unchecked Sendable {
    /// What a request waits for.
    struct Waiter: Sendable {
        var partner: String
        /// Each topic with its first offset and the entries that lie there in order.
        var places: [(topic: String, first: Int64, entries: [Int])]
        /// Where to read the partner's receipts from.
        var next: Int64
        /// Milliseconds since 1970 UTC.
        var deadline: Int64
        /// Receipts that have not come.
        var missing: Int
        /// The receipts that have come, by entry, as JSON text.
        var receipts: [Int: [UInt8]] = [:]
        var completion: @Sendable ([Int: [UInt8]]) -> Void
    }

    private struct State {
        var waiters: [Waiter] = []
        var isScheduled = false
        var isStopping = false
    }

    private let queue = DispatchQueue(label: "hub.http.receipts")
    private let state = Mutex(State())
    private let clock: any HubClock
    private let makeLog: @Sendable () throws -> EmbeddedLog
    private var log: EmbeddedLog?
    private var batch = RecordBatch()
    private let tape = JSONTape(limits: JSONLimits(maximumBytes: 64 << 20))
    private var writer = JSONWriter()

    init(clock: any HubClock, _ makeLog: @escaping @Sendable () throws -> EmbeddedLog) {
        self.clock = clock
        self.makeLog = makeLog
    }

    func add(_ waiter: Waiter) {
        let starts = state.withLock { state in
            state.waiters.append(waiter)
            defer { state.isScheduled = true }
            return !state.isScheduled
        }
        if starts { queue.async { self.run() } }
    }

    /// Answers everybody with what there is.
    func stop() {
        state.withLock { $0.isStopping = true }
        queue.sync {}
    }

    private func run() {
        while true {
            let taken = state.withLock { state -> [Waiter] in
                if state.waiters.isEmpty { state.isScheduled = false }
                defer { state.waiters = [] }
                return state.waiters
            }
            if taken.isEmpty { return }
            let isStopping = state.withLock { $0.isStopping }
            let now = clock.now()
            var left: [Waiter] = []
            for var waiter in taken {
                try? read(&waiter)
                if waiter.missing == 0 || waiter.deadline <= now || isStopping {
                    waiter.completion(waiter.receipts)
                } else {
                    left.append(waiter)
                }
            }
            state.withLock { $0.waiters += left }
            if !left.isEmpty { try? log?.waitForRecords(milliseconds: 50) }
        }
    }

    private func read(_ waiter: inout Waiter) throws {
        let log = try self.log ?? makeLog()
        self.log = log
        let place = TopicPartition(TopicName.receipts(of: waiter.partner))
        guard try log.partitionCount(of: place.topic) != nil else { return }
        while waiter.missing > 0 {
            batch.removeAll()
            let next = try log.read(place, from: waiter.next, recordLimit: 1024, byteLimit: 8 << 20, into: &batch)
            if next == waiter.next { return }
            waiter.next = next
            for record in batch.records {
                let fault = batch.bytes.withUnsafeBytes { tape.parse(.init(rebasing: $0[record.value.range])) }
                if fault == nil { take(tape.root, for: &waiter) }
            }
        }
    }

    private func take(_ node: JSONNode, for waiter: inout Waiter) {
        switch tape.kind(node) {
        case .array:
            var child = tape.firstChild(node)
            let end = tape.end(node)
            while child != end {
                take(child, for: &waiter)
                child = tape.next(child)
            }
        case .object:
            guard let topic = tape.member(node, "topic"), let offset = tape.member(node, "offset").flatMap(tape.int64)
            else { return }
            for place in waiter.places where place.topic.utf8.elementsEqual(tape.bytes(topic)) {
                let index = offset - place.first
                guard index >= 0, index < place.entries.count else { continue }
                if waiter.receipts.updateValue(text(of: node), forKey: place.entries[Int(index)]) == nil {
                    waiter.missing -= 1
                }
            }
        default: return
        }
    }

    /// A receipt in the form of the response: `message_id` is its `id`.
    private func text(of node: JSONNode) -> [UInt8] {
        writer.reset()
        writer.beginObject()
        writer.key("id")
        if let id = tape.member(node, "message_id"), tape.kind(id) == .string {
            writer.string(utf8: tape.bytes(id))
        } else {
            writer.null()
        }
        for name: StaticString in ["status", "reason", "pointer", "detail"] {
            guard let value = tape.member(node, name), tape.kind(value) == .string else { continue }
            writer.key(name)
            writer.string(utf8: tape.bytes(value))
        }
        writer.endObject()
        return writer.bytes
    }
}
