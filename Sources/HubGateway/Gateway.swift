import Dispatch
package import HubContracts
package import HubGeography
package import HubStore
package import HubTransport

/// Takes messages from every `in.*` topic through decode, schema, policy and revision into the store.
///
/// Reading and assessing a batch runs on a queue of its own beside the applying of the batch before, so that two cores
/// are used; all state is touched by the caller's thread alone. Offsets are read back from the store, never from the log.
package final class Gateway {
    private let contracts: Contracts
    private let store: StateStore
    private let reader: InputReader
    private let options: GatewayOptions
    private let queue = DispatchQueue(label: "hub.gateway.assess")
    private let policies: PolicySource
    private var applier: BatchApplier
    /// A batch that was read and not taken when the last call ended; reading it again would cost a fetch from a cluster.
    private var held: AssessedBatch?
    /// The partitions of every input topic that are this process's to read; nil is all.
    private var owned: Set<Int32>?
    /// Inputs that are not read, whoever owns them.
    private var stopped: Set<TopicPartition> = []
    /// The policy whose agreements the store was told of.
    private var notedPolicy: RelayPolicy?

    /// - Parameter copyKeys: what copies for other partners are sealed with in the log; nil where their recipients read the
    ///   log themselves, as on a cluster.
    package init(
        contracts: Contracts, store: StateStore, source: any RecordSource, lookup: AreaLookup = .shipped,
        county: StudyArea = .shipped, policies: PolicySource? = nil, options: GatewayOptions = GatewayOptions(),
        copyKeys: CopyKeys? = nil
    ) {
        applier = BatchApplier(copyKeys: copyKeys)
        let policies = policies ?? PolicySource(contracts: contracts, lookup: lookup)
        self.policies = policies
        self.contracts = contracts
        self.store = store
        self.options = options
        let assessor = Assessor(lookup: lookup, county: county, options: options)
        reader = InputReader(
            source: source, assessor: assessor, policies: policies, clock: store.clock, options: options)
    }

    /// Processes what the input topics hold beyond the stored offsets, until there is nothing new.
    ///
    /// - Parameter shouldStop: asked between batches; true ends the call after a commit.
    /// - Throws: a `StoreError` or `TransportError`; the transaction under way is rolled back and its input read again by
    ///   the next call.
    package func processAvailable(shouldStop: () -> Bool = { false }) throws -> ProcessReport {
        var report = ProcessReport()
        try notePolicy()
        // What was read under other agreements is read again: a revocation holds for it too.
        if let held, held.policy !== policies.policy { forget() }
        try discover()
        do {
            var next = try held ?? readAhead()
            held = nil
            while next.topic != nil, !shouldStop() {
                try store.transaction { transaction in
                    var taken = 0
                    var bytes = 0
                    while next.topic != nil, taken < options.transactionRecords, bytes < options.transactionBytes {
                        let current = next
                        let ahead = startReading()
                        do {
                            try applier.apply(current, in: transaction)
                        } catch {
                            ahead.wait()
                            throw error
                        }
                        taken += current.verdicts.count
                        bytes += current.records.bytes.count
                        report.messages += current.verdicts.count
                        next = try ahead.result()
                        reader.recycle(current)
                    }
                }
                report.transactions += 1
            }
            if next.topic != nil { held = next }
        } catch {
            forget()
            throw error
        }
        return report
    }

    /// Forgets what was read and not taken, and goes on from the stored offsets.
    private func forget() {
        held = nil
        reader.forget()
    }

    /// Reads only these partitions of every input topic from now on; nil is all.
    ///
    /// - Parameter stopped: inputs among them that are not read.
    package func setOwned(_ partitions: Set<Int32>?, except stopped: Set<TopicPartition> = []) {
        guard partitions != owned || stopped != self.stopped else { return }
        owned = partitions
        self.stopped = stopped
        forget()
        reader.removeInputs { !isRead($0.partition) }
    }

    private func isRead(_ place: TopicPartition) -> Bool {
        (owned?.contains(place.partition) ?? true) && !stopped.contains(place)
    }

    /// Tells the store which agreements there are, and which were revoked, when the document is another.
    private func notePolicy() throws {
        try policies.refresh()
        let policy = policies.policy
        guard notedPolicy !== policy else { return }
        try store.transaction { transaction in
            _ = try transaction.noteAgreements(policy.agreements.agreements.map(\.row))
        }
        notedPolicy = policy
    }

    private func discover() throws {
        var added: [(partition: TopicPartition, offset: Int64)] = []
        for name in try reader.source.topics() {
            guard let (partner, type) = TopicName.input(name) else { continue }
            let count = try reader.source.partitionCount(of: name) ?? 0
            for place in (0..<count).map({ TopicPartition(name, $0) }) where isRead(place) {
                if !reader.isKnown(place) {
                    reader.add(try input(place, partner: partner, type: type, partitions: count))
                    added.append((place, try store.nextOffset(try store.source(place))))
                }
                reader.start(place, at: try store.nextOffset(try store.source(place)))
            }
        }
        if !added.isEmpty { try reader.source.expect(added) }
    }

    private func input(
        _ place: TopicPartition, partner: String, type: String, partitions: Int32
    ) throws -> InputTopic {
        InputTopic(
            contracts, place, partitions: partitions, partner: partner, type: type, source: try store.source(place),
            partnerName: try store.name(partner), typeName: try store.name(type))
    }

    private func readAhead() throws -> AssessedBatch { try startReading().result() }

    private func startReading() -> ReadAhead {
        let ahead = ReadAhead(reader: reader)
        queue.async { ahead.run() }
        return ahead
    }
}

/// One batch being read on the gateway's queue.
///
/// The caller never touches the reader between `startReading` and the end of
/// `result`, so the two threads take turns: the semaphore is the hand-over.
private final class ReadAhead: @unchecked Sendable {
    private let reader: InputReader
    private let done = DispatchSemaphore(value: 0)
    private var outcome: Result<AssessedBatch, any Error>?

    init(reader: InputReader) { self.reader = reader }

    func run() {
        outcome = Result { try reader.next() }
        done.signal()
    }

    func wait() { done.wait() }

    func result() throws -> AssessedBatch {
        done.wait()
        guard let outcome else { return AssessedBatch() }
        return try outcome.get()
    }
}
