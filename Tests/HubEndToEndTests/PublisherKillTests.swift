import Foundation
import Glibc
import HubTesting
import Testing

/// A publisher killed midway and run again: what it had sent is known to the hub, nothing counts double.
@Suite(.serialized) struct PublisherKillTests {
    private let folder = try! ScratchFolder()
    private var store: String { folder.file("store") }
    private let lines = 12_000

    /// - Parameter withHub: whether `hub run` does the hub's part, or the publisher itself.
    @Test(.timeLimit(.minutes(15)), arguments: [false, true])
    func aPublisherKilledMidwayCountsNothingTwice(withHub: Bool) throws {
        let seed = TestNumbers.seed
        TestNumbers.announce("publisher kill test: HUB_TEST_SEED=\(seed)")
        var random = XorShift(seed: seed)
        let input = try folder.write(text(), to: "incidents.ndjson")
        let arguments = ["publish", "--partner", "leeds", "--type", "asb.incident", "--store", store, input]
        let hub = withHub ? try HubProcess(["run", "--store", store]) : nil
        var interrupted = 0
        for _ in 0..<5 {
            let publisher = try HubProcess(arguments)
            let end = ContinuousClock.now + .milliseconds(Int.random(in: 5...400, using: &random))
            while ContinuousClock.now < end, publisher.isRunning { usleep(1_000) }
            publisher.signal(SIGKILL)
            if try publisher.wait().ending == .signalled(SIGKILL) { interrupted += 1 }
        }
        #expect(interrupted > 0, "every publisher ended before it could be killed")

        let last = try HubProcess.run(arguments + ["--output", "json"])
        #expect(last.status == 0, "\(last)")
        let report = try last.json(PublishReport.self)
        #expect(report.accepted + report.duplicate == lines)
        #expect(report.unanswered == 0)
        if let hub {
            hub.signal(SIGTERM)
            let outcome = try hub.wait()
            #expect(outcome.ending == .exited(0), "\(outcome)")
        }
        try expectCountedOnce()
    }

    private func expectCountedOnce() throws {
        let document = try HubProcess.run(["reconcile", "--output", "json", "--store", store]).json(Reconciliation.self)
        #expect(document.balanced)
        #expect(document.sum(\.counted) == lines)
        #expect(document.sum(\.received) == document.sum(\.counted) + document.sum(\.duplicate))
        let records = try TopicReader(store: store).records(of: "in.leeds.asb.incident.v1").count
        #expect(document.sum(\.received) == records)
        let receipts = try TopicReader(store: store).receipts(partner: "leeds").receipts
        #expect(Set(receipts.map(\.offset)).count == records)
        #expect(receipts.count == records)
        let feed = try HubProcess.run([
            "feed", "hotspots", "--theme", "asb", "--area", "lsoa", "--window", "month:2024-03", "--format", "json",
            "--store", store,
        ])
        #expect(try feed.json(Summary.self).counts == ["E01011229": lines])
    }

    /// Whole events, bare data, and bare data that repeat byte for byte as incidents of their own, in equal parts.
    private func text() -> String {
        var text = ""
        for number in 0..<lines {
            let label = number % 3 == 2 ? "" : ",\"incident_reference\":\"LOG-\(number)\""
            let data =
                "{\"nsir_type\":\"noise\",\"nsir_qualifier\":\"nuisance\",\"occurred\":{\"precision\":\"month\","
                + "\"from\":\"2024-03\"},\"place\":{\"area\":{\"area_kind\":\"lsoa\",\"code\":\"E01011229\","
                + "\"vintage\":2011}}\(label)}"
            text +=
                number % 3 == 0
                ? "{\"specversion\":\"1.0\",\"id\":\"id-\(number)\",\"source\":\"/partners/leeds\","
                    + "\"type\":\"asb.incident\",\"subject\":\"ref-\(number)\",\"time\":\"2024-04-01T00:00:00Z\","
                    + "\"revision\":1,\"kind\":\"report\",\"data\":\(data)}\n"
                : data + "\n"
        }
        return text
    }
}
