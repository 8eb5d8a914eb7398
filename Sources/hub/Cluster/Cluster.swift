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
    /// The flush under way; messages are taken meanwhile.
    private var sending: PendingAppend?
    /// The owner epoch of each partition that is this process's.
    private var epochs: [Int32: Int64] = [:]
    /// How far the copy of the others' counts was read, by partition of `hub.bins.v1`.
    private var followed: [Int32: Int64] = [:]
    private var documents: PublishedDocuments
    /// Inputs that are not what was read before; they are left alone.
    private var stopped: Set<TopicPartition> = []
    private var binsWrittenAt: Int64 = 0
    /// Whether the group has said what is this process's; until then what it held before is kept.
    private var isSettled = false
    /// Set when publishing came to this process, which then looks at all there is.
    private var hasBecomePublisher = false
    /// Whether the store holds revisions of summaries that were never sent and never will be.
    private var hasDroppedSummaries = false
    /// Told when publishing came to this process: what it knew of published summaries does not hold any more.
    private let onPublishing: () -> Void

    /// The bins are written at least so often while input flows, in milliseconds: three times for each publishing.
    private let binInterval: Int64

    init(
        _ log: KafkaLog, _ store: StateStore, _ reader: StateReader, _ gateway: Gateway, settings: HubSettings,
        partitions: Int32, clock: any HubClock, onPublishing: @escaping () -> Void
    ) throws {
        self.onPublishing = onPublishing
        self.log = log
        self.store = store
        self.gateway = gateway
        self.clock = clock
        self.partitions = try log.partitionCount(of: ChangeJournal.stateTopic) ?? partitions
        binInterval = max(Int64(settings.configuration.publishIntervalSeconds) * 1000 / 3, 2_000)
        makeMember = { try settings.groupMember(instance: store.id) }
        documents = PublishedDocuments(log, store, reader)
        let cluster = try log.clusterID()
        if let known = try store.cluster(), known != cluster {
            throw CommandFailure(
                .configuration,
                "this store took its messages from the cluster \(known), and it is \(cluster) that answers now; if that is "
                    + "meant to be, say so with hub topics adopt")
        }
        try store.setCluster(cluster)
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
                }
                if !isPublisher { try dropUnsentSummaries() }
                gateway.setOwned(Set(epochs.keys), except: stopped)
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
        // Whatever comes of this, the copy of what others counted is to be made anew.
        followed[partition] = nil
        try member.awaitSettled(try inputs(of: partition))
        try log.awaitNoOpenTransactions([place, TopicPartition(ChangeJournal.binTopic, partition)])
        let mark = try lastMark(place)
        let isOwn = try store.heldPartitions().contains(partition) && (mark == nil || mark?.store == store.id)
        if isOwn {
            epochs[partition] = mark?.epoch ?? 1
        } else {
            try store.drop(partition, withOutbox: false)
            if partition == 0 { try dropUnsentSummaries() }
            try restore(partition, place)
            try store.finishRestoring(partition, mark)
            epochs[partition] = (mark?.epoch ?? 0) + 1
        }
        log.close([TopicPartition(ChangeJournal.binTopic, partition)])
        try renote(partition, mark)
        if partition == 0 {
            let isGoingOn = isOwn && !hasDroppedSummaries
            try documents.catchUp(isOwn: isGoingOn)
            if !isGoingOn { try store.touchAll() }
            hasDroppedSummaries = false
            onPublishing()
            hasBecomePublisher = true
        }
        try inspect(partition)
        try store.noteOwner(of: partition, store: store.id, epoch: epochs[partition] ?? 0, at: clock.now())
        note("partition.owned", "owns partition \(partition)", partition)
    }

    /// Summaries that were never sent are not sent by one who does not publish any more.
    private func dropUnsentSummaries() throws {
        if try store.dropOutgoing(where: PublishedDocuments.holds) { hasDroppedSummaries = true }
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

    /// Looks again whether all inputs are still what they were.
    func inspect() throws {
        for partition in owned { try inspect(partition) }
        gateway.setOwned(Set(epochs.keys), except: stopped)
    }

    /// Stops reading inputs that are not what they were, and goes on behind what was deleted before it was read.
    private func inspect(_ partition: Int32) throws {
        let findings = try InputGuard(log: log, store: store).findings(partition)
        for place in stopped where place.partition == partition && !findings.contains(where: { $0.place == place }) {
            stopped.remove(place)
            try store.transaction { try $0.clearCondition(named: Condition.input(place)) }
        }
        for (place, finding) in findings where !stopped.contains(place) {
            let condition = finding.condition(place, since: clock.now())
            ServiceLog.write(
                LogLine(
                    finding.isReadable ? .warning : .error, finding.isReadable ? "input.gap" : "input.stopped",
                    "\(condition.what): \(condition.why)"))
            try store.transaction { try $0.raise(condition) }
            if case .gap(_, let low) = finding { try store.resume(place, at: low) } else { stopped.insert(place) }
        }
    }

    private func note(_ event: String, _ message: String, _ partition: Int32) {
        ServiceLog.write(
            LogLine(
                .info, event, message,
                [("kafka.partition", .integer(Int64(partition))), ("owner.epoch", .integer(epochs[partition] ?? 0))]))
    }

    /// Gives partitions up in good order: all that was done is written first.
    ///
    /// - Throws: `TransportError` where it cannot be written: it is not to be kept either then, and the next owner does it
    ///   again.
    private func release(_ partitions: [Int32]) throws {
        try flush(isQuiet: true)
        for partition in partitions where epochs.removeValue(forKey: partition) != nil {
            try store.drop(partition, withOutbox: false)
            log.close(try inputs(of: partition))
            note("partition.given_up", "gave partition \(partition) up", partition)
        }
    }

    /// Forgets every partition because another process has them: nothing that was not written counts.
    ///
    /// Asks the cluster nothing, since it may be the cluster that is away.
    private func abandon() throws {
        // Whether it arrived or not is the next owner's to find.
        _ = try? finishSending()
        journal.clear()
        followed.removeAll()
        log.closeAll()
        guard !epochs.isEmpty else { return }
        let given = owned
        let list = given.map(String.init).joined(separator: ", ")
        ServiceLog.write(LogLine(.warning, "partitions.lost", "others own partitions \(list) now; joining again"))
        epochs.removeAll()
        gateway.setOwned([])
        // Those still to be acquired as well: with the outbox goes what they were answered.
        for partition in try store.heldPartitions().union(given) { try store.drop(partition, withOutbox: true) }
    }

    // MARK: Writing

    /// Writes what was done since the last flush, as one transaction; nothing where there is nothing.
    ///
    /// It goes on beside what the caller does next; a crash before its end is one before its beginning.
    ///
    /// - Parameter isQuiet: whether input rests, so that everything is written, and waited for.
    func flush(isQuiet: Bool) throws {
        guard let member, !epochs.isEmpty else { return }
        do {
            try finishSending()
            try renoteWhereDamaged()
            let now = clock.now()
            let withBins = isQuiet || now - binsWrittenAt >= binInterval
            guard try !journal.isEmpty(bins: withBins) || store.hasOutgoing() else { return }
            try ensureRow(now)
            log.fence = GroupFence(member: member, offsets: try ownedOffsets())
            let batches = try journal.batches(store, bins: withBins) { partition in
                try epochs[partition].map { try store.mark(of: partition, epoch: $0) }
            }
            // What is too much for one sending goes ahead of the marks, which say that it is out.
            var next = try pump.next(store, sink: log, limit: .max)
            if next == nil {
                // What lay there had been sent already.
                try ensureRow(now)
                next = try pump.next(store, sink: log, limit: .max)
            }
            while let part = next, !part.isLast {
                try log.append(part.batches, producer: store.id, sequence: part.sequence)
                next = try pump.next(store, sink: log, limit: .max)
            }
            guard let last = next else { return }
            sending = try log.begin(last.batches + batches, producer: store.id, sequence: last.sequence)
            journal.clearWritten(bins: withBins)
            if withBins { binsWrittenAt = now }
            if isQuiet { try finishSending() }
        } catch let fault as TransportError where fault.code == .fenced {
            try abandon()
            self.member = nil
            throw fault
        }
    }

    /// Waits for the flush under way; what a failed one had is noted again.
    private func finishSending() throws {
        guard let sending else { return }
        self.sending = nil
        do {
            try log.finish(sending)
            try pump.finish(sending.sequence, store)
        } catch {
            journal.damage()
            throw error
        }
    }

    /// Notes again what a flush may lack, where it is not known any more.
    private func renoteWhereDamaged() throws {
        guard journal.isDamaged else { return }
        journal.clear()
        for partition in owned {
            try renote(partition, try lastMark(TopicPartition(ChangeJournal.stateTopic, partition)))
        }
    }

    /// Notes all that the cluster may lack of a partition, or have too much.
    private func renote(_ partition: Int32, _ mark: OwnerMark?) throws {
        try store.renote(partition, since: mark, in: journal)
        let counts = TopicPartition(ChangeJournal.binTopic, partition)
        let end = try log.watermarks(of: counts)
        try eachBatch(of: counts, from: end.low, to: end.high) { batch, _ in
            try store.renote(counts: batch, of: partition, in: journal)
        }
    }

    /// Puts a row into an empty outbox, since a flush goes by the sequence of its last one; owners and restored counts have
    /// none of their own.
    ///
    /// It says nothing, so that it may be sent late and by who owns other partitions by then.
    private func ensureRow(_ now: Int64) throws {
        guard try !store.hasOutgoing() else { return }
        var batch = RecordBatch()
        batch.append(key: Array("flush".utf8), value: Array("\(now)".utf8), timestamp: now)
        try store.transaction { try $0.enqueue(batch, to: TopicPartition(KafkaLog.outboxTopic)) }
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
        // Ended whatever happens: a stream that ran out of patience would say that there is nothing more.
        defer { log.close([place]) }
        try log.eachBatch(of: place, from: from, to: end, body)
    }
}
