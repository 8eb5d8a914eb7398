import HubContracts
import HubGateway
import HubKafka
import HubOperations
import HubStore
import HubTransport

/// This process's part in a cluster of hubs: the partitions it owns, the changelog it writes for them, and the copy it
/// keeps of what the others count.
///
/// The owner of partition n of `hub.state.v1` owns partition n of every input topic; the owner of partition 0 publishes.
/// Every flush is one transaction of outbox, state, counters and mark, which the broker refuses from a stale owner.
final class Cluster {
    private let log: KafkaLog
    private let store: StateStore
    private let gateway: Gateway
    private let clock: any HubClock
    private let partitions: Int32
    private let makeMember: () throws -> GroupMember
    private var member: GroupMember?
    private let journal = ChangeJournal()
    private var pump = OutboxPump()
    /// The owner epoch of each partition that is this process's.
    private var epochs: [Int32: Int64] = [:]
    /// How far the copy of the others' counts was read, by partition of `hub.bins.v1`.
    private var followed: [Int32: Int64] = [:]
    private var documents: PublishedDocuments
    private var binsWrittenAt: Int64 = 0
    /// Whether the group has said what is this process's; until then what it held before is kept.
    private var isSettled = false
    /// Set when publishing came to this process, which then looks at all there is.
    private var hasBecomePublisher = false

    /// The bins are written at least so often while input flows, in milliseconds.
    private static let binInterval: Int64 = 2_000

    init(
        _ log: KafkaLog, _ store: StateStore, _ gateway: Gateway, settings: HubSettings, partitions: Int32,
        clock: any HubClock
    ) throws {
        self.log = log
        self.store = store
        self.gateway = gateway
        self.clock = clock
        for topic in [ChangeJournal.stateTopic, ChangeJournal.binTopic] {
            do {
                try log.createTopic(topic, partitions: partitions)
            } catch let fault as TransportError where fault.code == .partitionMismatch {
                // Made earlier with another count, which holds.
            }
        }
        self.partitions = try log.partitionCount(of: ChangeJournal.stateTopic) ?? partitions
        makeMember = { try settings.groupMember(instance: store.id) }
        documents = PublishedDocuments(log, store)
        store.journal = journal
        gateway.setOwned([])
    }

    /// Whether this process publishes.
    var isPublisher: Bool { epochs[0] != nil }

    /// The partitions that are this process's, in order.
    var owned: [Int32] { epochs.keys.sorted() }

    // MARK: Membership

    /// Answers the group; partitions may come and go meanwhile.
    func attend() throws {
        let member = try self.member ?? makeMember()
        self.member = member
        do {
            try member.poll(milliseconds: 0) { change in
                switch change {
                case .assigned(let partitions):
                    for partition in partitions { try acquire(partition, member) }
                    isSettled = true
                case .revoked(let partitions): try release(partitions)
                case .lost: try abandon()
                }
                gateway.setOwned(Set(epochs.keys))
            }
        } catch let fault as TransportError {
            try abandon()
            self.member = nil
            throw fault
        }
    }

    /// Takes a partition over: goes on with what is held of it if nobody else had it meanwhile, else restores it.
    private func acquire(_ partition: Int32, _ member: GroupMember) throws {
        let place = TopicPartition(ChangeJournal.stateTopic, partition)
        try member.awaitSettled(try inputs(of: partition))
        try log.awaitNoOpenTransactions([place, TopicPartition(ChangeJournal.binTopic, partition)])
        let mark = try lastMark(place)
        if try store.heldPartitions().contains(partition), mark == nil || mark?.store == store.id {
            epochs[partition] = mark?.epoch ?? 1
        } else {
            try store.drop(partition, withOutbox: false)
            try restore(partition, place)
            try store.finishRestoring(partition, mark)
            epochs[partition] = (mark?.epoch ?? 0) + 1
        }
        followed[partition] = nil
        log.close([TopicPartition(ChangeJournal.binTopic, partition)])
        try store.renote(partition, since: mark, in: journal)
        if partition == 0 {
            try documents.catchUp()
            hasBecomePublisher = true
        }
        note("partition.owned", "owns partition \(partition)", partition)
    }

    private func restore(_ partition: Int32, _ place: TopicPartition) throws {
        let began = clock.now()
        let marks = try log.watermarks(of: place)
        var bar = ProgressBar("restoring partition \(partition)", total: Int(marks.high - marks.low))
        try eachBatch(of: place, from: marks.low, to: marks.high) { batch, next in
            _ = try store.restore(batch)
            bar.update(Int(next - marks.low))
        }
        let counts = TopicPartition(ChangeJournal.binTopic, partition)
        let end = try log.watermarks(of: counts)
        try eachBatch(of: counts, from: end.low, to: end.high) { batch, _ in
            try store.follow(batch, partition: partition, talliesOnly: true)
        }
        bar.finish()
        let seconds = (clock.now() - began) / 1000
        note(
            "partition.restored", "restored partition \(partition), \(marks.high - marks.low) records, in \(seconds) s",
            partition)
    }

    private func note(_ event: String, _ message: String, _ partition: Int32) {
        ServiceLog.write(
            LogLine(
                .info, event, message,
                [("kafka.partition", .integer(Int64(partition))), ("owner.epoch", .integer(epochs[partition] ?? 0))]))
    }

    /// Gives partitions up in good order: all that was done is written first.
    private func release(_ partitions: [Int32]) throws {
        do {
            try flush(isQuiet: true)
        } catch let fault as TransportError {
            // Not written, so not to be kept either: the next owner does it again.
            ServiceLog.write(LogLine(.warning, "kafka.away", fault.message))
            return try abandon()
        }
        for partition in partitions where epochs.removeValue(forKey: partition) != nil {
            try store.drop(partition, withOutbox: false)
            log.close(try inputs(of: partition))
            note("partition.given_up", "gave partition \(partition) up", partition)
        }
    }

    /// Forgets every partition because another process has them: nothing that was not written counts.
    private func abandon() throws {
        guard !epochs.isEmpty else { return }
        let list = owned.map(String.init).joined(separator: ", ")
        ServiceLog.write(LogLine(.warning, "partitions.lost", "others own partitions \(list) now; joining again"))
        for partition in owned {
            try store.drop(partition, withOutbox: true)
            log.close(try inputs(of: partition))
        }
        epochs.removeAll()
        journal.clear()
        followed.removeAll()
        gateway.setOwned([])
    }

    // MARK: Writing

    /// Writes what was done since the last flush, as one transaction; nothing where there is nothing.
    ///
    /// - Parameter isQuiet: whether input rests, so that everything is written.
    func flush(isQuiet: Bool) throws {
        guard let member, !epochs.isEmpty else { return }
        if journal.isDamaged {
            journal.clear()
            for partition in owned {
                let mark = try lastMark(TopicPartition(ChangeJournal.stateTopic, partition))
                try store.renote(partition, since: mark, in: journal)
            }
        }
        let now = clock.now()
        let withBins = isQuiet || now - binsWrittenAt >= Self.binInterval
        guard try !journal.isEmpty || store.hasOutgoing() else { return }
        if try !store.hasOutgoing(), let first = owned.first {
            // A flush goes by the sequence of an outgoing row; owners and restored counts have none of their own.
            var batch = RecordBatch()
            let mark = try store.mark(of: first, epoch: epochs[first] ?? 0)
            batch.append(key: OwnerMark.key, value: mark.bytes, timestamp: now)
            try store.transaction { try $0.enqueue(batch, to: TopicPartition(ChangeJournal.stateTopic, first)) }
            journal.touch(first)
        }
        do {
            log.fence = GroupFence(member: member, offsets: try ownedOffsets())
            let batches = try journal.batches(store, bins: withBins) {
                try store.mark(of: $0, epoch: epochs[$0] ?? 0)
            }
            try pump.pump(store, sink: log, limit: .max, with: batches)
        } catch let fault as TransportError where fault.code == .fenced {
            try abandon()
            self.member = nil
            throw fault
        }
        journal.clearWritten(bins: withBins)
        if withBins { binsWrittenAt = now }
    }

    private func ownedOffsets() throws -> [(partition: TopicPartition, offset: Int64)] {
        try owned.flatMap { partition in
            try store.mark(of: partition, epoch: 0).inputs.map {
                (TopicPartition($0.topic, partition), $0.nextOffset)
            }
        }
    }

    // MARK: Following

    /// Takes in what the others counted and published since the last call.
    ///
    /// - Returns: whether there was anything.
    func follow() throws -> Bool {
        var isNew = hasBecomePublisher
        hasBecomePublisher = false
        let held = isSettled ? [] : try store.heldPartitions()
        for partition in 0..<partitions where epochs[partition] == nil && !held.contains(partition) {
            let place = TopicPartition(ChangeJournal.binTopic, partition)
            var next: Int64
            if let known = followed[partition] {
                next = known
            } else {
                try store.drop(partition, withOutbox: false)
                next = try log.watermarks(of: place).low
            }
            var batch = RecordBatch()
            while true {
                batch.removeAll()
                let after = try log.read(place, from: next, recordLimit: 20_000, byteLimit: 8 << 20, into: &batch)
                followed[partition] = after
                if after == next { break }
                next = after
                guard !batch.isEmpty else { continue }
                try store.follow(batch, partition: partition)
                isNew = true
            }
        }
        try documents.follow(isPublisher: isPublisher)
        return isNew
    }

    // MARK: Tools

    private func inputs(of partition: Int32) throws -> [TopicPartition] {
        try log.topics().filter { TopicName.input($0) != nil }.compactMap { topic in
            guard let count = try log.partitionCount(of: topic), partition < count else { return nil }
            return TopicPartition(topic, partition)
        }
    }

    /// The last mark of a partition of the state topic: the last record but for marks of transactions.
    private func lastMark(_ place: TopicPartition) throws -> OwnerMark? {
        let marks = try log.watermarks(of: place)
        var span: Int64 = 16
        while true {
            let from = max(marks.low, marks.high - span)
            var found: OwnerMark?
            try eachBatch(of: place, from: from, to: marks.high) { batch, _ in
                for record in batch.records where batch.array(record.key) == OwnerMark.key {
                    found = batch.array(record.value).flatMap { OwnerMark($0) } ?? found
                }
            }
            if found != nil || from == marks.low { return found }
            span *= 32
        }
    }

    private func eachBatch(
        of place: TopicPartition, from: Int64, to end: Int64, _ body: (RecordBatch, Int64) throws -> Void
    ) throws {
        var batch = RecordBatch()
        var next = from
        while next < end {
            batch.removeAll()
            let after = try log.read(place, from: next, recordLimit: 20_000, byteLimit: 8 << 20, into: &batch)
            guard after > next else { break }
            next = after
            if !batch.isEmpty { try body(batch, next) }
        }
        log.close([place])
    }
}
