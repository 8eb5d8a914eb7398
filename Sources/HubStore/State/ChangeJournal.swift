package import HubTransport

/// What changed in the partitions of this process since it was last written to the cluster's changelog.
///
/// Kept in memory: after a crash it is made again from the records whose offset lies beyond the last flush. Filled by
/// `StateTransaction`, for the thread that writes the store.
package final class ChangeJournal {
    /// The topics of the changelog.
    package static let stateTopic = "hub.state.v1"
    package static let binTopic = "hub.bins.v1"

    /// State records by partition, in the order of their changes.
    private var states: [Int32: RecordBatch] = [:]
    private var bins: Set<BinKey> = []
    private var tallies: Set<TallyKey> = []
    private var changed: Set<Int32> = []
    /// `<topic>/<partition>/` and partition of each source.
    private var prefixes: [Int32: (bytes: [UInt8], partition: Int32)] = [:]
    private var key: [UInt8] = []
    private var value: [UInt8] = []
    /// Set when a transaction was rolled back, with changes noted that never were.
    package private(set) var isDamaged = false

    package init() {}

    /// Whether there is nothing to write; bins that were left for later count where they are written now.
    package func isEmpty(bins isWithBins: Bool) -> Bool { changed.isEmpty && !(isWithBins && !bins.isEmpty) }

    func name(_ source: SourceID, _ place: TopicPartition) {
        prefixes[source.rawValue] = (Array("\(place.topic)/\(place.partition)/".utf8), place.partition)
    }

    func note(
        _ source: SourceID, subject: UnsafeRawBufferPointer, messageID: UnsafeRawBufferPointer, _ record: StoredRecord
    ) {
        guard let prefix = prefixes[source.rawValue] else { return }
        key.removeAll(keepingCapacity: true)
        key.append(contentsOf: prefix.bytes)
        key.append(contentsOf: subject)
        value.removeAll(keepingCapacity: true)
        ChangeRecord.append(record, messageID: messageID, to: &value)
        key.withUnsafeBytes { key in
            value.withUnsafeBytes { value in
                states[prefix.partition, default: RecordBatch()].append(
                    key: key, value: value, timestamp: record.offset)
            }
        }
    }

    func note(bins keys: some Sequence<BinKey>, tallies counters: some Sequence<TallyKey>) {
        bins.formUnion(keys)
        for counter in counters {
            tallies.insert(counter)
            changed.insert(counter.partition)
        }
    }

    /// A partition whose owner or offsets are to be written although no record changed.
    package func touch(_ partition: Int32) { changed.insert(partition) }

    /// Marks the journal as no longer whole; what changed since the last flush that arrived must be noted again.
    package func damage() { isDamaged = true }

    /// Forgets everything, because it is written or not to be.
    package func clear() {
        for partition in states.keys { states[partition]?.removeAll() }
        bins.removeAll(keepingCapacity: true)
        tallies.removeAll(keepingCapacity: true)
        changed.removeAll()
        isDamaged = false
    }

    /// Forgets what was written; bins only where they were.
    package func clearWritten(bins isWithBins: Bool) {
        let kept = isWithBins ? [] : bins
        clear()
        bins = kept
    }

    /// The batches of one flush: state, counters, each partition's mark last.
    ///
    /// - Parameters:
    ///   - isWithBins: whether the bins are written too; they are the sum of the states, so that they may follow later.
    ///   - mark: what a partition's flush includes; nil for one that is not this process's, of which nothing is written.
    package func batches(
        _ store: StateStore, bins isWithBins: Bool, mark: (Int32) throws -> OwnerMark?
    ) throws -> [(partition: TopicPartition, batch: RecordBatch)] {
        // One look at the store for all of them; each by itself would take and leave its locks.
        try store.connection.reading { try batches(store, isWithBins: isWithBins, mark: mark) }
    }

    private func batches(
        _ store: StateStore, isWithBins: Bool, mark: (Int32) throws -> OwnerMark?
    ) throws -> [(partition: TopicPartition, batch: RecordBatch)] {
        let now = store.clock.now()
        var counts: [Int32: RecordBatch] = [:]
        for key in tallies {
            let count = try store.count(of: key)
            counts[key.partition, default: RecordBatch()].append(
                key: ChangeRecord.key(
                    period: key.period, ending: key.ending, partner: try store.nameText(key.partner),
                    type: try store.nameText(key.type)),
                value: count == 0 ? nil : ChangeRecord.value(count), timestamp: now)
        }
        if isWithBins {
            for key in bins {
                let value = try store.bin(key)
                counts[key.partition, default: RecordBatch()].append(
                    key: ChangeRecord.key(key), value: value.isZero ? nil : ChangeRecord.value(value), timestamp: now)
            }
        }
        var batches: [(partition: TopicPartition, batch: RecordBatch)] = []
        var owned: Set<Int32> = []
        for partition in changed.union(counts.keys).sorted() {
            guard let mark = try mark(partition)?.bytes else { continue }
            owned.insert(partition)
            guard changed.contains(partition) else { continue }
            // With the counts as well, since those are what every hub follows.
            counts[partition, default: RecordBatch()].append(key: OwnerMark.key, value: mark, timestamp: now)
            var batch = states[partition] ?? RecordBatch()
            batch.append(key: OwnerMark.key, value: mark, timestamp: now)
            batches.append((TopicPartition(Self.stateTopic, partition), batch))
        }
        for (partition, batch) in counts where owned.contains(partition) {
            batches.append((TopicPartition(Self.binTopic, partition), batch))
        }
        return batches
    }
}
