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
        for fault in try log.createTopics(topics).values {
            switch fault.code {
            case .partitionMismatch: continue  // Made earlier with another count, which holds.
            case .refused: return ServiceLog.write(LogLine(.warning, "kafka.refused", fault.message))
            default: throw fault
            }
        }
    }
}
