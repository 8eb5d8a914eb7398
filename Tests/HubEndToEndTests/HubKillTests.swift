import Foundation
import Glibc
import HubTesting
import Testing

/// Promise 1 against a hub that is killed again and again: nothing acknowledged is lost, nothing counts twice.
@Suite(.serialized) struct HubKillTests {
    private let folder = try! ScratchFolder()
    private var store: String { folder.file("store") }

    @Test(.timeLimit(.minutes(15))) func killedAtRandomMomentsTheHubKeepsEveryPromise() throws {
        let seed = TestNumbers.seed
        TestNumbers.announce("kill test: HUB_TEST_SEED=\(seed) HUB_TEST_KILLS=\(TestNumbers.kills)")
        try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: true)
        let producer = try Producer(store: store, seed: seed)
        var moments = XorShift(seed: seed ^ 0xD1CE)
        let longest = try timeToFirstReceipt(producer) * 2
        for _ in 0..<TestNumbers.kills { try runAndKill(producer, within: longest, &moments) }
        let answered = try receipts().count
        #expect(answered > 1_000, "hardly any hub got so far as to answer before it was killed")
        TestNumbers.announce(
            "kill test: \(producer.ledger.entries.count) messages, \(answered) answered before the last start")

        let hub = try HubProcess(["run", "--store", store])
        try drain(producer, hub)
        try expectPublishedCounts(producer.ledger)
        hub.signal(SIGTERM)
        let outcome = try hub.wait()
        #expect(outcome.ending == .exited(0), "\(outcome)")

        try expectOneReceiptEach(producer.ledger)
        try expectReconciled(producer.ledger)
        try expectDeadLetters(producer.ledger)
        try expectPublishedCounts(producer.ledger)
    }

    /// How long this build on this machine takes from its start to its first receipts, so that the moments of the kills
    /// lie before, among and after them.
    private func timeToFirstReceipt(_ producer: Producer) throws -> Duration {
        _ = try producer.send()
        let start = ContinuousClock.now
        let hub = try HubProcess(["run", "--store", store])
        try hub.wait(for: "the first receipts") {
            try producer.wait(milliseconds: 100)
            return try !hub.isRunning || !receipts().isEmpty
        }
        let taken = start.duration(to: .now)
        hub.signal(SIGKILL)
        #expect(try hub.wait().ending == .signalled(SIGKILL))
        return taken
    }

    /// One life of a hub: it is killed after a drawn time, or right after a drawn number of changes of the log, which
    /// falls between the commits of a batch.
    private func runAndKill(_ producer: Producer, within longest: Duration, _ moments: inout XorShift) throws {
        let hub = try HubProcess(["run", "--store", store])
        let end = ContinuousClock.now + longest * Double.random(in: 0...1, using: &moments)
        var changes = moments.chance(40) ? Int.random(in: 1...12, using: &moments) : Int.max
        var left = 1_500
        while ContinuousClock.now < end, changes > 0 {
            if left > 0 {
                left -= try producer.send()
            } else {
                let rest = ContinuousClock.now.duration(to: end) / .milliseconds(1)
                try producer.wait(milliseconds: Int32(max(1, min(rest, 1_000))))
                changes -= 1
            }
        }
        hub.signal(SIGKILL)
        let outcome = try hub.wait()
        #expect(outcome.ending == .signalled(SIGKILL), "the hub ended by itself: \(outcome)")
    }

    private func receipts() throws -> [Receipt] {
        let reader = try TopicReader(store: store)
        return try reader.receipts(partner: "wyp").receipts + reader.receipts(partner: "leeds").receipts
    }

    /// Waits until every message of the ledger has a receipt.
    private func drain(_ producer: Producer, _ hub: HubProcess) throws {
        try hub.wait(for: "receipts of all \(producer.ledger.entries.count) messages") {
            #expect(hub.isRunning)
            try producer.wait(milliseconds: 200)
            return try !hub.isRunning || receipts().count >= producer.ledger.entries.count
        }
    }

    private func expectOneReceiptEach(_ ledger: Ledger) throws {
        let reader = try TopicReader(store: store)
        var seen: [Ledger.Position: Receipt] = [:]
        for partner in ["wyp", "leeds"] {
            let (receipts, records) = try reader.receipts(partner: partner)
            #expect(Set(records).count == records.count, "a receipt record was sent twice")
            for receipt in receipts {
                let place = Ledger.Position(topic: receipt.topic, offset: receipt.offset)
                #expect(seen.updateValue(receipt, forKey: place) == nil, "a second receipt for \(place)")
                #expect(Ledger.parts(of: receipt.topic).partner == partner)
            }
        }
        #expect(Set(seen.keys) == Set(ledger.entries.keys))
        var wrong: [String] = []
        for (place, entry) in ledger.entries {
            guard let receipt = seen[place] else { continue }
            let facts = entry.message.facts
            let isReadable = facts.fault != "NOT_JSON" && facts.fault != "TOMBSTONE"
            if receipt.status != entry.status || entry.reason != nil && receipt.reason != entry.reason
                || isReadable && (receipt.messageId != facts.id || receipt.subject != facts.subject)
                || isReadable && receipt.revision != facts.revision
            {
                wrong.append("\(place): \(entry.status) \(entry.reason ?? "") expected of \(facts), got \(receipt)")
            }
        }
        #expect(wrong.isEmpty, "\(wrong.count) receipts are wrong, such as \(wrong.sorted().prefix(5))")
    }

    private func expectReconciled(_ ledger: Ledger) throws {
        let outcome = try HubProcess.run(["reconcile", "--output", "json", "--store", store])
        #expect(outcome.status == 0, "\(outcome)")
        let document = try outcome.json(Reconciliation.self)
        #expect(document.balanced)
        #expect(document.sum(\.received) == ledger.entries.count)
        var rows: [Ledger.Row: [String: Int]] = [:]
        for row in document.rows where !row.endings.isEmpty {
            #expect(row.isBalanced, "\(row)")
            let key = Ledger.Row(partner: row.partner, type: row.type, period: row.period)
            #expect(rows.updateValue(row.endings, forKey: key) == nil, "two lines for \(key)")
        }
        let expected = ledger.tallies.mapValues { $0.filter { $0.value != 0 } }.filter { !$0.value.isEmpty }
        for key in Set(rows.keys).union(expected.keys) {
            #expect(rows[key] == expected[key], "\(key)")
        }
    }

    private func expectDeadLetters(_ ledger: Ledger) throws {
        let refused = ledger.entries.filter { $0.value.status == "rejected" }
        let withheld = ledger.entries.filter { $0.value.status == "withheld" }
        let outcome = try HubProcess.run(["deadletters", "list", "--output", "json", "--store", store])
        let items = try outcome.json(DeadLetterList.self).items
        var listed: [Ledger.Position: DeadLetterList.Item] = [:]
        for item in items {
            let place = Ledger.Position(topic: item.topic, offset: item.offset)
            #expect(listed.updateValue(item, forKey: place) == nil, "a second dead letter for \(place)")
        }
        #expect(Set(refused.keys).subtracting(listed.keys).isEmpty)
        #expect(Set(listed.keys).subtracting(refused.keys).subtracting(withheld.keys).isEmpty)
        for (place, entry) in refused { #expect(listed[place]?.code == entry.reason, "\(place)") }
        for (place, entry) in refused.sorted(by: { $0.key.offset < $1.key.offset }).prefix(5) {
            guard let id = listed[place]?.id.text else { continue }
            let shown = try HubProcess.run(["deadletters", "show", id, "--raw", "--store", store])
            #expect(shown.output == entry.message.value ?? [], "\(place): \(shown)")
        }
        try expectDeadLetterTopics(refused, withheld)
    }

    /// On the topics: the raw bytes of what was refused, nothing of what was withheld but its hash, each once.
    private func expectDeadLetterTopics(
        _ refused: [Ledger.Position: Ledger.Entry], _ withheld: [Ledger.Position: Ledger.Entry]
    ) throws {
        let reader = try TopicReader(store: store)
        var seen: Set<Ledger.Position> = []
        for partner in ["wyp", "leeds"] {
            for record in try reader.records(of: "deadletter.\(partner).v1") {
                let topic = try #require(record.headers["ce_topic"])
                let offset = try #require(record.headers["ce_offset"].flatMap { Int64($0) })
                let place = Ledger.Position(topic: topic, offset: offset)
                #expect(seen.insert(place).inserted, "a second dead letter for \(place)")
                if let entry = refused[place] {
                    #expect(record.value == entry.message.value, "\(place)")
                    #expect(record.headers["ce_reason"] == entry.reason, "\(place)")
                } else {
                    #expect(withheld[place] != nil, "\(place) was not refused")
                    #expect(record.value ?? [] == [], "bytes of a withheld message were kept")
                }
            }
        }
        #expect(Set(refused.keys).subtracting(seen).isEmpty)
    }

    /// The summaries, waited for where they are still to be published, against the ledger's own counts.
    private func expectPublishedCounts(_ ledger: Ledger) throws {
        for (theme, type) in [("asb", "asb.incident"), ("knife", "knife.offence")] {
            for period in ["2024-03", "2024-04", "2024-05"] {
                let expected = ledger.counts(type: type, period: period)
                var counts: [String: Int] = [:]
                let deadline = ContinuousClock.now + .seconds(20)
                repeat {
                    let outcome = try HubProcess.run([
                        "feed", "hotspots", "--theme", theme, "--area", "lsoa", "--window", "month:\(period)",
                        "--format", "json", "--store", store,
                    ])
                    guard outcome.status == 0 else {
                        #expect(outcome.status == 1, "\(outcome)")
                        continue
                    }
                    counts = try outcome.json(Summary.self).counts
                } while counts != expected && ContinuousClock.now < deadline
                #expect(counts == expected, "\(theme) \(period)")
            }
        }
    }
}
