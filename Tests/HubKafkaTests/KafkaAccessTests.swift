import Foundation
import HubKafka
import HubTesting
import HubTransport
import Testing

/// Certificates and rights that do not hold, on a broker with TLS and ACLs.
@Suite(.serialized, .enabled(if: KafkaBroker.canStart, "\(KafkaBroker.absence)"))
struct KafkaAccessTests {
    private static let topic = "in.wyp.place.concern.v1"

    /// Issues a certificate for `wyp` that holds between two dates, `YYYYMMDDHHMMSSZ`.
    private static let issue = """
        set -e
        cd "$1/tls"; mkdir -p ca; touch ca/index; [ -e ca/serial ] || echo 1000 > ca/serial
        cat > ca/config <<CONFIG
        [ca]
        default_ca=here
        [here]
        database=ca/index
        serial=ca/serial
        new_certs_dir=ca
        default_md=sha256
        policy=any
        unique_subject=no
        [any]
        commonName=supplied
        CONFIG
        openssl req -newkey rsa:2048 -nodes -subj /CN=wyp -keyout "$2.key" -out "$2.csr" 2>/dev/null
        openssl ca -batch -notext -config ca/config -cert ca.pem -keyfile ca.key -startdate "$3" -enddate "$4" \\
            -in "$2.csr" -out "$2.crt" 2>/dev/null
        """

    private func log(_ broker: KafkaBroker, _ name: String) throws -> KafkaLog {
        var options = KafkaOptions(bootstrap: broker.variables["KAFKA_BOOTSTRAP_MTLS"] ?? "")
        options.certificateAuthority = broker.variables["KAFKA_CA"]
        options.certificate = "\(broker.directory)/tls/\(name).crt"
        options.key = "\(broker.directory)/tls/\(name).key"
        options.answerMilliseconds = 8_000
        options.deliveryMilliseconds = 8_000
        return try KafkaLog(options, clock: SystemClock())
    }

    @Test(.timeLimit(.minutes(15))) func refusesWhatDoesNotHold() throws {
        let broker = try KafkaBroker(isSecure: true)
        try log(broker, "admin").createTopic(Self.topic, partitions: 1)
        let rights = [
            "--allow-principal", "User:wyp", "--producer", "--topic", "in.wyp.", "--resource-pattern-type", "prefixed",
        ]
        #expect(try broker.run("tool", ["acls", "--add"] + rights).status == 0)
        for (name, from, to) in [
            ("good", "20200101000000Z", "20990101000000Z"), ("expired", "20200101000000Z", "20210101000000Z"),
            ("early", "20980101000000Z", "20990101000000Z"),
        ] {
            let made = try HubProcess.run(
                ["-c", Self.issue, "issue", broker.directory, name, from, to], executable: "/bin/bash")
            #expect(made.status == 0, "\(name): \(made.errorText)")
        }

        for name in ["expired", "early"] {
            let fault = #expect(throws: TransportError.self) { try log(broker, name).topics() }
            // The broker tells a client no more than that it does not take its certificate.
            #expect(fault?.code == .refused, "\(name): \(fault?.message ?? "")")
            #expect(fault?.message.contains("certificate") == true, "\(fault?.message ?? "")")
        }

        let partner = try log(broker, "good")
        #expect(try partner.append(TransportConformance.one(1), to: TopicPartition(Self.topic)) == 1)
        #expect(try broker.run("tool", ["acls", "--remove", "--force"] + rights).status == 0)
        // Withdrawn while it is connected: the next sendings are refused, in a sentence that says whose it is to mend.
        var refusal: TransportError?
        for _ in 0..<200 where refusal == nil {
            do {
                try partner.append(TransportConformance.one(2), to: TopicPartition(Self.topic))
            } catch let fault as TransportError {
                refusal = fault
            }
        }
        #expect(refusal?.code == .refused || refusal?.code == .unknownTopic, "\(refusal?.message ?? "sent")")
    }
}
