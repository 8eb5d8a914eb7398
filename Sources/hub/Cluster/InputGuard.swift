import HubJSON
import HubKafka
import HubOperations
import HubStore
import HubTransport

/// Holds inputs against what the store knows of them, before they are read: an offset alone does not tell whether it is still
/// that of the same record.
struct InputGuard {
    /// What is not as it was.
    enum Finding: Equatable {
        /// Records were deleted before they were read, `from` up to `to`.
        case gap(from: Int64, to: Int64)
        /// The topic ends before what was read of it: records were lost by the cluster.
        case lost(offset: Int64, end: Int64)
        /// A topic of the same name, and not the same.
        case remade
        /// There is no such topic any more.
        case gone
    }

    let log: KafkaLog
    let store: StateStore

    /// What is not as it was among the inputs of a partition; notes what others are known by.
    func findings(_ partition: Int32) throws -> [(place: TopicPartition, finding: Finding)] {
        var found: [(place: TopicPartition, finding: Finding)] = []
        let inputs = try store.inputs(of: partition)
        let present = Set(try log.topics())
        for input in inputs where !present.contains(input.topic) {
            found.append((TopicPartition(input.topic, partition), .gone))
        }
        let there = inputs.filter { present.contains($0.topic) }
        let places = there.map { TopicPartition($0.topic, partition) }
        let ends = try log.watermarks(of: places)
        let genesis = try identities(zip(places, ends).filter { $1.low == 0 }.map(\.0))
        for ((input, place), marks) in zip(zip(there, places), ends) {
            if let known = input.genesis, let now = genesis[place], known != now {
                found.append((place, .remade))
            } else if input.nextOffset > marks.high {
                found.append((place, .lost(offset: input.nextOffset, end: marks.high)))
            } else if input.nextOffset < marks.low {
                found.append((place, .gap(from: input.nextOffset, to: marks.low)))
            }
            if input.genesis == nil, let now = genesis[place] { try store.setGenesis(now, of: place) }
        }
        return found
    }

    /// Takes inputs as they are now: what was remade or lost is read from its start, where repeats change nothing.
    ///
    /// - Returns: what was found.
    func adopt(_ partition: Int32, topics: Set<String>?) throws -> [(place: TopicPartition, finding: Finding)] {
        let found = try findings(partition).filter { topics?.contains($0.place.topic) ?? true }
        let places = found.filter { $0.finding != .gone }.map(\.place)
        let ends = try log.watermarks(of: places)
        let genesis = try identities(zip(places, ends).filter { $1.low == 0 }.map(\.0))
        for (place, marks) in zip(places, ends) {
            try store.setGenesis(genesis[place], of: place)
            try store.resume(place, at: marks.low)
        }
        return found
    }

    /// The uuid of each input's genesis record.
    private func identities(_ places: [TopicPartition]) throws -> [TopicPartition: String] {
        try log.expect(places.map { ($0, 0) })
        defer { log.close(places) }
        var found: [TopicPartition: String] = [:]
        for place in places {
            var batch = RecordBatch()
            _ = try log.read(place, from: 0, recordLimit: 1, byteLimit: 1 << 16, into: &batch)
            guard !batch.isEmpty, GenesisRecord.isGenesis(0, of: batch) else { continue }
            found[place] = batch.array(batch.records[0].value).flatMap { try? JSONValue.parse($0)["uuid"]?.string }
        }
        return found
    }
}

extension InputGuard.Finding {
    /// Whether the input may be read on.
    var isReadable: Bool { if case .gap = self { true } else { false } }

    /// What `hub status` tells of it until it is adopted.
    func condition(_ place: TopicPartition, since: Int64) -> Condition {
        let name = Condition.input(place)
        let next = "find out why, then hub topics adopt \(place.topic) while the hub is stopped"
        return switch self {
        case .gap(let from, let to):
            Condition(
                name: name, severity: 1, since: since, what: "\(to - from) messages of \(place) were never read",
                why: "the topic deleted offsets \(from) to \(to - 1) before this hub came to them; figures lack them",
                next:
                    "ask the partner to send them again, then hub topics adopt \(place.topic) while the hub is stopped")
        case .lost(let offset, let end):
            Condition(
                name: name, severity: 2, since: since, what: "\(place) is not read any more",
                why:
                    "the hub had read up to offset \(offset) and the topic now ends at \(end): the cluster lost messages",
                next: next)
        case .gone:
            Condition(
                name: name, severity: 2, since: since, what: "\(place) is not read any more",
                why: "there is no such topic any more", next: next)
        case .remade:
            Condition(
                name: name, severity: 2, since: since, what: "\(place) is not read any more",
                why: "it is another topic of the same name: it was deleted and made again since the hub read it",
                next: next)
        }
    }
}

extension Condition {
    /// The name of the condition that an input is not as it was.
    static func input(_ place: TopicPartition) -> String { "input \(place)" }
}
