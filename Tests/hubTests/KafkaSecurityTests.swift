import Foundation
import HubTesting
import Testing

/// What is said when a broker and a client do not trust each other: what is wrong, and what to do.
@Suite(.serialized, .enabled(if: KafkaBroker.canStart, "\(KafkaBroker.absence)"), .timeLimit(.minutes(15)))
struct KafkaSecurityTests {
    private static let ask = "consume --partner leeds --topic receipt.leeds.v1"

    private func openssl(_ arguments: String...) throws {
        let outcome = try HubProcess.run(arguments, executable: "/usr/bin/openssl")
        try #require(outcome.ending == .exited(0), "\(outcome)")
    }

    @Test func everyFaultOfTrustHasItsSentence() throws {
        let cluster = try SecureCluster()
        let folder = cluster.folder
        let good = (
            certificate: cluster.broker.directory + "/tls/leeds.crt", key: cluster.broker.directory + "/tls/leeds.key"
        )
        // Another authority's certificate of the same name.
        try openssl(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=leeds", "-keyout",
            folder.file("other.key"), "-out", folder.file("other.crt"))
        let secure = cluster.variable("KAFKA_BOOTSTRAP")
        let scram = ["sasl.mechanism": "SCRAM-SHA-512", "sasl.username": "admin"]
        try cluster.configure("none")
        try cluster.configure("stranger", certificate: folder.file("other.crt"), key: folder.file("other.key"))
        try cluster.configure(
            "distrusting", authority: folder.file("other.crt"), certificate: good.certificate, key: good.key)
        try cluster.configure("absent", certificate: folder.file("no.crt"), key: good.key)
        try cluster.configure("mixed", certificate: good.certificate, key: folder.file("other.key"))
        try cluster.configure("half", certificate: good.certificate)
        try cluster.configure("distant", bootstrap: "kafka.example:9093")
        try cluster.configure(
            "scram", bootstrap: secure,
            raw: scram.merging(["sasl.password": cluster.variable("KAFKA_ADMIN_PASSWORD")]) { $1 })
        for (name, status, sentences) in [
            ("none", 69, ["does not take this client's certificate", "kafka.tls"]),
            ("stranger", 69, ["does not take this client's certificate", "kafka.tls"]),
            ("distrusting", 69, ["the broker's certificate is not signed by the authority", "kafka.tls.ca"]),
            ("absent", 78, ["no.crt", "kafka.tls.certificate", "cannot be read"]),
            ("mixed", 78, ["kafka.tls.key is not the key of kafka.tls.certificate"]),
            ("half", 78, ["kafka.tls.certificate and kafka.tls.key go together"]),
            ("distant", 78, ["mutual TLS", "kafka.tls.certificate"]),
            ("scram", 69, ["cannot log in by SCRAM to Kafka 4", "use a client certificate"]),
        ] as [(String, Int32, [String])] {
            let outcome = try cluster.hub(Self.ask, as: name)
            #expect(outcome.status == status, "\(name): \(outcome)")
            for sentence in sentences { #expect(outcome.errorText.contains(sentence), "\(name): \(outcome)") }
            #expect(outcome.errorText.split(separator: "\n").count == 1, "\(name): \(outcome)")
            #expect(!outcome.errorText.contains(cluster.variable("KAFKA_ADMIN_PASSWORD")))
        }
        let checkup = try cluster.hub("doctor", as: "stranger")
        #expect(
            checkup.status == 1 && checkup.outputText.contains("does not take this client's certificate"), "\(checkup)")
        let open = try HubProcess.run(
            ["consume", "--partner", "leeds", "--kafka", "kafka.example:9092", "--store", folder.file("open")])
        #expect(open.status == 78 && open.errorText.contains("mutual TLS"), "\(open)")
    }

    /// On brokers that take the old nonce SCRAM works, and a wrong password is called one.
    @Test func scramWorksWhereItCan() throws {
        let cluster = try SecureCluster(version: "3.9.2")
        let secure = cluster.variable("KAFKA_BOOTSTRAP")
        for (name, password) in [("right", cluster.variable("KAFKA_ADMIN_PASSWORD")), ("wrong", "guess")] {
            try cluster.configure(
                name, bootstrap: secure,
                raw: ["sasl.mechanism": "SCRAM-SHA-512", "sasl.username": "admin", "sasl.password": password])
        }
        let right = try cluster.hub("kafka plan", as: "right")
        #expect(right.status == 1 && right.outputText.contains("missing"), "\(right)")
        let wrong = try cluster.hub("kafka plan", as: "wrong")
        #expect(wrong.status == 69 && wrong.errorText.contains("name or password"), "\(wrong)")
    }
}
