import HubOperations
import HubStore
import HubTesting
import HubTransport
import Testing

/// Each thing that can be not well, with its state, since when, why and what to do next.
@Suite struct HealthReportTests {
    private let fixture: HealthFixture
    private static let minute: Int64 = 60_000

    init() throws { fixture = try HealthFixture() }

    private func only(_ report: HealthReport) throws -> Problem {
        try #require(report.problems.count == 1 ? report.problems[0] : nil, "\(report.problems)")
    }

    @Test func aRunningHubWithNothingWaitingIsWell() throws {
        try fixture.own()
        try fixture.receive(3)
        let report = try fixture.report()
        #expect(report.state == .ok && report.problems.isEmpty)
        #expect(report.feeds.map(\.state) == [nil, .ok] && report.recordsInForce == 3)
        #expect(report.feeds[1].lastHour == 3)
    }

    @Test func aStoppedHubIsAWarningAndMessagesThatWaitLongAnError() throws {
        try fixture.own()
        try fixture.receive(3)
        fixture.lock = nil
        let stopped = fixture.clock.now()
        fixture.clock.advance(by: Self.minute)
        let idle = try only(fixture.report())
        #expect(idle.state == .warning && idle.since == stopped && idle.next == "hub run --store the-store")
        try fixture.receive(2, taken: 0)
        let waiting = try only(fixture.report())
        #expect(waiting.state == .warning && waiting.why.contains("2 messages wait"))
        fixture.clock.advance(by: 20 * Self.minute)
        let late = try fixture.report()
        #expect(late.state == .error && late.feeds[1].lag == 2, "\(late.problems)")
        #expect(late.feeds[1].waitingSince == stopped + Self.minute)
    }

    @Test func aHubThatWentWithoutLettingGoIsTold() throws {
        let other = try TemporaryDirectory()
        let sight = OwnerLock.look(directory: other.path)
        #expect(sight == OwnerLock.Sight())
        try fixture.own()
        let held = OwnerLock.look(directory: fixture.folder.path)
        #expect(held.process != nil && held.startedAt == fixture.clock.now() && held.beatAt == fixture.clock.now())
        fixture.lock = nil
        #expect(OwnerLock.look(directory: fixture.folder.path).wasLeftBehind == false)
    }

    @Test func aHubThatSaysNothingHangs() throws {
        try fixture.own()
        try fixture.receive(1)
        let last = fixture.clock.now()
        fixture.clock.advance(by: 59_000)
        #expect(try fixture.report().state == .ok)
        fixture.clock.advance(by: 2_000)
        let problem = try only(fixture.report())
        #expect(problem.state == .error && problem.since == last && problem.what == "the hub hangs")
        fixture.lock?.beat()
        #expect(try fixture.report().state == .ok)
    }

    @Test func anInputThatStandsStillIsAnError() throws {
        try fixture.own()
        try fixture.receive(5, taken: 2)
        for _ in 0..<3 {
            try fixture.sample(next: 3, high: 6)
            fixture.clock.advance(by: 10_000)
            fixture.lock?.beat()
        }
        let live = try fixture.report()
        #expect(live.state == .error && live.feeds[1].lagState == .stall && live.feeds[1].lag == 3)
        // What the samples say alone, as for a cluster whose broker is gone.
        let sampled = try fixture.report(samples: true)
        #expect(sampled.feeds[1].lagState == .stall && sampled.feeds[1].lag == 3 && sampled.state == .error)
    }

    @Test func aBrokerThatIsGoneStaysInTheReport() throws {
        try fixture.own()
        try fixture.receive(1)
        let since = fixture.clock.now()
        let condition = Condition(
            name: "broker", severity: 2, since: since, what: "the broker cannot be reached", why: "connection refused",
            next: "start the broker")
        try fixture.store.transaction { try $0.raise(condition) }
        fixture.clock.advance(by: 5_000)
        var later = condition
        later.since = fixture.clock.now()
        try fixture.store.transaction { try $0.raise(later) }
        let problem = try only(fixture.report(samples: true))
        #expect(problem.state == .error && problem.since == since && problem.next == "start the broker")
        try fixture.store.transaction { try $0.clearCondition(named: "broker") }
        #expect(try fixture.report().state == .ok)
    }

    @Test func aFeedSilentAgainstItsHabitIsAWarning() throws {
        try fixture.own()
        for _ in 0..<7 {
            try fixture.receive(1)
            fixture.clock.advance(by: 30 * Self.minute)
        }
        fixture.lock?.beat()
        #expect(try fixture.report().state == .ok)
        fixture.clock.advance(by: 20 * Self.minute)
        fixture.lock?.beat()
        let problem = try only(fixture.report())
        #expect(problem.state == .warning && problem.what == "asb.incident of wyp is silent")
        #expect(problem.why == "nothing for 50 min; it was never silent for longer than 30 min lately")
    }

    @Test func manyRefusalsLatelyAreAWarningAndOldOnesAreNot() throws {
        try fixture.own()
        try fixture.letter("a")
        try fixture.receive(10, rejected: 1)
        let problem = try only(fixture.report())
        #expect(problem.state == .warning && problem.since == fixture.clock.now())
        #expect(problem.why == "1 of its latest 10 messages were refused")
        fixture.clock.advance(by: 3 * 60 * Self.minute)
        try fixture.receive(10)
        fixture.lock?.beat()
        #expect(try fixture.report().state == .ok)
        fixture.clock.advance(by: 24 * 60 * Self.minute)
        try fixture.receive(1)
        fixture.lock?.beat()
        let old = try only(fixture.report())
        #expect(old.what == "dead letters of wyp wait for a decision" && old.why.contains("1 of asb.incident"))
        try fixture.store.transaction { try $0.setDeadLetterState("a", "discarded", actor: "test", note: nil) }
        #expect(try fixture.report().state == .ok)
    }

    @Test func oldOutgoingBatchesAndUnpublishedMonthsAreWarnings() throws {
        try fixture.own()
        try fixture.store.transaction { transaction in
            var batch = RecordBatch()
            batch.append(key: nil, value: [1], timestamp: 1)
            try transaction.enqueue(batch, to: TopicPartition("receipt.wyp.v1"))
            transaction.touch(series: 1, month: 202_607)
        }
        #expect(try fixture.report().problems.isEmpty)
        fixture.clock.advance(by: 2 * Self.minute)
        fixture.lock?.beat()
        let report = try fixture.report()
        #expect(report.state == .warning && report.problems.count == 2, "\(report.problems)")
        #expect(report.outbox.rows == 1 && report.unpublished.map(\.months) == [1])
    }

    @Test(arguments: [
        (Int64(1) << 40, nil, HealthState.ok), (300 << 20, nil, .warning), (100 << 20, nil, .error),
        (1 << 40, Int64(2_200_000), .warning), (1 << 40, 2_097_152, .error),
    ])
    func theDiskBudgetWarnsBeforeItRefuses(free: Int64, most: Int64?, expected: HealthState) throws {
        try fixture.own()
        fixture.surroundings.disk = DiskUsage(stateBytes: 1 << 20, logBytes: 1 << 20, freeBytes: free)
        fixture.surroundings.budget = DiskBudget(storeBytes: most)
        #expect(try fixture.report().state == expected)
    }

    @Test(arguments: [(31, HealthState.ok), (29, .warning), (6, .error), (-1, .error)] as [(Int64, HealthState)])
    func aCertificateIsWatched(days: Int64, expected: HealthState) throws {
        try fixture.own()
        fixture.surroundings.certificates = [
            CertificateFile(path: "hub.pem", expiresAt: fixture.clock.now() + days * 86_400_000)
        ]
        #expect(try fixture.report().state == expected)
        fixture.surroundings.certificates = [CertificateFile(path: "none.pem", expiresAt: nil)]
        #expect(try fixture.report().state == .error)
    }

    @Test func messagesFromTheFutureTellOfAWrongClock() throws {
        try fixture.own()
        try fixture.receive(1)
        fixture.clock.advance(by: -5 * Self.minute)
        #expect(try only(fixture.report()).what == "a clock is wrong")
    }

    @Test func theWorkDoesNotGrowWithTheRecords() throws {
        try fixture.own()
        try fixture.receive(10)
        func cost() throws -> StoreWork {
            let reader = try StateReader(directory: fixture.folder.path)
            _ = try fixture.report()
            return try reader.measuringWork {
                _ = try HealthReport(
                    reader, log: .live(fixture.log), expected: [], surroundings: fixture.surroundings,
                    now: fixture.clock.now())
            }
        }
        try addRecords(1_000)
        let few = try cost()
        try addRecords(50_000)
        let many = try cost()
        #expect(few == many && few.pages > 0)
    }

    private func addRecords(_ count: Int) throws {
        let source = try fixture.store.source(HealthFixture.topic)
        try fixture.store.transaction { transaction in
            for number in 0..<count {
                let subject = Array("subject \(number)".utf8)
                try subject.withUnsafeBytes { bytes in
                    try transaction.put(
                        source, subject: bytes, messageID: bytes,
                        StoredRecord(
                            revision: 1, ending: .counted, hashHigh: 0, hashLow: 0, contribution: Contribution(),
                            offset: Int64(number)))
                }
            }
        }
    }
}
