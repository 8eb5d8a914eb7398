import Testing

/// The ledger and the script that fills it: what the hub is judged by is itself held to the rules.
@Suite struct LedgerTests {
    private let topic = "in.wyp.asb.incident.v1"

    private func facts(
        _ revision: Int, _ kind: Facts.Kind = .report, _ content: String = "a", period: String = "2024-03"
    )
        -> Facts
    {
        var facts = Facts(subject: "s", revision: revision, kind: kind, content: content, period: period)
        facts.place = .counted(area: "E01010568")
        return facts
    }

    /// What a run of messages of one record ends as, and the tallies by period.
    @Test(arguments: [
        ([1], ["accepted"], ["2024-03": ["counted": 1]]),
        ([1, 1], ["accepted", "duplicate"], ["2024-03": ["counted": 1, "duplicate": 1]]),
        ([2, 1], ["accepted", "stale"], ["2024-03": ["counted": 1, "stale": 1]]),
        ([1, 3], ["accepted", "accepted"], ["2024-03": ["counted": 1, "superseded": 1]]),
    ])
    func revisions(of numbers: [Int], become statuses: [String], tallies: [String: [String: Int]]) {
        var ledger = Ledger()
        for (offset, number) in numbers.enumerated() {
            ledger.add(Message(facts: facts(number)), topic: topic, offset: Int64(offset))
        }
        let found = ledger.entries.sorted { $0.key.offset < $1.key.offset }.map(\.value.status)
        #expect(found == statuses)
        #expect(endings(ledger) == tallies)
    }

    @Test func aWithdrawalStandsInThePeriodOfWhatItEndsAndAReportReinstates() {
        var ledger = Ledger()
        ledger.add(Message(facts: facts(1)), topic: topic, offset: 0)
        ledger.add(Message(facts: facts(2, .withdrawal, "", period: "unknown")), topic: topic, offset: 1)
        #expect(endings(ledger) == ["2024-03": ["superseded": 1, "withdrawals": 1]])
        var again = ledger
        again.add(Message(facts: facts(2, .withdrawal, "", period: "unknown")), topic: topic, offset: 2)
        #expect(endings(again) == ["2024-03": ["superseded": 1, "withdrawals": 1, "duplicate": 1]])
        #expect(ledger.counts(type: "asb.incident", period: "2024-03").isEmpty)
        ledger.add(Message(facts: facts(3, .correction, "b", period: "2024-04")), topic: topic, offset: 2)
        #expect(endings(ledger) == ["2024-03": ["superseded": 2], "2024-04": ["counted": 1]])
        #expect(ledger.counts(type: "asb.incident", period: "2024-04") == ["E01010568": 1])
    }

    @Test func theSameRevisionWithOtherContentIsAConflict() {
        var ledger = Ledger()
        ledger.add(Message(facts: facts(1)), topic: topic, offset: 0)
        ledger.add(Message(facts: facts(1, .report, "b", period: "2024-04")), topic: topic, offset: 1)
        ledger.add(Message(facts: facts(1, .correction)), topic: topic, offset: 2)
        #expect(ledger.entries.values.filter { $0.reason == "REVISION_CONFLICT" }.count == 2)
        #expect(endings(ledger) == ["2024-03": ["counted": 1, "rejected": 1], "2024-04": ["rejected": 1]])
    }

    @Test func theScriptTellsEveryKindOfStory() {
        var script = PartnerScript(seed: 1)
        var ledger = Ledger()
        var offsets: [String: Int64] = [:]
        while ledger.entries.count < 20_000 {
            let (topic, messages) = script.batch()
            for message in messages {
                ledger.add(message, topic: topic, offset: offsets[topic, default: 1])
                offsets[topic, default: 1] += 1
            }
        }
        let statuses = Dictionary(grouping: ledger.entries.values, by: \.status).mapValues(\.count)
        #expect(Set(statuses.keys) == ["accepted", "duplicate", "stale", "test", "rejected", "withheld"])
        #expect((statuses["duplicate"] ?? 0) > 500 && (statuses["stale"] ?? 0) > 100)
        let reasons = Set(ledger.entries.values.compactMap(\.reason))
        #expect(
            reasons == [
                "NOT_JSON", "SCHEMA_INVALID", "SOURCE_MISMATCH", "KEY_MISMATCH", "AREA_UNKNOWN", "TIME_FUTURE",
                "TOMBSTONE", "REVISION_CONFLICT", "TYPE_NOT_LISTED",
            ])
        let endings = Set(ledger.tallies.values.flatMap { $0.filter { $0.value > 0 }.keys })
        #expect(endings.count == 10)
    }

    private func endings(_ ledger: Ledger) -> [String: [String: Int]] {
        var found: [String: [String: Int]] = [:]
        for (row, endings) in ledger.tallies {
            found[row.period] = endings.filter { $0.value != 0 }
        }
        return found.filter { !$0.value.isEmpty }
    }
}
