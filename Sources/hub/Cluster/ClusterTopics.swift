import HubContracts
import HubKafka
import HubOperations
import HubStore
import HubTransport

/// The topics that a partner directory implies on a cluster, and those that the hubs share.
struct ClusterTopics {
    /// Each topic and its partitions, by name.
    let topics: [(name: String, partitions: Int32)]

    init(_ contracts: Contracts, partitions: Int32) {
        var found: [String: Int32] = [:]
        for partner in contracts.partners.partners {
            found[TopicName.receipts(of: partner.id)] = 1
            found[TopicName.deadLetters(of: partner.id)] = 1
            for publication in partner.publications {
                found[TopicName.input(partner: partner.id, type: publication.type)] = partitions
            }
        }
        for topic in [ChangeJournal.stateTopic, ChangeJournal.binTopic] { found[topic] = partitions }
        topics = found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Makes those that are not there; partners cannot make their own.
    ///
    /// Where the cluster does not allow it, they are its operator's to make, and the hub serves those there are.
    func make(on log: KafkaLog) throws {
        // One that was made earlier with another count stays as it is.
        let faults = try log.createTopics(topics).values.filter { $0.code != .partitionMismatch }
        if let fault = faults.first(where: { $0.code != .refused }) { throw fault }
        if let fault = faults.first { ServiceLog.write(LogLine(.warning, "kafka.refused", fault.message)) }
    }
}
