import HubContracts
import HubKafka
import HubOperations
import HubStore
import HubTransport

extension DoctorCommand {
    /// How long a cluster may take over an answer here, in milliseconds: whoever asks is waiting.
    private static let answerMilliseconds: Int32 = 5_000

    /// The cluster, where one is configured: whether it answers, whether it is the one that the store took its messages
    /// from, and whether the topics are there that the partner directory implies.
    static func checkCluster(_ settings: HubSettings, _ checkup: inout Checkup) {
        guard let kafka = settings.configuration.kafka else { return }
        checkup.add(.packages, "librdkafka", .ok, KafkaLog.libraryVersion)
        do {
            var options = settings.kafkaOptions(kafka, "hub")
            options.answerMilliseconds = answerMilliseconds
            let log = try KafkaLog(options, clock: SystemClock())
            let found = try log.clusterID()
            let present = Set(try log.topics())
            checkup.add(.cluster, "brokers", .ok, "the cluster \(found) answers at \(kafka.bootstrap)")
            checkIdentity(found, settings, &checkup)
            try checkTopics(present, settings, &checkup)
        } catch {
            checkup.add(
                .cluster, "brokers", .error, "\((error as? TransportError)?.message ?? "\(error)")",
                next:
                    "see that the brokers run and that the address and the certificates are right, then hub doctor again"
            )
        }
    }

    private static func checkIdentity(_ found: String, _ settings: HubSettings, _ checkup: inout Checkup) {
        guard let known = try? StateReader(directory: settings.store).cluster() else { return }
        checkup.add(
            .cluster, "identity", known == found ? .ok : .error,
            known == found
                ? "the one that the store took its messages from"
                : "the store took its messages from the cluster \(known)",
            next: known == found ? nil : "mend the address, or hub topics adopt if another cluster is meant")
    }

    /// A topic of which a partition has no leader counts as missing.
    private static func checkTopics(
        _ present: Set<String>, _ settings: HubSettings, _ checkup: inout Checkup
    ) throws {
        let wanted = ClusterTopics(try settings.contracts(), partitions: settings.inputPartitions).topics.map(\.name)
        let missing = wanted.filter { !present.contains($0) }
        let some = missing.prefix(3).joined(separator: ", ") + (missing.count > 3 ? " and others" : "")
        checkup.add(
            .cluster, "topics", missing.isEmpty ? .ok : .warning,
            missing.isEmpty
                ? "all \(wanted.count) can be used" : "\(missing.count) of \(wanted.count) cannot be used: \(some)",
            next: missing.isEmpty ? nil : "hub run or hub kafka apply makes them; hub kafka plan says what else differs"
        )
    }
}
