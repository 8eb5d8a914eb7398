import Foundation
import HubOperations
import HubStore
import HubTransport

/// `hub-bench status --records N`: what `hub status` costs on a store with N live records, as a whole process.
///
/// Prints one line of JSON: milliseconds (median and largest of the rounds) with the hub stopped, running, and hung with its
/// broker gone; and the work of the report by SQLite's counters, which must not grow with N.
enum StatusBench {
    static func run(arguments: [String]) throws {
        var records = 1_000_000
        var rounds = 21
        var folder = FileManager.default.temporaryDirectory.path
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { throw BenchError("\(name) needs a value") }
            switch (name, Int(value)) {
            case ("--records", .some(let number)) where number > 0: records = number
            case ("--rounds", .some(let number)) where number > 0: rounds = number
            case ("--folder", _): folder = value
            default: throw BenchError("unknown option or value: \(name) \(value)")
            }
        }
        let store = folder + "/hub-bench-status-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: store) }
        try fill(store, records: records)

        let stopped = try measure(store, rounds)
        let hub = try HubUnderTest(store: store)
        defer { hub.stop() }
        while OwnerLock.holder(directory: store) != hub.process { usleep(10_000) }
        let running = try measure(store, rounds)
        hub.stop()
        let lock = try OwnerLock(directory: store, clock: ManualClock(SystemClock().now() - 600_000))
        try noteBrokerGone(store)
        let gone = try measure(store, rounds)
        let work = try work(store)
        withExtendedLifetime(lock) {}
        print(
            #"{"benchmark":"status","records":\#(records),"rounds":\#(rounds),"stopped":\#(stopped),"#
                + #""running":\#(running),"broker_gone":\#(gone),"hundred_steps":\#(work.hundredSteps),"pages":\#(work.pages)}"#
        )
    }

    /// Seven partners' five types, each with its share of the records.
    private static func fill(_ directory: String, records: Int) throws {
        let state = try StateStore(directory: directory, clock: SystemClock())
        let log = try EmbeddedLog(directory: directory, clock: SystemClock())
        let partners = ["bradford", "calderdale", "kirklees", "leeds", "wakefield", "vrp", "wyp"]
        let types = ["asb.incident", "knife.offence", "perception.survey", "place.concern", "hotspot.patrol"]
        let now = SystemClock().now()
        let each = max(1, records / (partners.count * types.count))
        for partner in partners {
            for type in types {
                let place = TopicPartition("in.\(partner).\(type).v1")
                try log.createTopic(place.topic, partitions: 1)
                let source = try state.source(place)
                let (partnerName, typeName) = (try state.name(partner), try state.name(type))
                for first in stride(from: 0, to: each, by: 50_000) {
                    let count = min(50_000, each - first)
                    try state.transaction { transaction in
                        for number in first..<(first + count) { try put(number, source, transaction) }
                        transaction.addTally(
                            TallyKey(
                                partition: 0, partner: partnerName, type: typeName, period: 202_607, ending: .counted),
                            Int64(count))
                        try transaction.setNextOffset(source, 1, lastTimestamp: now)
                        try transaction.noteFeed(
                            partner: partnerName, type: typeName, received: Int64(count), rejected: 0, lastAt: now)
                    }
                }
            }
        }
    }

    private static func put(_ number: Int, _ source: SourceID, _ transaction: StateTransaction) throws {
        let subject = Array("AS-\(1_000_000_000 + number)".utf8)
        try subject.withUnsafeBytes { bytes in
            try transaction.put(
                source, subject: bytes, messageID: bytes,
                StoredRecord(
                    revision: 1, ending: .counted, hashHigh: UInt64(number), hashLow: 7,
                    contribution: Contribution(
                        series: 1, area: Int64(number % 1400), hexagon: Int64(number % 29_000), day: 20_000,
                        precision: 1, dayNight: 1, period: 202_607), offset: Int64(number)))
        }
    }

    private static func noteBrokerGone(_ directory: String) throws {
        let state = try StateStore(directory: directory, clock: SystemClock())
        try state.transaction {
            try $0.raise(
                Condition(
                    name: "broker", severity: 2, since: SystemClock().now(), what: "the broker cannot be reached",
                    why: "connection refused", next: "start the broker"))
        }
    }

    /// Milliseconds of the command from its start to its end, as JSON.
    private static func measure(_ store: String, _ rounds: Int) throws -> String {
        var spans: [Double] = []
        for _ in 0..<rounds {
            let child = Process()
            child.executableURL = try HubUnderTest.executable()
            child.arguments = ["status", "--output", "json", "--store", store]
            child.standardOutput = FileHandle.nullDevice
            child.standardError = FileHandle.nullDevice
            let start = DispatchTime.now()
            try child.run()
            child.waitUntilExit()
            spans.append(Double(DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds) / 1e6)
        }
        spans.sort()
        func round1(_ value: Double) -> Double { (value * 10).rounded() / 10 }
        return #"{"median_ms":\#(round1(spans[spans.count / 2])),"largest_ms":\#(round1(spans.last ?? 0))}"#
    }

    private static func work(_ directory: String) throws -> StoreWork {
        let reader = try StateReader(directory: directory)
        let log = try EmbeddedLog(directory: directory, clock: SystemClock())
        func report() throws {
            _ = try HealthReport(
                reader, log: .live(log), expected: [], surroundings: .init(store: directory), now: SystemClock().now())
        }
        try report()
        return try reader.measuringWork(report)
    }
}
