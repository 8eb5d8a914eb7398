/// How the hub has its topics kept by the brokers, by the form of the name.
package struct TopicSettings: Sendable, Equatable {
    /// The brokers' names and values, sorted by name.
    package var entries: [(name: String, value: String)]

    package static func == (left: Self, right: Self) -> Bool {
        left.entries.map { [$0.name, $0.value] } == right.entries.map { [$0.name, $0.value] }
    }

    private static let day = 86_400_000
    /// A message of 1 MiB with its headers, and a dead letter of twice that.
    private static let recordBytes = (1 << 20) + (1 << 16)

    /// - Parameter replication: copies of each record, where the hub says how many; with three, two must have it before it is
    ///   acknowledged.
    package init(of topic: String, replication: Int32? = nil) {
        var found = ["max.message.bytes": Self.recordBytes, "retention.ms": 31 * Self.day].mapValues { "\($0)" }
        switch topic.prefix(while: { $0 != "." }) {
        case "in":
            // Received is when the broker took it, whatever the sender's clock says.
            found["message.timestamp.type"] = "LogAppendTime"
        case "out": break
        case "receipt": found["retention.ms"] = "\(366 * Self.day)"
        case "deadletter":
            found["retention.ms"] = "\(90 * Self.day)"
            found["max.message.bytes"] = "\(2 * Self.recordBytes)"
        case "hotspot", "hub":
            found["cleanup.policy"] = "compact"
            found["retention.ms"] = "-1"
            // What was replaced or taken back can be told from what never was for a week.
            found["delete.retention.ms"] = "\(7 * Self.day)"
            found["segment.ms"] = "3600000"
        default: break
        }
        if let replication, replication >= 3 { found["min.insync.replicas"] = "2" }
        if found["message.timestamp.type"] == nil {
            found["message.timestamp.type"] = "CreateTime"
            // Receipts and the like bear the time of their message, however old.
            found["message.timestamp.before.max.ms"] = "\(Int64.max)"
            found["message.timestamp.after.max.ms"] = "\(Int64.max)"
        }
        entries = found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }
}
