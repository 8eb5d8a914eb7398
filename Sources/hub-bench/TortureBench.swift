import Foundation
import HubContracts
import HubFeeds
import HubJSON
import HubKafka
import HubStore
import HubTransport

/// `hub-bench torture --kafka HOST:PORT --minutes M --seed S [--hubs K] [--cluster DIR --script PATH]`: hubs on a cluster
/// under faults, held against a ledger of what was sent.
///
/// Producers send first reports, corrections, withdrawals, repeats and stale revisions. Meanwhile hubs are killed, stopped
/// for longer than the session, ended and started, and, where a folder of the brokers' script is named, brokers are killed.
/// At the end the faults stop; once everything is answered, every message must have ended as the ledger says and the
/// published summaries must equal a recount. Prints one line of JSON; exits with 1 if anything differs.
enum TortureBench {
    struct Options {
        var kafka = ""
        var minutes = 3.0
        var seed: UInt64 = 1
        var hubs = 3
        var rate = 400
        /// The cluster's folder and script, to kill brokers with.
        var cluster: String?
        var script: String?

        init(arguments: [String]) throws {
            var rest = arguments[...]
            while let name = rest.popFirst() {
                guard let value = rest.popFirst() else { throw BenchError("\(name) needs a value") }
                switch name {
                case "--kafka": kafka = value
                case "--minutes": minutes = Double(value) ?? 0
                case "--seed": seed = UInt64(value) ?? 0
                case "--hubs": hubs = Int(value) ?? 0
                case "--rate": rate = Int(value) ?? 0
                case "--cluster": cluster = value
                case "--script": script = value
                default: throw BenchError("unknown option: \(name)")
                }
            }
            guard !kafka.isEmpty, minutes > 0, (1...16).contains(hubs), rate > 0 else {
                throw BenchError("torture takes --kafka HOST:PORT --minutes M --seed S [--hubs K] [--rate N]")
            }
        }
    }

    /// Asks again while the brokers do not answer: it is the hubs that are judged, not how busy the machine is.
    static func patiently<Result>(
        until end: ContinuousClock.Instant, _ body: () throws -> Result
    ) throws -> Result {
        while true {
            do {
                return try body()
            } catch let fault as TransportError where fault.code == .unavailable && ContinuousClock.now < end {
                usleep(500_000)
            }
        }
    }

    static func run(arguments: [String]) throws {
        let options = try Options(arguments: arguments)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hub-torture-\(getpid())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        var isRight = false
        defer { if isRight { try? FileManager.default.removeItem(atPath: folder) } }
        let log = try KafkaLog(KafkaOptions(bootstrap: options.kafka), clock: SystemClock())
        let soon = ContinuousClock.now + .seconds(60)
        guard try patiently(until: soon, { try log.partitionCount(of: TortureLedger.topic) }) == nil else {
            throw BenchError("the cluster has \(TortureLedger.topic) already; torture a fresh one")
        }
        // Before anybody sends to it, so that its genesis records are first.
        try patiently(until: soon) { try log.createTopic(TortureLedger.topic, partitions: 6) }
        let hubs = try TortureHubs(options, folder: folder)
        defer { hubs.end() }

        var ledger = try TortureLedger(log, seed: options.seed)
        let end = ContinuousClock.now + .seconds(options.minutes * 60)
        var random = XorShiftSource(seed: options.seed &+ 99)
        var nextFault = ContinuousClock.now + .seconds(3)
        while ContinuousClock.now < end {
            let turn = ContinuousClock.now + .milliseconds(100)
            try ledger.send(options.rate / 10)
            if ContinuousClock.now >= nextFault {
                hubs.fault(&random)
                nextFault = .now + .milliseconds(Int(random.next() % 5_000) + 1_500)
            }
            hubs.tend()
            while ContinuousClock.now < turn { usleep(5_000) }
        }
        hubs.heal()
        let began = ContinuousClock.now
        let verdict = try TortureJudge(ledger: ledger, options: log.options).judge(hubs: hubs, deadline: .seconds(180))
        let settled = ContinuousClock.now - began
        print(
            #"{"seed":\#(options.seed),"minutes":\#(options.minutes),"hubs":\#(options.hubs),"sent":\#(ledger.sent),"#
                + #""send_faults":\#(ledger.faults),"faults":{\#(hubs.counts)},"receipts":\#(verdict.receipts),"#
                + #""repeated_receipts":\#(verdict.repeated),"in_force":\#(verdict.inForce),"documents":\#(verdict.documents),"#
                + #""settle_seconds":\#(settled.components.seconds),"differences":\#(verdict.differences.count)}"#)
        for difference in verdict.differences.prefix(20) {
            FileHandle.standardError.write(Data("\(difference)\n".utf8))
        }
        isRight = verdict.differences.isEmpty
        if !isRight { throw BenchError("the hubs' figures differ from the ledger; stores and logs are in \(folder)") }
    }
}

/// The generator of faults and messages: xorshift, so that a seed repeats a run's choices.
struct XorShiftSource {
    private var state: UInt64

    init(seed: UInt64) { state = seed | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    mutating func below(_ bound: Int) -> Int { Int(next() >> 11) % max(bound, 1) }
}
