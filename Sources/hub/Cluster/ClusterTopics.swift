import HubContracts
import HubOperations
import HubTransport

/// The topics that a partner directory implies on a cluster.
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
        topics = found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Makes those that are not there; partners cannot make their own.
    ///
    /// Where the cluster does not allow it, they are its operator's to make, and the hub serves those there are.
    func make(on log: any HubLog) throws {
        let present = Set(try log.topics())
        for topic in topics where !present.contains(topic.name) {
            do {
                try log.createTopic(topic.name, partitions: topic.partitions)
            } catch let fault as TransportError where fault.code == .refused {
                ServiceLog.write(LogLine(.warning, "kafka.refused", fault.message))
                return
            } catch let fault as TransportError where fault.code == .partitionMismatch {
                // Made by another process meanwhile, with as many partitions as that wanted.
            }
        }
    }
}
