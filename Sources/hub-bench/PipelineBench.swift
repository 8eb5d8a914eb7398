import Foundation
import HubGeography
import HubStore
import HubTransport

/// `hub-bench pipeline --messages N`: publish → gateway → aggregator → durable on the embedded log.
///
/// A real `hub run` process works on a new store while this process publishes first reports of 1.2 KB to its log; measured
/// from outside, from the first message published to the last one counted with nothing left to publish. Prints one line
/// of JSON: `messages`, `seconds`, `messages_per_second`, `cpu_us_per_message` and `peak_rss_bytes` (the hub's process
/// alone), `publisher_cpu_us_per_message` (this process) and `counted`.
enum PipelineBench {
    struct Options {
        var messages = 1_000_000
        var batch = 5_000
        var seed: UInt64 = 20_160_701
        /// Where the store is made; a temporary folder, removed at the end, unless given.
        var store: String?
        /// A cluster in the place of the embedded log, and how many hubs share its partitions.
        var kafka: String?
        var hubs = 1
        /// Of the input topic there.
        var partitions: Int32 = 6
        /// The folder of the Kafka Streams job to run beside, on the same cluster.
        var peer: String?

        init(arguments: [String]) throws {
            var rest = arguments[...]
            while let name = rest.popFirst() {
                guard let value = rest.popFirst() else { throw BenchError("\(name) needs a value") }
                switch (name, Int(value)) {
                case ("--messages", .some(let number)) where number > 0: messages = number
                case ("--batch", .some(let number)) where number > 0: batch = number
                case ("--seed", .some(let number)): seed = UInt64(truncatingIfNeeded: number)
                case ("--store", _): store = value
                case ("--kafka", _): kafka = value
                case ("--peer", _): peer = value
                case ("--partitions", .some(let number)) where (1...6).contains(number): partitions = Int32(number)
                case ("--hubs", .some(let number)) where (1...16).contains(number): hubs = number
                default: throw BenchError("unknown option or value: \(name) \(value)")
                }
            }
        }
    }

    /// What one run found.
    struct Figures {
        var messages: Int
        var seconds: Double
        /// Of the hub's process, a message.
        var cpuMicroseconds: Double
        /// Of this process, a message.
        var publisherMicroseconds: Double
        var peakBytes: Int
        var counted: Int64
    }

    static func run(arguments: [String]) throws {
        let options = try Options(arguments: arguments)
        if let kafka = options.kafka {
            return try KafkaPipelineBench.run(
                bootstrap: kafka, messages: options.messages, hubs: options.hubs, partitions: options.partitions,
                seed: options.seed, peer: options.peer)
        }
        let figures = try measure(options)
        print(
            #"{"messages":\#(figures.messages),"seconds":\#(round3(figures.seconds)),"#
                + #""messages_per_second":\#(Int(Double(figures.messages) / figures.seconds)),"#
                + #""cpu_us_per_message":\#(round3(figures.cpuMicroseconds)),"#
                + #""publisher_cpu_us_per_message":\#(round3(figures.publisherMicroseconds)),"#
                + #""peak_rss_bytes":\#(figures.peakBytes),"counted":\#(figures.counted)}"#)
    }

    static func measure(_ options: Options) throws -> Figures {
        let store =
            options.store
            ?? FileManager.default.temporaryDirectory.appendingPathComponent("hub-bench-\(getpid())").path
        try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: true)
        defer { if options.store == nil { try? FileManager.default.removeItem(atPath: store) } }
        let hub = try HubUnderTest(store: store)
        defer { hub.stop() }
        let log = try EmbeddedLog(directory: store, clock: SystemClock())
        let topic = TopicPartition("in.wyp.asb.incident.v1")
        try log.createTopic(topic.topic, partitions: 1)
        let first = try log.watermarks(of: topic).high

        let before = ProcessFigures.of(process: hub.process)
        let own = ProcessFigures.of(process: getpid())
        let start = DispatchTime.now()
        try publish(options, to: topic, log)
        let published = ProcessFigures.of(process: getpid())
        let counted = try waitUntilCounted(first + Int64(options.messages), of: topic, store, hub)
        let seconds = Double(DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds) / 1e9
        guard let before, let own, let published, let after = ProcessFigures.of(process: hub.process) else {
            throw BenchError("the hub ended before it had counted everything")
        }
        let messages = Double(options.messages)
        return Figures(
            messages: options.messages, seconds: seconds,
            cpuMicroseconds: (after.cpuMicroseconds - before.cpuMicroseconds) / messages,
            publisherMicroseconds: (published.cpuMicroseconds - own.cpuMicroseconds) / messages,
            peakBytes: Int(after.peakBytes), counted: counted)
    }

    private static func publish(_ options: Options, to topic: TopicPartition, _ log: EmbeddedLog) throws {
        let areas = AreaLookup.shipped.areas(.lsoa).map(\.code)
        var generator = IncidentGenerator(areas: areas, seed: options.seed)
        var batch = RecordBatch()
        let clock = SystemClock()
        for number in 0..<options.messages {
            generator.append(number, to: &batch, timestamp: clock.now())
            if batch.count == options.batch || number == options.messages - 1 {
                try log.append(batch, to: topic)
                batch.removeAll()
            }
        }
    }

    /// Waits until the hub's store has taken the input up to `offset` and has nothing left to publish.
    private static func waitUntilCounted(
        _ offset: Int64, of topic: TopicPartition, _ store: String, _ hub: HubUnderTest
    ) throws -> Int64 {
        let reader = try StateReader(directory: store)
        while true {
            guard ProcessFigures.of(process: hub.process) != nil else { throw BenchError("the hub ended early") }
            let inputs = try reader.inputs()
            if let input = inputs.first(where: { $0.partition == topic }), input.nextOffset >= offset,
                try reader.outbox().rows == 0, try reader.touchedMonths().isEmpty
            {
                break
            }
            usleep(2_000)
        }
        return try reader.tallies().filter { $0.key.ending == .counted }.reduce(0) { $0 + $1.count }
    }

    static func round3(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
