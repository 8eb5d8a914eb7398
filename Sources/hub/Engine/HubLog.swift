import HubContracts
import HubKafka
import HubStore
import HubTransport

/// The log of a hub: the embedded one or a Kafka cluster.
typealias HubLog = RecordSource & RecordSink

extension HubSettings {
    /// Opens the log that arguments, environment and configuration name.
    ///
    /// - Parameter name: what the program calls itself to a cluster.
    func openLog(as name: String = "hub") throws -> any HubLog {
        guard let kafka = configuration.kafka else {
            return try EmbeddedLog(directory: store, clock: SystemClock(), options: logOptions)
        }
        return try KafkaLog(kafkaOptions(kafka, name), clock: SystemClock())
    }

    /// Joins the group of hubs that share the partitions out.
    ///
    /// - Parameter instance: the store's identity.
    func groupMember(instance: String) throws -> GroupMember {
        guard let kafka = configuration.kafka else {
            throw CommandFailure(.configuration, "only hubs on a Kafka cluster share partitions out")
        }
        return try GroupMember(
            kafkaOptions(kafka, "hub"), group: kafka.group, instance: instance, topic: ChangeJournal.stateTopic,
            sessionMilliseconds: kafka.sessionTimeoutSeconds * 1000)
    }

    /// How to reach a cluster as the configuration says.
    func kafkaOptions(_ kafka: Configuration.Kafka, _ name: String) -> KafkaOptions {
        var options = KafkaOptions(bootstrap: kafka.bootstrap)
        options.clientID = name
        // For each partition; six of them are a tenth of a second of messages.
        options.fetchAheadKibibytes = 2 << 10
        // Within the time that a transaction may stay open.
        options.deliveryMilliseconds = 25_000
        options.certificateAuthority = kafka.certificateAuthority.map { resolve($0) }
        options.certificate = kafka.certificate.map { resolve($0) }
        options.key = kafka.key.map { resolve($0) }
        options.raw = kafka.librdkafka
        return options
    }

    /// Partitions of an input topic that is made here; the same for all of them.
    var inputPartitions: Int32 { usesKafka ? 6 : 1 }
}
