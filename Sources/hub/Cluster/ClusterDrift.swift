import HubKafka

/// A cluster held against its plan, thing by thing.
struct ClusterDrift {
    /// How a thing stands.
    enum State: String, CaseIterable {
        case inOrder = "in_order"
        case missing, different, extra
        /// It cannot be seen from here.
        case unchecked
    }

    /// One topic, access rule or quota.
    struct Item {
        enum Kind: String { case topic, access, quota }
        var kind: Kind
        var name: String
        var state: State
        var wanted: String?
        var found: String?
        /// What makes it so by Kafka's own tools.
        var command: String?
        /// Whether hub kafka apply can make it so.
        var isMendable = false
        /// Whether it was mended just now.
        var isMended = false
    }

    var items: [Item] = []
    /// Topics whose settings are to change, with all that they will have.
    private(set) var settings: [(place: Int, topic: String, entries: [String: String])] = []
    private(set) var missingTopics: [(place: Int, topic: ClusterPlan.Topic)] = []
    private(set) var missingRules: [(place: Int, rule: AccessRule)] = []
    private(set) var extraRules: [(place: Int, rule: AccessRule)] = []

    /// - Parameter rules: nil for a cluster that holds nobody to any.
    init(
        _ plan: ClusterPlan, topics: [String: ClusterAdmin.Topic], rules: [AccessRule]?, bootstrap: String
    ) {
        for topic in plan.topics { compare(topic, topics[topic.name], plan.replication) }
        let known = Set(plan.topics.map(\.name))
        for name in topics.keys.sorted() where !known.contains(name) {
            items.append(
                Item(
                    kind: .topic, name: name, state: .extra, found: topics[name].map { "\($0.partitions) partitions" },
                    command:
                        "kafka-topics.sh --bootstrap-server \(bootstrap) --command-config admin.properties --delete"
                        + " --topic \(name)"))
        }
        compare(plan.rules, rules, bootstrap)
        for quota in plan.quotas {
            let name = quota.principal.drop { $0 != ":" }.dropFirst()
            items.append(
                Item(
                    kind: .quota, name: quota.principal, state: .unchecked,
                    wanted: "producer_byte_rate=\(quota.bytesPerSecond)",
                    command:
                        "kafka-configs.sh --bootstrap-server \(bootstrap) --command-config admin.properties --alter"
                        + " --entity-type users --entity-name '\(name)'"
                        + " --add-config producer_byte_rate=\(quota.bytesPerSecond)"))
        }
    }

    /// How many stand so.
    func count(_ state: State) -> Int { items.count { $0.state == state && !$0.isMended } }

    /// Whether nothing is missing, different or too many.
    var isInOrder: Bool { items.allSatisfy { $0.state == .inOrder || $0.state == .unchecked || $0.isMended } }

    private mutating func compare(_ wanted: ClusterPlan.Topic, _ found: ClusterAdmin.Topic?, _ replication: Int32) {
        let entries = wanted.settings.entries
        let text = Self.text(wanted.partitions, replication, entries.map { ($0.name, $0.value) })
        guard let found else {
            missingTopics.append((items.count, wanted))
            return items.append(
                Item(kind: .topic, name: wanted.name, state: .missing, wanted: text, isMendable: true))
        }
        let differing = entries.filter { found.settings[$0.name] != $0.value }
        guard !differing.isEmpty || found.partitions != wanted.partitions || found.replication != replication else {
            return items.append(Item(kind: .topic, name: wanted.name, state: .inOrder, wanted: text))
        }
        // Partitions and replicas are no settings: changing them moves records, which is not done from here.
        let isMendable = found.partitions == wanted.partitions && found.replication == replication
        if !differing.isEmpty, isMendable {
            let all = found.ownSettings.merging(entries.map { ($0.name, $0.value) }) { $1 }
            settings.append((items.count, wanted.name, all))
        }
        let seen = Self.text(
            found.partitions, found.replication, differing.map { ($0.name, found.settings[$0.name] ?? "none") })
        items.append(
            Item(
                kind: .topic, name: wanted.name, state: .different,
                wanted: Self.text(wanted.partitions, replication, differing.map { ($0.name, $0.value) }), found: seen,
                command: isMendable ? nil : Self.advice(wanted, found), isMendable: isMendable))
    }

    private static func advice(_ wanted: ClusterPlan.Topic, _ found: ClusterAdmin.Topic) -> String {
        found.partitions != wanted.partitions
            ? "the partition count is fixed for a topic's life; say --partitions \(found.partitions), or publish a new version"
            : "kafka-reassign-partitions.sh changes the number of replicas; or say --replication \(found.replication)"
    }

    private static func text(_ partitions: Int32, _ replication: Int32, _ entries: [(String, String)]) -> String {
        ([
            "\(partitions) partition\(partitions == 1 ? "" : "s")",
            "\(replication) cop\(replication == 1 ? "y" : "ies")",
        ] + entries.map { "\($0.0)=\($0.1)" })
        .joined(separator: ", ")
    }

    private mutating func compare(_ wanted: [AccessRule], _ found: [AccessRule]?, _ bootstrap: String) {
        let held = Set(found ?? [])
        for rule in wanted {
            let isThere = held.contains(rule)
            if !isThere, rule.canBeMade { missingRules.append((items.count, rule)) }
            items.append(
                Item(
                    kind: .access, name: rule.text, state: isThere ? .inOrder : .missing,
                    command: isThere ? nil : rule.command(bootstrap: bootstrap), isMendable: rule.canBeMade))
        }
        for rule in held.subtracting(wanted).sorted(by: { $0.text < $1.text }) where Self.concerns(rule, wanted) {
            if rule.canBeMade { extraRules.append((items.count, rule)) }
            items.append(
                Item(
                    kind: .access, name: rule.text, state: .extra,
                    command: rule.command(bootstrap: bootstrap).replacing(" --add ", with: " --remove --force ")))
        }
    }

    /// Whether a rule that is not planned reaches the hub's topics, or is one of the plan's principals'.
    private static func concerns(_ rule: AccessRule, _ wanted: [AccessRule]) -> Bool {
        if wanted.contains(where: { $0.principal == rule.principal }) { return true }
        guard !rule.isDenied else { return false }
        // Whoever may join the hubs' group can take partitions, and whoever may write as they do can end their transactions.
        if rule.resource != .topic {
            return wanted.contains { mine in
                mine.resource == rule.resource
                    && (rule.name == "*" || mine.name == rule.name || rule.isPrefix && mine.name.hasPrefix(rule.name))
            }
        }
        let forms = ["in.", "out.", "receipt.", "deadletter.", "hotspot.", "hub."]
        return rule.name == "*"
            || forms.contains { rule.name.hasPrefix($0) || rule.isPrefix && $0.hasPrefix(rule.name) }
    }
}
