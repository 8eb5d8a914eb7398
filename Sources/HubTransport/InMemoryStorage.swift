import Glibc

/// What the views of an `InMemoryLog` share.
///
/// `@unchecked Sendable`: `state` is touched only between lock and unlock of `mutex`.
final class InMemoryStorage: @unchecked Sendable {
    struct Partition {
        var all = RecordBatch()
        var low: Int64 = 0
        var high: Int64 { Int64(all.count) }

        @discardableResult
        mutating func append(_ batch: RecordBatch) -> Int64 {
            let first = high
            for index in 0..<batch.count { all.append(recordAt: index, of: batch, offset: high) }
            return first
        }
    }

    struct State {
        var topics: [String: [Partition]] = [:]
        var sequences: [String: Int64] = [:]
        var changes: UInt64 = 0
        var appends = 0
        var reads = 0
        var appendFaults: [Int: InMemoryLog.Fault] = [:]
        var readFaults: Set<Int> = []

        mutating func nextAppendFault() -> InMemoryLog.Fault? {
            appends += 1
            return appendFaults.removeValue(forKey: appends)
        }

        func partition(_ name: TopicPartition) throws -> Partition {
            guard let partitions = topics[name.topic], partitions.indices.contains(Int(name.partition)) else {
                throw TransportError.unknown(name)
            }
            return partitions[Int(name.partition)]
        }

        mutating func mutate<Result>(_ name: TopicPartition, _ body: (inout Partition) -> Result) throws -> Result {
            guard let count = topics[name.topic]?.count, (0..<count).contains(Int(name.partition)) else {
                throw TransportError.unknown(name)
            }
            return body(&topics[name.topic, default: []][Int(name.partition)])
        }
    }

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var state = State()

    init() {
        mutex.initialize(to: pthread_mutex_t())
        changed.initialize(to: pthread_cond_t())
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    func locked<Result>(_ body: (inout State) throws -> Result) rethrows -> Result {
        pthread_mutex_lock(mutex)
        let before = state.changes
        defer {
            if state.changes != before { pthread_cond_broadcast(changed) }
            pthread_mutex_unlock(mutex)
        }
        return try body(&state)
    }

    /// Waits while the change count is `seen`, at most `milliseconds`; returns the count then.
    func wait(whileAt seen: UInt64, milliseconds: Int32) -> UInt64 {
        var until = timespec()
        clock_gettime(CLOCK_REALTIME, &until)
        let nanoseconds = Int(until.tv_nsec) + Int(max(milliseconds, 0)) % 1000 * 1_000_000
        until.tv_sec += Int(max(milliseconds, 0)) / 1000 + nanoseconds / 1_000_000_000
        until.tv_nsec = nanoseconds % 1_000_000_000
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while state.changes == seen {
            if pthread_cond_timedwait(changed, mutex, &until) != 0 { break }
        }
        return state.changes
    }
}
