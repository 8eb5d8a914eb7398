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
            try folder.write(SecureCluster.agreements, to: "agreements.json")
            try folder.write(#"{"agreements":"agreements.json"}"#, to: "hub.json")
            hub = try HubProcess([
                "run", "--store", folder.file("store"), "--kafka", bootstrap, "--config", folder.file("hub.json"),
            ])
            let hub = hub
            try hub.wait(for: "the hub to serve") { hub.errorText.contains("serving") || !hub.isRunning }
        }

        /// Copies of leeds by their keys, waited for.
        func copies(_ keys: Set<String>) throws -> [String: String] {
            var found: [String: String] = [:]
            let bootstrap = bootstrap
            try hub.wait(for: "the copies") {
                let seen = try HubProcess.run(
                    ["-C", "-q", "-e", "-b", bootstrap, "-t", "out.leeds.asb.incident.v1", "-f", "%k\t%s\n"],
                    executable: "/usr/bin/kcat")
                for line in seen.outputText.split(separator: "\n") {
                    let parts = line.split(separator: "\t", maxSplits: 1).map(String.init)
                    if parts.count == 2, keys.contains(parts[0]) { found[parts[0]] = parts[1] }
                }
                return found.count == keys.count
            }
            return found
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
        // What the agreement gives leeds: the key names publisher and record, the data the field agreed on.
        let copied = Set((structured + ["\(marked)b"]).map { "wyp/" + $0 })
        let copies = try running.copies(copied)
        #expect(Set(copies.keys) == copied)
        let isMinimised = copies.values.allSatisfy { $0.contains(#""data":{"nsir_type":"noise"}"#) }
        #expect(isMinimised, "\(copies)")
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
            consumer.subscribe(["receipt.wyp.v1", "^out\\\\.leeds\\\\..*", "^hotspot\\\\.asb\\\\..*"])
            seen, copies, tiers = {}, set(), set()
            for _ in range(1500):
                message = consumer.poll(0.2)
                if message is None or message.error() or not message.value():
                    continue
                value = json.loads(message.value())
                if message.topic().startswith("receipt."):
                    for receipt in value if isinstance(value, list) else []:
                        if str(receipt["message_id"]).startswith(mark):
                            seen[receipt["message_id"]] = receipt["status"]
                elif message.topic().startswith("out."):
                    if message.key().decode().startswith("wyp/" + mark):
                        assert value["data"] == {"nsir_type": "noise"}, value
                        copies.add(message.key())
                elif value.get("type") == "hotspot.summary":
                    tiers.add(value["data"]["tier"])
                if len(seen) == 10 and len(copies) == 10 and len(tiers) == 3:
                    break
            consumer.close()
            print(json.dumps([sorted(seen.values()), len(copies), sorted(tiers)]))
            """
        let outcome = try HubProcess.run(
            ["-c", script, running.bootstrap, Self.topic, marked, Self.data], executable: python)
        #expect(
            outcome.outputText.contains(#"["accepted", "accepted","#)
                && outcome.outputText.contains(#", 10, ["exact", "partner", "public"]]"#), "\(outcome)")
        #expect(outcome.outputText.components(separatedBy: "accepted").count == 11)
    }
}
