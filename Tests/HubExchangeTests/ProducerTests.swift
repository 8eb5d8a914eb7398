import Foundation
import HubExchange
import HubTesting
import HubTransport
import Testing

@Suite(.timeLimit(.minutes(15))) struct ProducerTests {
    @Test func numbersRevisions() throws {
        let hub = try ExchangeFixture()
        let producer = try hub.producer()
        #expect(try producer.report("A-1", ExchangeFixture.data()) == .queued(revision: 1))
        #expect(try hub.settle(producer).map(\.status) == ["accepted"])
        // The same content in another order of members is the same.
        let turned =
            #"{ "occurred": {"from":"2024-03","precision":"month"}, "nsir_qualifier":"nuisance","nsir_type":"noise"}"#
        #expect(try producer.report("A-1", Array(turned.utf8)) == .unchanged)
        #expect(try producer.report("A-1", ExchangeFixture.data("rowdy_or_inconsiderate")) == .queued(revision: 2))
        #expect(try producer.withdraw("A-1") == .queued(revision: 3))
        #expect(try producer.withdraw("A-1") == .unchanged)
        #expect(try producer.withdraw("never sent") == .unchanged)
        #expect(try producer.report("A-1", ExchangeFixture.data()) == .queued(revision: 4))
        let receipts = try hub.settle(producer)
        #expect(receipts.map(\.revision) == [2, 3, 4] && receipts.allSatisfy { $0.status == "accepted" })
        #expect(
            try hub.events().map { $0["kind"] as? String } == ["report", "correction", "withdrawal", "correction"])
        #expect(producer.unanswered == 0)
    }

    @Test func whatWouldBeRefusedIsNotSent() throws {
        let hub = try ExchangeFixture()
        let producer = try hub.producer()
        let fault = #expect(throws: EventFault.self) { try producer.report("A-1", ExchangeFixture.data("shouting")) }
        #expect(fault?.code == "SCHEMA_INVALID" && fault?.pointer == "/data/nsir_type")
        #expect(throws: EventFault.self) { try producer.report("A-1", Array("{".utf8)) }
        #expect(throws: EventFault.self) { try producer.report("", ExchangeFixture.data()) }
        // No number is spent on it.
        #expect(try producer.report("A-1", ExchangeFixture.data()) == .queued(revision: 1))
        #expect(try hub.settle(producer).map(\.status) == ["accepted"])
        #expect(try hub.events().count == 1)
        #expect(throws: ExchangeError.self) {
            try Producer(HubLink(hub.log), partner: "leeds", type: "asb.incidnt", journal: hub.folder.path + "/other")
        }
    }

    /// What the hub refuses although the schema allows it is reported as a report once mended.
    @Test func aRefusedRecordIsReportedAnew() throws {
        let hub = try ExchangeFixture()
        let producer = try hub.producer()
        #expect(
            try producer.report(
                "A-1",
                Array(
                    #"{"nsir_type":"noise","nsir_qualifier":"nuisance","occurred":{"precision":"month","from":"2099-01"}}"#
                        .utf8))
                == .queued(revision: 1))
        let refused = try #require(try hub.settle(producer).first)
        #expect(refused.reason == "TIME_FUTURE" && !refused.isTaken && refused.subject == "A-1")
        #expect(try producer.report("A-1", ExchangeFixture.data()) == .queued(revision: 2))
        #expect(try hub.settle(producer).map(\.status) == ["accepted"])
        #expect(try hub.events().map { $0["kind"] as? String } == ["report", "report"])
    }

    /// A program that ended between sending and hearing of it sends again, and nothing counts twice.
    @Test(arguments: [InMemoryLog.Fault.loseAcknowledgement, .refuse]) func goesOnAfterACrash(
        _ fault: InMemoryLog.Fault
    )
        throws
    {
        let hub = try ExchangeFixture()
        var producer: Producer? = try hub.producer()
        _ = try producer?.report("A-1", ExchangeFixture.data())
        #expect(try producer.map { try hub.settle($0).count } == 1)
        _ = try producer?.report("A-1", ExchangeFixture.data(month: 4))
        _ = try producer?.report("B-1", ExchangeFixture.data())
        hub.log.failAppend(with: fault)
        #expect(throws: ExchangeError.self) { try producer?.send() }
        producer = nil
        // The crash cut the journal's last line short.
        let journal = hub.folder.path + "/journal"
        try #require(FileHandle(forWritingAtPath: journal)).seekToEndAndWrite(#"{"subject":"C-"#)
        let second = try hub.producer()
        let receipts = try hub.settle(second)
        let expected = fault.isLost ? "duplicate" : "accepted"
        #expect(receipts.map(\.subject) == ["A-1", "B-1"] && receipts.allSatisfy { $0.status == expected })
        #expect(try second.report("B-1", ExchangeFixture.data()) == .unchanged)
        #expect(try second.report("A-1", ExchangeFixture.data()) == .queued(revision: 3))
    }

    @Test func aJournalIsOnePrograms() throws {
        let hub = try ExchangeFixture()
        let first = try hub.producer()
        let fault = #expect(throws: ExchangeError.self) { try hub.producer() }
        #expect(fault?.code == .storage && fault?.message.contains("another process") == true)
        withExtendedLifetime(first) {}
        try "a shopping list\n".write(toFile: hub.folder.path + "/list", atomically: true, encoding: .utf8)
        #expect(throws: ExchangeError.self) { try hub.producer("list") }
        #expect(try String(contentsOfFile: hub.folder.path + "/list", encoding: .utf8) == "a shopping list\n")
    }

    /// Random records, cuts and crashes: what the hub holds in the end is what the partner's system holds.
    @Test(arguments: 1...40 as ClosedRange<UInt64>) func theHubEndsWithWhatThePartnerHas(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let hub = try ExchangeFixture()
        var wanted: [String: [UInt8]?] = [:]
        var producer = try hub.producer()
        for _ in 0..<60 {
            let subject = "R-\(Int.random(in: 0..<6, using: &random))"
            if Int.random(in: 0..<5, using: &random) == 0, wanted[subject] != nil {
                wanted[subject] = .some(nil)
            } else {
                let month = Int.random(in: 1...9, using: &random)
                wanted[subject] = .some(ExchangeFixture.data(month: month))
            }
            if let state = wanted[subject] {
                _ = try state.map { try producer.report(subject, $0) } ?? producer.withdraw(subject)
            }
            switch Int.random(in: 0..<8, using: &random) {
            case 0: _ = try hub.settle(producer)
            case 1:
                // Something to send, so that the fault meets this append and no other.
                wanted["Z-\(wanted.count)"] = .some(ExchangeFixture.data())
                _ = try producer.report("Z-\(wanted.count - 1)", ExchangeFixture.data())
                hub.log.failAppend(with: Bool.random(using: &random) ? .refuse : .loseAcknowledgement)
                _ = try? producer.send()
                fallthrough
            case 2:
                // What was not sent yet is not in the journal's file: the partner's program reports everything again.
                producer = try Self.restarted(&producer, hub)
                for (subject, state) in wanted.sorted(by: { $0.key < $1.key }) {
                    _ = try state.map { try producer.report(subject, $0) } ?? producer.withdraw(subject)
                }
            default: break
            }
        }
        _ = try hub.settle(producer)
        #expect(producer.unanswered == 0, "seed \(seed)")
        let held = try hub.held()
        for (subject, state) in wanted {
            let found = held[subject] ?? nil
            let sorted = try state.map {
                try JSONSerialization.data(
                    withJSONObject: JSONSerialization.jsonObject(with: Data($0)), options: .sortedKeys)
            }
            #expect(found.map { Data($0) } == sorted, "seed \(seed), \(subject)")
        }
    }

    private static func restarted(_ producer: inout Producer, _ hub: ExchangeFixture) throws -> Producer {
        // The old one lets its journal go before the new one takes it.
        producer = try hub.producer("spare-\(UUID().uuidString)")
        return try hub.producer()
    }
}

extension InMemoryLog.Fault {
    fileprivate var isLost: Bool { if case .loseAcknowledgement = self { true } else { false } }
}

extension FileHandle {
    fileprivate func seekToEndAndWrite(_ text: String) throws {
        try seekToEnd()
        write(Data(text.utf8))
        try close()
    }
}
