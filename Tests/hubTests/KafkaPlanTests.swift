import Foundation
import HubTesting
import Testing

/// `hub kafka plan|apply` on a cluster that holds everybody to access rules, and what those then allow.
@Suite(.serialized, .enabled(if: KafkaBroker.canStart, "\(KafkaBroker.absence)"), .timeLimit(.minutes(15)))
struct KafkaPlanTests {
    private struct Plan: Decodable {
        struct Item: Decodable {
            var kind: String
            var name: String
            var state: String
            var mended: Bool
            var wanted: String?
            var found: String?
            var command: String?
        }

        var inOrder: Bool
        var items: [Item]

        func names(_ state: String) -> [String] { items.filter { $0.state == state && !$0.mended }.map(\.name) }
    }

    private static let schema = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "../../schemas/cli/kafka-plan.json"
    ).standardizedFileURL.path

    private func ask(_ line: String, _ cluster: SecureCluster, ends status: Int32) throws -> Plan {
        let outcome = try cluster.hub("kafka \(line) --output json", as: "admin")
        #expect(outcome.ending == .exited(status), "\(line): \(outcome)")
        let file = try cluster.folder.write(outcome.output, to: "plan.json")
        #expect(try HubProcess.run(["validate", Self.schema, file]).ending == .exited(0))
        return try outcome.json(Plan.self)
    }

    @Test func aClusterIsPlannedMadeAndHeldToThePlan() throws {
        let cluster = try SecureCluster()
        let empty = try ask("plan --partitions 3", cluster, ends: 1)
        let topics = empty.items.filter { $0.kind == "topic" }.map(\.name)
        #expect(topics.contains("in.wyp.asb.incident.v1") && topics.contains("out.leeds.asb.incident.v1"))
        #expect(topics.contains("hub.state.v1") && topics.contains("hotspot.asb.public.v1"))
        #expect(empty.names("in_order").isEmpty && empty.names("extra").isEmpty)
        #expect(empty.names("unchecked") == ["User:leeds"])
        #expect(empty.items.first { $0.kind == "quota" }?.command?.contains("producer_byte_rate=1000000") == true)

        // Everything is made but the two rules that the library has no words for; their commands are printed.
        let made = try ask("apply --partitions 3", cluster, ends: 1)
        let left = made.items.filter { $0.state == "missing" && !$0.mended }
        #expect(
            left.map(\.kind) == ["access", "access"] && left.allSatisfy { $0.name.contains("transactional-id hub-*") })
        for item in left { try cluster.runPrinted(item.command ?? "") }
        let settled = try ask("plan --partitions 3", cluster, ends: 0)
        #expect(settled.inOrder && settled.items.count == empty.items.count)
        #expect(try cluster.hub("kafka plan --partitions 3", as: "admin").outputText.contains("; nothing to do"))
        try holdsPartnersApart(cluster)
        try reportsDrift(cluster)
    }

    /// What the rules let a partner and a hub do, and nothing else.
    private func holdsPartnersApart(_ cluster: SecureCluster) throws {
        let line =
            #"{"nsir_type":"noise","nsir_qualifier":"nuisance","occurred":{"precision":"month","from":"2016-07"}}"#
        let hub = try HubProcess(["run", "--config", cluster.folder.file("hub.json")])
        try hub.wait(for: "the partitions") { hub.errorText.contains("owns partition 2") || !hub.isRunning }
        let checkup = try cluster.hub("doctor --quick", as: "hub").outputText
        #expect(checkup.contains("can be used") && checkup.contains("answers at"), "\(checkup)")
        #expect(checkup.contains("the one that the store took its messages from"), "\(checkup)")
        let sent = try cluster.hub("publish --partner leeds --type asb.incident", as: "leeds", input: line)
        #expect(sent.ending == .exited(0) && sent.outputText.contains("1 accepted"), "\(sent)\n\(hub.errorText)")
        let read = try cluster.hub("consume --partner leeds --topic receipt.leeds.v1", as: "leeds")
        #expect(read.ending == .exited(0) && read.outputText.contains("accepted"), "\(read)")
        for topic in ["hotspot.asb.partner.v1", "hotspot.asb.public.v1", "out.leeds.asb.incident.v1"] {
            let read = try cluster.hub("consume --partner leeds --topic \(topic)", as: "leeds")
            #expect(read.ending == .exited(0), "\(topic): \(read)")
        }
        // Everything that is leeds's at once: what it may not see is not listed to it.
        #expect(try cluster.hub("consume --partner leeds", as: "leeds").ending == .exited(0))
        // Under another's name, or beyond its tier, the certificate decides.
        for (command, input) in [
            ("publish --partner wyp --type asb.incident --timeout 5", line),
            ("consume --partner wyp --topic receipt.wyp.v1", ""),
            ("consume --partner leeds --topic hotspot.asb.exact.v1", ""),
            ("consume --partner leeds --topic in.leeds.asb.incident.v1", ""), ("kafka plan", ""),
        ] {
            let refused = try cluster.hub(command, as: "leeds", input: input)
            #expect(refused.status != 0, "\(command): \(refused)")
            #expect(
                refused.errorText.contains("does not allow") || refused.errorText.contains("there is no topic"),
                "\(command): \(refused)")
            #expect(!refused.errorText.contains("Broker:") || refused.errorText.contains("hub kafka plan"))
        }
        hub.signal(SIGTERM)
        #expect(try hub.wait().ending == .exited(0), "\(hub.errorText)")
    }

    private func reportsDrift(_ cluster: SecureCluster) throws {
        let rule = ["--operation", "read", "--topic", "out.leeds.", "--resource-pattern-type", "prefixed"]
        try cluster.broker.run("tool", ["acls", "--remove", "--force", "--allow-principal", "User:leeds"] + rule)
        try cluster.broker.run("tool", ["acls", "--add", "--allow-principal", "User:wyp"] + rule)
        try cluster.broker.run(
            "tool",
            [
                "configs", "--alter", "--entity-type", "topics", "--entity-name", "in.wyp.asb.incident.v1",
                "--add-config", "retention.ms=1000,segment.ms=70000",
            ])
        try cluster.broker.run("tool", ["topics", "--create", "--topic", "in.nobody.asb.incident.v1"])
        let drift = try ask("plan --partitions 3", cluster, ends: 1)
        #expect(drift.names("missing") == ["User:leeds may read topic out.leeds.*"])
        #expect(drift.names("extra") == ["in.nobody.asb.incident.v1", "User:wyp may read topic out.leeds.*"])
        #expect(drift.names("different") == ["in.wyp.asb.incident.v1"])
        let topic = drift.items.first { $0.state == "different" }
        #expect(
            topic?.found?.contains("retention.ms=1000") == true
                && topic?.wanted?.contains("retention.ms=2678400000") == true)

        let mended = try ask("apply --partitions 3 --prune", cluster, ends: 1)
        // Topics are not removed: what lies in them may be somebody's.
        #expect(
            mended.items.filter { $0.state != "in_order" && !$0.mended && $0.kind != "quota" }.map(\.name) == [
                "in.nobody.asb.incident.v1"
            ])
        try cluster.runPrinted(mended.items.first { $0.kind == "topic" && $0.state == "extra" }?.command ?? "")
        #expect(try ask("plan --partitions 3", cluster, ends: 0).inOrder)
        // What an operator set beside the plan is kept.
        let kept = try cluster.broker.run(
            "tool", ["configs", "--describe", "--entity-type", "topics", "--entity-name", "in.wyp.asb.incident.v1"])
        #expect(kept.outputText.contains("segment.ms=70000"), "\(kept)")
        // The count of partitions is fixed: another one is said, not made.
        let other = try ask("plan --partitions 4", cluster, ends: 1)
        #expect(other.names("different").contains("hub.state.v1"))
        #expect(other.items.first { $0.state == "different" }?.command?.contains("--partitions 3") == true)
    }

    @Test func aClusterWithoutRulesIsSaidToBeOpen() throws {
        let folder = try ScratchFolder()
        let broker = try KafkaBroker.shared()
        let outcome = try HubProcess.run(
            ["kafka", "plan", "--kafka", broker.bootstrap, "--store", folder.file("store")])
        #expect(outcome.ending == .exited(1), "\(outcome)")
        #expect(outcome.errorText.contains("every partner may read and write everything"), "\(outcome)")
        let none = try HubProcess.run(["kafka", "plan", "--store", folder.file("store")])
        #expect(none.status == 64 && none.errorText.contains("--kafka HOST:PORT"))
    }
}
