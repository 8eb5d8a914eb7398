import HubKafka
import HubOperations
import HubStore
import HubTransport

/// `hub topics adopt`: an operator's word that topics which are not what the store knew are to be read.
enum TopicsCommand {
    static func adopt(_ invocation: Invocation) throws -> ExitStatus {
        let settings = try HubSettings(invocation)
        let lock = try OwnerLock(directory: settings.store)
        guard let log = try settings.openLog() as? KafkaLog else {
            throw CommandFailure(.usage, "only topics on a cluster can be another's; name it with --kafka HOST:PORT")
        }
        let store = try StateStore(directory: settings.store, clock: SystemClock())
        let topics = invocation.operands.isEmpty ? nil : Set(invocation.operands)
        var lines: [String] = []
        let cluster = try log.clusterID()
        if let known = try store.cluster(), known != cluster {
            lines.append("the cluster is \(cluster) from now on, not \(known)")
            try store.setCluster(cluster)
        }
        let inputs = InputGuard(log: log, store: store)
        let count = try log.partitionCount(of: ChangeJournal.stateTopic) ?? settings.inputPartitions
        var named = Set(try StateReader(directory: settings.store).conditions().map(\.name))
        for partition in 0..<count {
            for (place, finding) in try inputs.adopt(partition, topics: topics) {
                lines.append(
                    finding == .gone
                        ? "\(place): there is no such topic" : "\(place): read from its start at the next run")
                named.insert(Condition.input(place))
            }
        }
        let seen = named.filter { name in
            name.hasPrefix("input ") && (topics?.contains { name.hasPrefix("input \($0)/") } ?? true)
        }
        try store.transaction { transaction in for name in seen { try transaction.clearCondition(named: name) } }
        if lines.isEmpty {
            lines.append(seen.isEmpty ? "every topic is what it was" : "\(seen.count) notes taken back")
        }
        try Output.line(lines.joined(separator: "\n"))
        withExtendedLifetime(lock) {}
        return .done
    }
}
