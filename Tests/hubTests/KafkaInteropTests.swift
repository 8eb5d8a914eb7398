import Foundation
import HubTesting
import Testing

/// Clients that are not ours against `hub run` on a real cluster.
@Suite(
    .serialized, .enabled(if: KafkaBroker.isPresent, "\(KafkaBroker.absence)"))
struct KafkaInteropTests {
    private static let topic = "in.wyp.asb.incident.v1"
    private static let data =
        #"{"nsir_type":"noise","nsir_qualifier":"nuisance","occurred":{"precision":"month","from":"2016-07"},"#
        + #""place":{"area":{"area_kind":"lsoa","code":"E01010568","vintage":2011}}}"#

    /// A hub on the shared broker, and what has been answered on it.
    private final class Running {
        let bootstrap: String
        let folder: ScratchFolder
        let hub: HubProcess

        init() throws {
            bootstrap = try KafkaBroker.shared().bootstrap
            folder = try ScratchFolder()
            hub = try HubProcess(["run", "--store", folder.file("store"), "--kafka", bootstrap])
            let hub = hub
            try hub.wait(for: "the hub to serve") { hub.errorText.contains("serving") || !hub.isRunning }
        }

        /// Receipts of the message ids, waited for.
        func receipts(_ ids: [String]) throws -> [String: [String: Any]] {
            var found: [String: [String: Any]] = [:]
            let bootstrap = bootstrap
            try hub.wait(for: "receipts of \(ids)") {
                let seen = try HubProcess.run(
                    ["-C", "-q", "-e", "-b", bootstrap, "-t", "receipt.wyp.v1", "-o", "beginning", "-f", "%s\n"],
                    executable: "/usr/bin/kcat")
                for line in seen.outputText.split(separator: "\n") {
                    let all = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [[String: Any]]
                    for receipt in all ?? [] {
                        if let id = receipt["message_id"] as? String { found[id] = receipt }
                    }
                }
                return ids.allSatisfy { found[$0] != nil }
            }
            return found
        }
    }

    private static func event(_ id: String, subject: String, data: String = data) -> String {
        #"{"specversion":"1.0","id":"\#(id)","source":"/partners/wyp","type":"asb.incident","subject":"\#(subject)","#
            + #""time":"2016-08-01T07:00:00Z","revision":1,"kind":"report","data":\#(data)}"#
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/kcat"), "there is no kcat"))
    func kcat() throws {
        let running = try Running()
        let marked = "\(UUID().uuidString)-"
        func send(_ arguments: [String], _ lines: String) throws {
            let sent = try HubProcess.run(
                ["-P", "-b", running.bootstrap, "-t", Self.topic, "-K", "\t"] + arguments, input: Array(lines.utf8),
                executable: "/usr/bin/kcat")
            #expect(sent.ending == .exited(0), "\(sent.errorText)")
        }
        let murmur = ["-X", "partitioner=murmur2_random"]
        let structured = (0..<20).map { "\(marked)s\($0)" }
        try send(
            murmur + ["-H", "content-type=application/cloudevents+json"],
            structured.map { "\($0)\t\(Self.event($0, subject: $0))\n" }.joined())
        let attributes = [
            "specversion=1.0", "id=\(marked)b", "source=/partners/wyp", "type=asb.incident", "subject=\(marked)b",
            "time=2016-08-01T07:00:00Z", "revision=1", "kind=report",
        ]
        try send(
            murmur + ["-H", "content-type=application/json"] + attributes.flatMap { ["-H", "ce_" + $0] },
            "\(marked)b\t\(Self.data)\n")
        // As a partner's engineer sets it up who has not read the page on keys.
        let elsewhere = (0..<20).map { "\(marked)c\($0)" }
        try send([], elsewhere.map { "\($0)\t\(Self.event($0, subject: $0))\n" }.joined())
        try send(murmur, "another\t\(Self.event("\(marked)k", subject: "\(marked)k"))\n")

        let receipts = try running.receipts(structured + ["\(marked)b"] + elsewhere + ["\(marked)k"])
        for id in structured + ["\(marked)b"] { #expect(receipts[id]?["status"] as? String == "accepted") }
        #expect(receipts["\(marked)k"]?["reason"] as? String == "KEY_MISMATCH")
        let misplaced = elsewhere.compactMap { receipts[$0]?["reason"] as? String }
        #expect(!misplaced.isEmpty && misplaced.allSatisfy { $0 == "PARTITION_MISMATCH" })
        let detail = elsewhere.compactMap { receipts[$0]?["detail"] as? String }.first
        #expect(detail?.contains("partitioner=murmur2_random") == true)

        try running.hub.wait(for: "the published hotspots") {
            try HubProcess.run(
                ["-C", "-q", "-e", "-b", running.bootstrap, "-t", "hotspot.asb.exact.v1", "-f", "%k\n"],
                executable: "/usr/bin/kcat"
            ).outputText.contains("asb/lsoa/month:2016-07")
        }
        running.hub.signal(SIGTERM)
        #expect(try running.hub.wait().ending == .exited(0))
    }

    @Test func pythonConfluentKafka() throws {
        guard let python = PythonEnvironment.interpreter(with: ["confluent-kafka==2.6.1"]) else { return }
        let running = try Running()
        let marked = "\(UUID().uuidString)-"
        let script = """
            import json, sys
            from confluent_kafka import Consumer, Producer
            bootstrap, topic, mark, data = sys.argv[1:]
            producer = Producer({"bootstrap.servers": bootstrap, "partitioner": "murmur2_random", "enable.idempotence": True})
            faults = []
            for n in range(10):
                subject = f"{mark}p{n}"
                attributes = {"specversion": "1.0", "id": subject, "source": "/partners/wyp", "type": "asb.incident",
                              "subject": subject, "time": "2016-08-01T07:00:00Z", "revision": "1", "kind": "report"}
                done = lambda error, message: faults.append(str(error)) if error else None
                if n % 2:
                    event = dict(attributes, revision=1, data=json.loads(data))
                    producer.produce(topic, json.dumps(event), key=subject, on_delivery=done,
                                     headers={"content-type": "application/cloudevents+json; charset=UTF-8"})
                else:
                    headers = {"ce_" + name: value for name, value in attributes.items()} | {"content-type": "application/json"}
                    producer.produce(topic, data, key=subject, headers=headers, on_delivery=done)
            producer.flush(60)
            assert not faults, faults
            consumer = Consumer({"bootstrap.servers": bootstrap, "group.id": mark, "auto.offset.reset": "earliest",
                                 "enable.auto.commit": False})
            consumer.subscribe(["receipt.wyp.v1"])
            seen = {}
            for _ in range(600):
                message = consumer.poll(0.2)
                if message is None or message.error() or not message.value():
                    continue
                receipts = json.loads(message.value())
                for receipt in receipts if isinstance(receipts, list) else []:
                    if str(receipt["message_id"]).startswith(mark):
                        seen[receipt["message_id"]] = receipt["status"]
                if len(seen) == 10:
                    break
            consumer.close()
            print(json.dumps(sorted(seen.values())))
            """
        let outcome = try HubProcess.run(
            ["-c", script, running.bootstrap, Self.topic, marked, Self.data], executable: python)
        #expect(outcome.outputText.contains(#"["accepted", "accepted","#), "\(outcome.errorText)")
        #expect(outcome.outputText.components(separatedBy: "accepted").count == 11)
    }
}
