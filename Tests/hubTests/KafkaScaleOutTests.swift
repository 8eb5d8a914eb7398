import Foundation
import HubTesting
import Testing

/// Several hubs that share the partitions of one cluster, and lose one another.
@Suite(.serialized, .enabled(if: KafkaBroker.canStart, "\(KafkaBroker.absence)"))
struct KafkaScaleOutTests {
    /// A message that counts towards nothing, so that no hotspots hold the test up.
    private static let line =
        #"{"theme":"groups_gathering","place":{"point":{"crs":"bng","easting":416400,"northing":433000,"precision_m":100}},"#
        + #""observed":"2026-02-26","time_band":"night"}"# + "\n"

    private struct Row: Decodable {
        var type: String
        var received: Int
        var counted: Int
        var duplicate: Int
    }

    private struct Rows: Decodable {
        var rows: [Row]
        var balanced: Bool
    }

    private let folder: ScratchFolder
    private let broker: KafkaBroker

    init() throws {
        folder = try ScratchFolder()
        broker = try KafkaBroker()
    }

    private func hub(_ name: String) throws -> HubProcess {
        try HubProcess(["run", "--store", folder.file(name), "--kafka", broker.bootstrap])
    }

    private func publish(_ count: Int) throws -> ProcessOutcome {
        try HubProcess.run(
            [
                "publish", "--partner", "bradford", "--type", "place.concern", "--kafka", broker.bootstrap, "--timeout",
                "300", "--store", folder.file("partner"),
            ], input: Array(String(repeating: Self.line, count: count).utf8), seconds: 400)
    }

    private func row(_ name: String) throws -> Row? {
        let outcome = try HubProcess.run(
            ["reconcile", "--output", "json", "--store", folder.file(name), "--kafka", broker.bootstrap])
        let rows = try outcome.json(Rows.self)
        return rows.balanced ? rows.rows.first { $0.type == "place.concern" } : nil
    }

    /// One hub, then two, then a killed one: each message is answered, counts once, and every store tells the same.
    @Test func hubsShareAndTakeOver() throws {
        let first = try hub("first")
        try first.wait(for: "the first hub to own everything", seconds: 300) {
            first.errorText.contains("owns partition 5")
        }
        #expect(try publish(300).outputText.contains("300 accepted"))
        let second = try hub("second")
        try second.wait(for: "the second hub to own something", seconds: 300) {
            second.errorText.contains("owns partition")
        }
        // The same again and more: what the first hub took is known to the second.
        #expect(try publish(400).outputText.contains("100 accepted, 300 duplicate"))
        first.signal(SIGKILL)
        _ = try first.wait()
        #expect(try publish(450).outputText.contains("50 accepted, 400 duplicate"))
        let again = try hub("first")
        try again.wait(for: "the first hub to come back", seconds: 300) { again.errorText.contains("owns partition") }
        #expect(try publish(450).outputText.contains("450 duplicate"))
        for name in ["first", "second"] {
            try again.wait(for: "\(name) to know all", seconds: 120) {
                guard let row = try row(name) else { return false }
                return row.received == 1_600 && row.counted == 450 && row.duplicate == 1_150
            }
        }
        for process in [again, second] { process.signal(SIGTERM) }
        for process in [again, second] { #expect(try process.wait().ending == .exited(0)) }
    }
}
