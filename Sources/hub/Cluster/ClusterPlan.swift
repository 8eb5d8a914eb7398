import HubContracts
import HubExchange
import HubFeeds
import HubKafka
import HubStore

/// What the partner directory, the agreements and the configuration ask of a cluster: topics, access rules and quotas.
struct ClusterPlan {
    /// A topic that is to be there.
    struct Topic {
        var name: String
        var partitions: Int32
        var settings: TopicSettings
    }

    /// What a partner may send, which the brokers hold it to.
    struct Quota {
        var principal: String
        var bytesPerSecond: Int64
    }

    let topics: [Topic]
    let rules: [AccessRule]
    let quotas: [Quota]
    let replication: Int32

    /// - Parameters:
    ///   - hub: the name in the hubs' own certificates.
    ///   - group: the consumer group of the hubs.
    ///   - now: which agreements hold, epoch milliseconds; those to come count.
    init(
        _ contracts: Contracts, _ configuration: Configuration, hub: String, group: String, partitions: Int32,
        replication: Int32, now: Int64
    ) {
        self.replication = replication
        let inForce = contracts.agreements.agreements.filter { $0.endsAt > now }
        topics = Self.names(contracts, inForce, partitions).sorted { $0.key < $1.key }.map { name, count in
            Topic(name: name, partitions: count, settings: TopicSettings(of: name, replication: replication))
        }
        var rules = Self.rules(ofHub: "User:" + hub, group: group)
        var quotas: [Quota] = []
        for partner in contracts.partners.partners {
            let quota = configuration.partnerQuotas[partner.id] ?? configuration.quota
            for principal in partner.principals.map(Self.principal) {
                rules += Self.rules(of: partner.id, principal, tier: Tier(rawValue: partner.tier) ?? .public)
                if let quota { quotas.append(Quota(principal: principal, bytesPerSecond: quota.bytesPerSecond)) }
            }
        }
        self.rules = rules
        self.quotas = quotas
    }

    private static func names(_ contracts: Contracts, _ agreements: [Agreement], _ partitions: Int32) -> [String: Int32]
    {
        var names: [String: Int32] = [:]
        for topic in ClusterTopics(contracts, partitions: partitions).topics { names[topic.name] = topic.partitions }
        for agreement in agreements {
            for release in agreement.releases {
                names[TopicName.output(recipient: agreement.to, type: release.type, version: 1).name] = 1
            }
        }
        for theme in Theme.allCases {
            for tier in Tier.allCases { names[SummaryDocument.topic(theme, tier)] = 1 }
        }
        names[KafkaLog.outboxTopic] = 1
        names[ReleaseLog.topic] = 1
        return names
    }

    /// Whether a topic is the hub's to plan, so that one that is not in the plan is one too many.
    static func isOurs(_ topic: String) -> Bool { TopicName(topic) != nil || topic.hasPrefix("hub.") }

    /// The brokers' name of a principal: that in a certificate, by the mapping rule of the deployment.
    private static func principal(_ name: String) -> String {
        if name.hasPrefix("CN=") { return "User:" + name.dropFirst(3).prefix { $0 != "," } }
        return name.hasPrefix("User:") ? name : "User:" + name
    }

    /// A partner writes as itself and reads what is its own. The dot at the end keeps `wy` apart from `wyp`.
    private static func rules(of partner: String, _ principal: String, tier: Tier) -> [AccessRule] {
        var rules = [AccessRule(principal, .write, .topic, "in.\(partner).", isPrefix: true)]
        for form in ["receipt", "deadletter", "out"] {
            rules.append(AccessRule(principal, .read, .topic, "\(form).\(partner).", isPrefix: true))
        }
        for theme in Theme.allCases {
            for given in Tier.allCases.drop(while: { $0 != tier }) {
                rules.append(AccessRule(principal, .read, .topic, SummaryDocument.topic(theme, given)))
            }
        }
        rules.append(AccessRule(principal, .read, .group, "\(partner).", isPrefix: true))
        return rules
    }

    private static func rules(ofHub principal: String, group: String) -> [AccessRule] {
        var rules: [AccessRule] = []
        for prefix in ["in.", "out.", "receipt.", "deadletter.", "hotspot.", "hub."] {
            // Writing to an input topic is the first record of one that the hub makes.
            for operation in [AccessRule.Operation.read, .write, .create] {
                rules.append(AccessRule(principal, operation, .topic, prefix, isPrefix: true))
            }
        }
        rules.append(AccessRule(principal, .read, .group, group))
        for operation in [AccessRule.Operation.write, .describe] {
            rules.append(AccessRule(principal, operation, .transactionalID, "hub-", isPrefix: true))
        }
        return rules
    }
}
