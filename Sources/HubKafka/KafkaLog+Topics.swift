import CRdkafka
package import HubTransport

extension KafkaLog {
    package func createTopic(_ topic: String, partitions: Int32) throws {
        if let fault = try createTopics([(topic, partitions)])[topic] { throw fault }
    }

    /// Makes those topics that are not there, all at once, with their genesis records.
    ///
    /// - Returns: why some could not be had, by name: `partitionMismatch` for one that is there with another count.
    /// - Throws: `TransportError` where the cluster does not answer.
    package func createTopics(_ topics: [(name: String, partitions: Int32)]) throws -> [String: TransportError] {
        var faults: [String: TransportError] = [:]
        for topic in topics where topic.partitions <= 0 {
            faults[topic.name] = TransportError(.partitionMismatch, "a topic has at least one partition")
        }
        let known = try reader.partitionCounts(of: topics.map(\.name))
        let missing = topics.filter { known[$0.name] == nil && faults[$0.name] == nil }
        var made: Set<String> = []
        if !missing.isEmpty {
            let outcome = try TopicAdmin(client: reader.client, options: options).create(missing)
            made = outcome.made
            faults.merge(outcome.faults) { old, _ in old }
            try awaitTopics(missing.map(\.name).filter { faults[$0] == nil })
        }
        let counts = try reader.partitionCounts(of: topics.map(\.name))
        for (topic, partitions) in topics where faults[topic] == nil && counts[topic] != partitions {
            faults[topic] = .partitionMismatch(topic, has: counts[topic] ?? 0, wanted: partitions)
        }
        try begin(topics.filter { faults[$0.name] == nil }, made: made)
        return faults
    }

    /// Waits until every partition of new topics has a leader.
    private func awaitTopics(_ topics: [String]) throws {
        let end = ContinuousClock.now + .milliseconds(Int(options.answerMilliseconds))
        while !Set(topics).isSubset(of: try reader.refresh()) {
            guard ContinuousClock.now < end else {
                throw reader.client.error(
                    RD_KAFKA_RESP_ERR__TIMED_OUT, "waiting for new topics: \(topics.joined(separator: ", "))")
            }
            reader.pause(milliseconds: 20)
        }
    }

    /// Writes the genesis records of partitions that hold nothing yet: at once of topics made here; of others their maker may
    /// be about to, so it is given a moment.
    private func begin(_ topics: [(name: String, partitions: Int32)], made: Set<String>) throws {
        let counts = Dictionary(topics, uniquingKeysWith: max)
        var empty = try empty(
            among: topics.flatMap { topic in (0..<topic.partitions).map { TopicPartition(topic.name, $0) } })
        try writeGenesis(of: empty.filter { made.contains($0.topic) }, counts)
        empty.removeAll { made.contains($0.topic) }
        let end = ContinuousClock.now + .milliseconds(Int(options.answerMilliseconds))
        while !empty.isEmpty, ContinuousClock.now < end {
            reader.pause(milliseconds: 100)
            empty = try self.empty(among: empty)
        }
        try writeGenesis(of: empty, counts)
    }

    private func writeGenesis(of places: [TopicPartition], _ counts: [String: Int32]) throws {
        let uuids = Dictionary(places.map { ($0.topic, makeUUID()) }) { first, _ in first }
        let now = clock.now()
        _ = try send(
            places.map { place in
                let genesis = GenesisRecord.batch(
                    of: place, partitions: counts[place.topic] ?? 1, uuid: uuids[place.topic] ?? "", now: now)
                return (place, genesis)
            }, keepingOffsets: false)
    }

    private func empty(among places: [TopicPartition]) throws -> [TopicPartition] {
        zip(places, try reader.watermarks(of: places)).filter { $1.high == 0 }.map(\.0)
    }
}
