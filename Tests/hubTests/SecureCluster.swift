import Foundation
import HubTesting

/// A cluster with TLS and access rules, and a configuration for each who talks to it.
final class SecureCluster {
    let broker: KafkaBroker
    let folder: ScratchFolder

    init(version: String = KafkaBroker.versions[0]) throws {
        broker = try KafkaBroker(version: version, isSecure: true)
        folder = try ScratchFolder()
        try folder.write(Self.agreements, to: "agreements.json")
        try configure("admin", certificate: variable("KAFKA_ADMIN_CERT"), key: variable("KAFKA_ADMIN_KEY"))
        for name in ["hub", "leeds"] { try issue(name) }
    }

    /// What leeds may have of the police's incidents.
    static let agreements =
        #"{"agreements":[{"id":"A-1","version":1,"parties":{"from":"wyp","to":"leeds"},"purpose":"preventing serious violence","#
        + #""legal_gateway":"s16","basis":"DPA 2018 section 35(2)(b)","releases":[{"type":"asb.incident","#
        + #""fields":["/nsir_type"]}],"tier":"partner","sensitivity":["pseudonymous"],"retention":365,"#
        + #""valid_from":"2020-01-01T00:00:00Z","valid_to":"2040-01-01T00:00:00Z","review_due":"2039-01-01","dpia":"D-1"}]}"#

    func variable(_ name: String) -> String { broker.variables[name] ?? "" }

    /// A client certificate by the cluster's authority, and the configuration that shows it.
    func issue(_ name: String) throws {
        try broker.run("cert", [name])
        try configure(
            name, certificate: broker.directory + "/tls/\(name).crt", key: broker.directory + "/tls/\(name).key")
    }

    func configure(
        _ name: String, bootstrap: String? = nil, authority: String? = nil, certificate: String? = nil,
        key: String? = nil, raw: [String: String] = [:]
    ) throws {
        var tls = ["ca": authority ?? variable("KAFKA_CA")]
        if let certificate { tls["certificate"] = certificate }
        if let key { tls["key"] = key }
        var kafka: [String: Any] = ["bootstrap": bootstrap ?? variable("KAFKA_BOOTSTRAP_MTLS"), "tls": tls]
        if !raw.isEmpty { kafka["librdkafka"] = raw }
        let document: [String: Any] = [
            "agreements": "agreements.json", "kafka": kafka, "store": folder.file("store-" + name),
            "quotas": ["partners": ["leeds": ["bytes_per_second": 1_000_000, "burst_bytes": 2_000_000]]],
        ]
        try folder.write(Array(try JSONSerialization.data(withJSONObject: document)), to: name + ".json")
    }

    func hub(_ line: String, as name: String, input: String = "") throws -> ProcessOutcome {
        try HubProcess.run(
            line.split(separator: " ").map(String.init) + ["--config", folder.file(name + ".json")],
            input: Array(input.utf8))
    }

    /// Runs a command of Kafka's own tools, as `hub kafka plan` prints it.
    func runPrinted(_ command: String) throws {
        let words = command.split(separator: " ").map { $0.trimmingCharacters(in: ["'"]) }
        guard let tool = words.first, tool.hasPrefix("kafka-"), words.count > 5 else { return }
        // Where the cluster is and who asks, the tool knows itself.
        try broker.run("tool", [tool.dropFirst(6).replacingOccurrences(of: ".sh", with: "")] + words.dropFirst(5))
    }
}
