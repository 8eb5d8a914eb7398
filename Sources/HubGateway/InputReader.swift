import HubTransport

/// Reads the partners in turn, a batch each, and each partner's input partitions in turn, so that a partner with much to
/// say, or with many types, cannot keep the others waiting; and assesses what it read.
final class InputReader {
    let source: any RecordSource
    private let assessor: Assessor
    private let options: GatewayOptions
    private let policies: PolicySource
    private let clock: any HubClock
    /// One partner's inputs, and which of them is next.
    private struct Lane {
        let partner: String
        var inputs: [InputTopic] = []
        var turn = 0
    }

    private var lanes: [Lane] = []
    private var known: Set<TopicPartition> = []
    private var offsets: [TopicPartition: Int64] = [:]
    private var turn = 0
    private var spare: [AssessedBatch] = []

    init(
        source: any RecordSource, assessor: Assessor, policies: PolicySource, clock: any HubClock,
        options: GatewayOptions
    ) {
        self.policies = policies
        self.clock = clock
        self.source = source
        self.assessor = assessor
        self.options = options
    }

    func isKnown(_ place: TopicPartition) -> Bool { known.contains(place) }

    func add(_ input: InputTopic) {
        known.insert(input.partition)
        let place = lanes.firstIndex { $0.partner == input.partner } ?? lanes.count
        if place == lanes.count { lanes.append(Lane(partner: input.partner)) }
        lanes[place].inputs.append(input)
    }

    /// Reads no further from inputs that `isGone` picks.
    func removeInputs(where isGone: (InputTopic) -> Bool) {
        for place in lanes.indices {
            lanes[place].inputs.removeAll(where: isGone)
            lanes[place].turn = 0
        }
        lanes.removeAll(where: \.inputs.isEmpty)
        known = Set(lanes.flatMap { $0.inputs.map(\.partition) })
        turn = 0
    }

    /// Sets where reading starts; ignored while a run is under way.
    func start(_ place: TopicPartition, at offset: Int64) {
        if offsets[place] == nil { offsets[place] = offset }
    }

    /// Forgets how far reading went, so that the next run starts from the stored offsets.
    func forget() { offsets.removeAll() }

    /// Gives a batch's memory back for the next one; not while `next` runs.
    func recycle(_ batch: AssessedBatch) {
        if spare.count < 2 { spare.append(batch) }
    }

    /// The next batch that has records; one without a topic when no partition has any.
    func next() throws -> AssessedBatch {
        let batch = spare.popLast() ?? AssessedBatch()
        batch.removeAll()
        for _ in lanes.indices {
            let lane = turn % lanes.count
            turn = (turn + 1) % lanes.count
            for _ in lanes[lane].inputs.indices {
                let input = lanes[lane].inputs[lanes[lane].turn]
                lanes[lane].turn = (lanes[lane].turn + 1) % lanes[lane].inputs.count
                if try read(input, into: batch) { return batch }
            }
        }
        return batch
    }

    /// - Returns: whether the input had records.
    private func read(_ input: InputTopic, into batch: AssessedBatch) throws -> Bool {
        let from = offsets[input.partition] ?? 0
        let next = try source.read(
            input.partition, from: from, recordLimit: options.batchRecords, byteLimit: options.batchBytes,
            into: &batch.records)
        guard next > from else { return false }
        offsets[input.partition] = next
        batch.topic = input
        batch.nextOffset = next
        // After the reading: agreements that changed before a message was sent hold for it.
        try policies.refresh()
        batch.policy = policies.policy
        batch.table = policies.policy.table(partner: input.partner, type: input.type)
        batch.instant = clock.now()
        assessor.assess(batch, from: input)
        return true
    }
}
