import Glibc
import HubTransport

/// How to reach a Kafka cluster, and how long to wait for it.
package struct KafkaOptions: Sendable {
    /// `HOST:PORT`, comma between several.
    package var bootstrap: String
    /// What brokers and their quotas know this program by.
    package var clientID = "hub"
    /// Paths of PEM files; with any of them every connection is TLS.
    package var certificateAuthority: String?
    package var certificate: String?
    package var key: String?
    /// Options of librdkafka by their own names; those in `ownedOptions` are refused.
    package var raw: [String: String] = [:]
    /// Longest wait for an answer of the cluster, in milliseconds.
    package var answerMilliseconds: Int32 = 15_000
    /// Longest wait until what was sent is durable, in milliseconds.
    package var deliveryMilliseconds: Int32 = 60_000
    /// Replicas of topics made here; nil takes the brokers' default.
    package var replication: Int32?
    /// Codec of what is sent.
    package var compression = "lz4"
    /// Memory for records fetched ahead, for each partition, in KiB.
    package var fetchAheadKibibytes = 8 * 1024

    package init(bootstrap: String) { self.bootstrap = bootstrap }

    /// Options that the hub sets itself, because its promises rest on them.
    package static let ownedOptions: Set<String> = [
        "acks", "allow.auto.create.topics", "auto.offset.reset", "bootstrap.servers", "client.id",
        "delivery.report.only.error", "enable.auto.commit", "enable.auto.offset.store", "enable.idempotence",
        "enable.partition.eof", "group.id", "group.instance.id", "isolation.level", "log_level",
        "max.in.flight.requests.per.connection", "message.timeout.ms", "metadata.broker.list",
        "partition.assignment.strategy", "partitioner", "request.required.acks", "security.protocol", "ssl.ca.location",
        "ssl.certificate.location", "ssl.key.location", "transactional.id", "transaction.timeout.ms",
    ]

    /// The settings that every client shares.
    ///
    /// - Throws: `TransportError` for a raw option that the hub owns, and for plaintext beyond this machine.
    func common() throws -> [(String, String)] {
        for name in raw.keys.sorted() where Self.ownedOptions.contains(name) {
            throw TransportError(
                .configuration,
                "the librdkafka option \(name) is the hub's own; take it out of kafka.librdkafka in the configuration")
        }
        let isEncrypted = certificateAuthority != nil || certificate != nil
        let authenticates = raw["sasl.mechanism"] != nil || raw["sasl.mechanisms"] != nil
        try checkCertificates()
        guard
            Self.isLoopback(bootstrap)
                ? isEncrypted || !authenticates : certificate != nil || authenticates && isEncrypted
        else {
            throw TransportError(
                .configuration,
                "\(bootstrap) is reached by mutual TLS, since plaintext and strangers are allowed on loopback only: name"
                    + " kafka.tls.ca, kafka.tls.certificate and kafka.tls.key in the configuration")
        }
        var settings = [
            ("bootstrap.servers", bootstrap), ("client.id", clientID), ("log_level", "3"),
            ("security.protocol", isEncrypted ? (authenticates ? "SASL_SSL" : "SSL") : "PLAINTEXT"),
            // A broker that went away is tried again at once, and never less than every second.
            ("reconnect.backoff.ms", "50"), ("reconnect.backoff.max.ms", "1000"),
            ("topic.metadata.refresh.interval.ms", "30000"),
        ]
        if let certificateAuthority { settings.append(("ssl.ca.location", certificateAuthority)) }
        if let certificate { settings.append(("ssl.certificate.location", certificate)) }
        if let key { settings.append(("ssl.key.location", key)) }
        return settings + raw.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Says which file is amiss; the library would say it in the words of its TLS library.
    private func checkCertificates() throws {
        guard (certificate == nil) == (key == nil) else {
            throw TransportError(.configuration, "kafka.tls.certificate and kafka.tls.key go together; name both")
        }
        for (member, path) in [("ca", certificateAuthority), ("certificate", certificate), ("key", key)] {
            guard let path, access(path, R_OK) != 0 else { continue }
            throw TransportError(
                .configuration,
                "the file \(path), which kafka.tls.\(member) names, cannot be read; see that it is there")
        }
    }

    /// Whether every address of a bootstrap list is this machine.
    static func isLoopback(_ bootstrap: String) -> Bool {
        bootstrap.split(separator: ",").allSatisfy { address in
            guard let colon = address.lastIndex(of: ":") else { return false }
            let host = address[..<colon].drop { $0 == " " }
            return host == "localhost" || host == "[::1]"
                || (host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." })
        }
    }
}
