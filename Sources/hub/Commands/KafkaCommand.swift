import HubContracts
import HubJSON
import HubKafka
import HubTransport

/// `hub kafka plan|apply`: a cluster as the partner directory and the agreements want it.
enum KafkaCommand {
    static func plan(_ invocation: Invocation) throws -> ExitStatus {
        let (drift, _) = try compare(invocation)
        try show(drift, invocation)
        return drift.isInOrder ? .done : .notSo
    }

    static func apply(_ invocation: Invocation) throws -> ExitStatus {
        var (drift, admin) = try compare(invocation)
        for (place, topic) in drift.missingTopics {
            try admin.create(topic.name, partitions: topic.partitions)
            drift.items[place].isMended = true
        }
        for (place, topic, entries) in drift.settings {
            try admin.set(entries, of: topic)
            drift.items[place].isMended = true
        }
        try admin.add(drift.missingRules.map(\.rule))
        for (place, _) in drift.missingRules { drift.items[place].isMended = true }
        if invocation.flag("prune") {
            try admin.remove(drift.extraRules.map(\.rule))
            for (place, _) in drift.extraRules { drift.items[place].isMended = true }
        }
        try show(drift, invocation)
        return drift.isInOrder ? .done : .notSo
    }

    private static func compare(_ invocation: Invocation) throws -> (ClusterDrift, ClusterAdmin) {
        let settings = try HubSettings(invocation)
        guard let kafka = settings.configuration.kafka else {
            throw CommandFailure(.usage, "name the cluster: --kafka HOST:PORT, or kafka in the configuration")
        }
        var options = settings.kafkaOptions(kafka, "hub-admin")
        let brokers = Int32(clamping: try ClusterAdmin(options, clock: SystemClock()).brokerCount())
        let replication = invocation.integer("replication").map { Int32(clamping: $0) } ?? min(3, max(1, brokers))
        guard replication <= brokers else {
            throw CommandFailure(.usage, "--replication \(replication) needs as many brokers; there are \(brokers)")
        }
        options.replication = replication
        let admin = try ClusterAdmin(options, clock: SystemClock())
        let plan = ClusterPlan(
            try settings.contracts(), settings.configuration, hub: try invocation.required("principal"),
            group: kafka.group, partitions: Int32(clamping: invocation.integer("partitions") ?? 6),
            replication: replication, now: SystemClock().now())
        let rules = try admin.rules()
        if rules == nil {
            Talk.line(
                "hub: the cluster holds nobody to access rules, so that every partner may read and write everything;"
                    + " set authorizer.class.name on its brokers")
        }
        let drift = ClusterDrift(
            plan, topics: try admin.topics { ClusterPlan.isOurs($0) }, rules: rules, bootstrap: kafka.bootstrap)
        return (drift, admin)
    }

    // MARK: Showing

    private static func show(_ drift: ClusterDrift, _ invocation: Invocation) throws {
        if try invocation.required("output") == "json" { return try showJSON(drift) }
        var table = TextTable([("kind", .left), ("state", .left), ("what", .left), ("wanted", .left), ("found", .left)])
        let shown = drift.items.filter { invocation.flag("all") || $0.state != .inOrder }
        for item in shown {
            table.add([
                item.kind.rawValue, item.isMended ? (item.state == .extra ? "removed" : "made") : item.state.rawValue,
                item.name, brief(item), item.found ?? "",
            ])
        }
        if !shown.isEmpty { try Output.write(table.text()) }
        for item in shown where !item.isMended && !item.isMendable {
            guard let command = item.command else { continue }
            try Output.line("\(item.name):\n  \(command)")
        }
        if drift.count(.unchecked) > 0 {
            Talk.line("hub: this librdkafka (2.0.2) cannot ask for quotas: whether they are set is not checked")
        }
        let mended = drift.items.count { $0.isMended }
        var parts = ["\(drift.count(.inOrder)) in order"]
        if mended > 0 { parts.append("\(mended) made or mended") }
        for state in ClusterDrift.State.allCases where state != .inOrder && drift.count(state) > 0 {
            parts.append("\(drift.count(state)) \(state.rawValue)")
        }
        let end = !drift.isInOrder ? "" : mended > 0 ? "; nothing more to do" : "; nothing to do"
        try Output.line(parts.joined(separator: ", ") + end)
    }

    /// The settings of a topic that is to be made are many, and in the JSON.
    private static func brief(_ item: ClusterDrift.Item) -> String {
        let wanted = item.wanted ?? ""
        guard item.state != .different else { return wanted }
        return wanted.split(separator: ",").prefix(2).joined(separator: ",")
    }

    private static func showJSON(_ drift: ClusterDrift) throws {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("in_order")
        writer.bool(drift.isInOrder)
        writer.key("items")
        writer.beginArray()
        for item in drift.items {
            writer.beginObject()
            writer.key("kind")
            writer.string(item.kind.rawValue)
            writer.key("name")
            writer.string(item.name)
            writer.key("state")
            writer.string(item.state.rawValue)
            writer.key("mended")
            writer.bool(item.isMended)
            for case (let key, let value?) in [
                ("wanted", item.wanted), ("found", item.found), ("command", item.isMended ? nil : item.command),
            ] {
                writer.key(key)
                writer.string(value)
            }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        try Output.write(writer.bytes)
        try Output.line("")
    }
}
