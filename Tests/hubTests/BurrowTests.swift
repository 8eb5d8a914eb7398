import Foundation
import HubKafka
import HubStore
import HubTesting
import HubTransport
import Testing

/// The same groups on the same real broker, judged by LinkedIn's Burrow and by `hub status`: they say the same.
///
/// Two differences are left on purpose. Who has given one sample only is let be for twenty seconds, as a hub looks every
/// ten; Burrow does that where `minimum-complete` is set, as it is here. And beside a cluster `hub status` asks its own
/// store alone, so that it answers while the broker is gone: of what came since a consumer's last word it knows nothing.
/// A hub notes the end of its inputs with its own place, whether anything comes or not, so only a hub that hangs or has
/// ended is that silent, and `hub status` says so of the hub.
@Suite(
    .serialized, .timeLimit(.minutes(15)), .enabled(if: KafkaBroker.canStart, "\(KafkaBroker.absence)"),
    .enabled(if: Burrow.isPresent, "\(Burrow.absence)"))
struct BurrowTests {
    /// How a group goes on from turn to turn: how many messages come, and where it says it is then.
    private struct Course: Sendable {
        var partner: String
        /// What both are to say of the partition, in Burrow's words.
        var state: String
        /// What the hub says where it cannot know better.
        var hub: String?
        /// What Burrow then says of the group: everything above a warning is an error.
        var group: String
        var arriving = 1
        /// From the turn and the end of the topic; nil where it reports nothing.
        var offset: @Sendable (Int64, Int64) -> Int64?

        var topic: String { "in.\(partner).asb.incident.v1" }
        var name: String { "group-\(partner)" }
    }

    private static let courses = [
        // Always at the end; the end moves.
        Course(partner: "leeds", state: "OK", group: "OK") { $1 },
        // Far behind, and less so with every turn.
        Course(partner: "york", state: "OK", group: "OK") { turn, _ in 10 + 2 * turn },
        // Late, but at the end now and then.
        Course(partner: "selby", state: "OK", group: "OK") { $0 % 3 == 0 ? $1 : $1 - 1 },
        // It moves, and ever more wait.
        Course(partner: "wyp", state: "WARN", group: "WARN", arriving: 3) { turn, _ in 10 + turn },
        // It moves as fast as messages come, and never catches up.
        Course(partner: "ripon", state: "WARN", group: "WARN") { turn, _ in 10 + turn },
        // It reports and does not move.
        Course(partner: "bradford", state: "STALL", group: "ERR") { _, _ in 10 },
        // It reports a few times and then no more.
        Course(partner: "kirklees", state: "STOP", group: "ERR") { turn, _ in turn < 3 ? 10 + turn : nil },
        // The same, where it had taken all that there was; see above.
        Course(partner: "calderdale", state: "STOP", hub: "OK", group: "ERR") { $0 < 3 ? $1 : nil },
        // It goes back time and again.
        Course(partner: "wakefield", state: "REWIND", group: "ERR") { turn, _ in 20 - turn % 2 },
        // It went back, and then was silent.
        Course(partner: "barnsley", state: "STOP", group: "ERR") { turn, _ in turn < 3 ? 20 - turn : nil },
    ]

    /// Comparisons running in which both must say what is right.
    private static let agreements = 3
    /// Messages before the first turn; no course overtakes them.
    private static let backlog = 1_000

    private let folder: ScratchFolder
    private let broker: KafkaBroker
    private let log: KafkaLog
    private let store: StateStore

    init() throws {
        folder = try ScratchFolder()
        // The version that Burrow's client still understands.
        broker = try KafkaBroker(version: "3.9.2")
        log = try KafkaLog(KafkaOptions(bootstrap: broker.bootstrap), clock: SystemClock())
        store = try StateStore(directory: folder.file("store"), clock: SystemClock())
    }

    @Test func burrowAndTheHubAgreeOnTheSameGroups() throws {
        for course in Self.courses {
            try log.createTopic(course.topic, partitions: 1)
            try send(Self.backlog, to: course)
        }
        // The brokers' topic of commits is made by the first.
        _ = try CommittingGroup("first", topic: Self.courses[0].topic, bootstrap: broker.bootstrap).commit(1)
        let burrow = try Burrow(watching: broker.bootstrap, whichKnows: "first")
        let groups = try Self.courses.map {
            try CommittingGroup($0.name, topic: $0.topic, bootstrap: broker.bootstrap)
        }

        let right = Dictionary(
            uniqueKeysWithValues: Self.courses.map {
                ($0.partner, Burrow.Verdict(group: $0.group, partition: $0.state))
            })
        let rightStates = Dictionary(uniqueKeysWithValues: Self.courses.map { ($0.partner, $0.hub ?? $0.state) })
        var verdicts: [String: Burrow.Verdict] = [:]
        var states: [String: String] = [:]
        var agreed = 0
        // Ends a hung test, and asserts nothing.
        let deadline = ContinuousClock.now + .seconds(300)
        for turn in 0... {
            try takeTurn(turn, groups, burrow, until: deadline)
            states = try hubStates()
            verdicts = [:]
            for course in Self.courses { verdicts[course.partner] = try burrow.verdict(course.name) }
            agreed = states == rightStates && verdicts == right ? agreed + 1 : 0
            if agreed == Self.agreements || ContinuousClock.now > deadline { break }
        }
        #expect(verdicts == right)
        #expect(states == rightStates)
        #expect(agreed == Self.agreements)
    }

    /// Lets messages come, and then each group say on the broker where it is; returns when Burrow has read it all.
    private func takeTurn(
        _ turn: Int, _ groups: [CommittingGroup], _ burrow: Burrow, until deadline: ContinuousClock.Instant
    ) throws {
        for course in Self.courses { try send(course.arriving, to: course) }
        let ends = try log.watermarks(of: Self.courses.map { TopicPartition($0.topic) }).map(\.high)
        // Burrow takes the lag of a commit from the end that it knows when it reads the commit.
        try Self.wait(for: "Burrow to see the ends of the topics", until: deadline) {
            try zip(Self.courses, ends).allSatisfy { try burrow.end(of: $0.topic) == $1 }
        }
        for ((course, group), end) in zip(zip(Self.courses, groups), ends) {
            guard let offset = course.offset(Int64(turn), end) else { continue }
            let before = try burrow.lastCommit(course.name, of: course.topic)
            try note(try group.commit(offset), end, of: course)
            try Self.wait(for: "Burrow to read the commit of \(course.name)", until: deadline) {
                try burrow.lastCommit(course.name, of: course.topic) != before
            }
        }
    }

    private func send(_ count: Int, to course: Course) throws {
        var batch = RecordBatch()
        for _ in 0..<count { batch.append(key: [1], value: [2], timestamp: SystemClock().now()) }
        try log.append(batch, to: TopicPartition(course.topic))
    }

    /// What a running hub notes of its own inputs every ten seconds, here from what the broker says of a group.
    private func note(_ next: Int64, _ end: Int64, of course: Course) throws {
        let source = try store.source(TopicPartition(course.topic))
        let partner = try store.name(course.partner)
        let type = try store.name("asb.incident")
        let now = SystemClock().now()
        try store.transaction {
            try $0.setNextOffset(source, next, lastTimestamp: now)
            try $0.noteFeed(partner: partner, type: type, received: 1, rejected: 0, lastAt: now)
            try $0.noteProgress(source, at: now, nextOffset: next, high: end)
        }
    }

    /// What `hub status` says of each partner's feed, in Burrow's words.
    private func hubStates() throws -> [String: String] {
        let outcome = try HubProcess.run(
            ["status", "--output", "json", "--store", folder.file("store"), "--kafka", broker.bootstrap])
        let document = try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any]
        var states: [String: String] = [:]
        for feed in document?["feeds"] as? [[String: Any]] ?? [] where feed["type"] as? String == "asb.incident" {
            states[feed["partner"] as? String ?? ""] = (feed["lag_state"] as? String)?.uppercased()
        }
        return states
    }

    private static func wait(
        for what: String, until deadline: ContinuousClock.Instant, _ condition: () throws -> Bool
    ) throws {
        while try !condition() {
            guard ContinuousClock.now < deadline else { throw Burrow.Failure(description: "waited for \(what)") }
            usleep(100_000)
        }
    }
}
