import Foundation
import HubTesting
import Testing

/// `hub run` against brokers that go away, another cluster, and a disk without room.
@Suite(.serialized, .enabled(if: KafkaBroker.canStart, "\(KafkaBroker.absence)"))
struct KafkaFailureTests {
    private let folder: ScratchFolder
    private let broker: KafkaBroker

    init() throws {
        folder = try ScratchFolder()
        broker = try KafkaBroker()
    }

    private func run(_ broker: KafkaBroker) throws -> HubProcess {
        try HubProcess(["run", "--store", folder.file("store"), "--kafka", broker.bootstrap])
    }

    private func publish(_ count: Int) throws -> String {
        let line =
            #"{"theme":"groups_gathering","place":{"point":{"crs":"bng","easting":416400,"northing":433000,"#
            + #""precision_m":100}},"observed":"2026-02-26","time_band":"night"}"# + "\n"
        return try HubProcess.run(
            [
                "publish", "--partner", "bradford", "--type", "place.concern", "--kafka", broker.bootstrap, "--timeout",
                "300", "--store", folder.file("partner"),
            ], input: Array(String(repeating: line, count: count).utf8), seconds: 400
        ).outputText
    }

    private func status() throws -> String {
        try HubProcess.run(["status", "--store", folder.file("store"), "--kafka", broker.bootstrap]).outputText
    }

    @Test(.timeLimit(.minutes(15))) func getsOverBrokersAndDisksAndRefusesAnotherCluster() throws {
        let first = try run(broker)
        try first.wait(for: "the hub to own everything", seconds: 300) { first.errorText.contains("owns partition 5") }
        #expect(try publish(20).contains("20 accepted"))

        // The broker goes away: told, and got over without a restart.
        try broker.run("kill", ["1"])
        try first.wait(for: "status to say that the broker is away", seconds: 300) {
            try status().contains("the broker cannot be reached")
        }
        try broker.run("node", ["1"])
        try first.wait(for: "the hub to be back", seconds: 300) { first.errorText.contains("kafka.back") }
        #expect(try publish(40).contains("20 accepted, 20 duplicate"))
        #expect(try status().contains("this store"))
        first.signal(SIGTERM)
        #expect(try first.wait().ending == .exited(0))

        // Another cluster under the store: refused until an operator says so.
        let other = try KafkaBroker.shared()
        let elsewhere = try run(other)
        #expect(try elsewhere.wait().ending == .exited(78))
        #expect(elsewhere.errorText.contains("hub topics adopt"))

        // Without a cluster the store is not taken for one of the embedded log.
        let embedded = try HubProcess.run(["run", "--store", folder.file("store")])
        #expect(embedded.status == 78 && embedded.errorText.contains("--kafka HOST:PORT"), "\(embedded)")
        #expect(try status().contains("hub run --store \(folder.file("store")) --kafka HOST:PORT"))
        let checkup = try HubProcess.run(["doctor", "--store", folder.file("store"), "--output", "json"])
        #expect(checkup.outputText.contains(#""check":"reconciliation","state":"ok""#), "\(checkup)")

        // No room for the store: the hub ends with its status rather than answer for what it cannot keep.
        let limited = try HubProcess.run(
            [
                "-c", "trap '' XFSZ; ulimit -f 64; exec \"$@\"", "hub", try HubExecutable.path(), "run", "--store",
                folder.file("small"), "--kafka", broker.bootstrap,
            ], executable: "/bin/bash")
        #expect(limited.status == 74, "\(limited.errorText)")

        // Started while the broker is away, a hub waits for it.
        try broker.run("kill", ["1"])
        let again = try run(broker)
        try again.wait(for: "the hub to miss the broker", seconds: 300) { again.errorText.contains("kafka.away") }
        try broker.run("node", ["1"])
        try again.wait(for: "the hub to own everything again", seconds: 300) {
            again.errorText.contains("owns partition 5")
        }
        #expect(try publish(40).contains("40 duplicate"))
        again.signal(SIGTERM)
        #expect(try again.wait().ending == .exited(0))
    }
}
