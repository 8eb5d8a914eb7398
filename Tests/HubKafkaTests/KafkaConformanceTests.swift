import HubKafka
import HubTesting
import HubTransport
import Testing

/// The transport contract on real brokers, as it stands for every other log.
@Suite(
    .serialized, .enabled(if: KafkaBroker.isPresent, "\(KafkaBroker.absence)"))
struct KafkaConformanceTests {
    @Test(arguments: KafkaBroker.versions, TransportConformance.all)
    func conforms(_ version: String, _ check: TransportConformance) throws {
        let bootstrap = try KafkaBroker.shared(version).bootstrap
        let prefix = "t-\(RandomUUID.make())-"
        try check.run {
            PrefixedLog(try KafkaLog(KafkaOptions(bootstrap: bootstrap), clock: SystemClock()), prefix: prefix)
        }
    }
}
