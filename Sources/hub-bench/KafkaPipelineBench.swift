import Foundation
import HubGeography
import HubKafka
import HubStore
import HubTransport

/// `hub-bench pipeline --kafka HOST:PORT --messages N [--hubs K] [--partitions P]`: real `hub run` processes on a cluster.
///
/// Loads the input topic first with first reports of 1.1 KB, then starts the hubs and measures them from outside, from
/// the first message taken to the last one counted and published. The topics stay behind. Prints one line of JSON: what
/// `PipelineBench` prints, with `hubs`, `startup_seconds` (from the start of the processes to the first message taken),
/// `load_seconds` and `bare_messages_per_second` (reading the same topic and doing nothing). The figures of CPU are of whole
/// runs, the start included. With `--peer DIR` the Kafka Streams job in that folder then takes as many records of its own on
/// the same cluster, and the line also says `peer_messages_per_second`, `peer_cpu_us_per_message`, `peer_peak_rss_bytes` and
/// `peer_cpu_ratio`, the peer's CPU a message over the hub's.
enum KafkaPipelineBench {
    private static let topic = "in.wyp.asb.incident.v1"

    static func run(
        bootstrap: String, messages: Int, hubs: Int, partitions: Int32, seed: UInt64, peer: String?
    ) throws {
        var options = KafkaOptions(bootstrap: bootstrap)
        // The consumer under test is not to be charged for inflating, as in the peer's run.
        options.compression = "none"
        let log = try KafkaLog(options, clock: SystemClock())
        guard try log.partitionCount(of: topic) == nil else {
            throw BenchError("the cluster has \(topic) already; measure on a fresh one, since a hub reads all there is")
        }
        let loadSeconds = try time { try load(messages, partitions, seed: seed, log) }
        let bareSeconds = try time { try readAll(log, partitions) }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hub-bench-\(getpid())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }

        let began = DispatchTime.now()
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let running = try (0..<hubs).map { number in
            try HubUnderTest(
                store: "\(folder)/\(number)", arguments: ["--kafka", bootstrap], log: "\(folder)/\(number).log")
        }
        defer { running.forEach { $0.stop() } }
        var started: DispatchTime?
        var views: [StateReader?] = Array(repeating: nil, count: hubs)
        var counted: Int64 = 0
        while true {
            // Looking costs the processor that is measured: seldom.
            usleep(started == nil ? 5_000 : 50_000)
            guard running.allSatisfy({ ProcessFigures.of(process: $0.process) != nil }) else {
                throw BenchError("a hub ended early")
            }
            for (number, view) in views.enumerated() where view == nil {
                views[number] = try? StateReader(directory: "\(folder)/\(number)")
            }
            let open = views.compactMap { $0 }
            guard open.count == hubs else { continue }
            let taken = try open.reduce(Int64(0)) { $0 + (try $1.heldCounts().received) }
            if taken > 0, started == nil { started = .now() }
            guard taken >= Int64(messages), try open.allSatisfy({ try $0.outbox().rows == 0 }),
                let publisher = try open.first(where: { try $0.heldPartitions().contains(0) }),
                try publisher.touchedMonths().isEmpty
            else { continue }
            counted = try publisher.tallies().filter { $0.key.ending == .counted }.reduce(0) { $0 + $1.count }
            if counted >= Int64(messages) { break }
        }
        let ended = DispatchTime.now()
        let figures = running.compactMap { ProcessFigures.of(process: $0.process) }
        running.forEach { $0.stop() }
        guard figures.count == hubs, let started else { throw BenchError("a hub ended early") }
        let seconds = Double(ended.uptimeNanoseconds - started.uptimeNanoseconds) / 1e9
        let startup = Double(started.uptimeNanoseconds - began.uptimeNanoseconds) / 1e9
        let cpu = figures.reduce(0) { $0 + $1.cpuMicroseconds } / Double(messages)
        let beside = try peer.map {
            try KafkaStreamsPeer(folder: $0, bootstrap: bootstrap).measure(messages, log, scratch: folder + "/peer")
        }
        print(
            #"{"messages":\#(messages),"hubs":\#(hubs),"seconds":\#(round3(seconds)),"#
                + #""messages_per_second":\#(Int(Double(messages) / seconds)),"cpu_us_per_message":\#(round3(cpu)),"#
                + #""peak_rss_bytes":\#(figures.map(\.peakBytes).max() ?? 0),"counted":\#(counted),"#
                + #""startup_seconds":\#(round3(startup)),"load_seconds":\#(round3(loadSeconds)),"#
                + #""bare_messages_per_second":\#(Int(Double(messages) / bareSeconds))"#
                + (beside.map {
                    #","peer_messages_per_second":\#($0.messagesPerSecond),"#
                        + #""peer_cpu_us_per_message":\#(round3($0.cpuMicroseconds)),"#
                        + #""peer_peak_rss_bytes":\#($0.peakBytes),"peer_cpu_ratio":\#(round3($0.cpuMicroseconds / cpu))"#
                } ?? "") + "}")
    }

    private static func load(_ messages: Int, _ partitions: Int32, seed: UInt64, _ log: KafkaLog) throws {
        try log.createTopic(topic, partitions: partitions)
        let areas = AreaLookup.shipped.areas(.lsoa).map(\.code)
        var generator = IncidentGenerator(areas: areas, seed: seed)
        let clock = SystemClock()
        var batch = RecordBatch()
        var parts = (0..<partitions).map { _ in RecordBatch() }
        for number in 0..<messages {
            batch.removeAll()
            generator.append(number, to: &batch, timestamp: clock.now())
            let place = batch.bytes.withUnsafeBytes {
                Partitioner.partition(ofKey: .init(rebasing: $0[batch.records[0].key.range]), count: partitions)
            }
            parts[Int(place)].append(recordAt: 0, of: batch)
            guard parts[Int(place)].count == 5_000 || number == messages - 1 else { continue }
            for index in parts.indices where parts[index].count == 5_000 || number == messages - 1 {
                try log.append(parts[index], to: TopicPartition(topic, Int32(index)))
                parts[index].removeAll()
            }
        }
    }

    private static func readAll(_ log: KafkaLog, _ partitions: Int32) throws {
        let places = (0..<partitions).map { TopicPartition(topic, $0) }
        let ends = try log.watermarks(of: places).map(\.high)
        try log.expect(places.map { ($0, 0) })
        var batch = RecordBatch()
        var next = Array(repeating: Int64(0), count: places.count)
        while zip(next, ends).contains(where: { $0 < $1 }) {
            for (index, place) in places.enumerated() where next[index] < ends[index] {
                batch.removeAll()
                next[index] = try log.read(
                    place, from: next[index], recordLimit: 8_192, byteLimit: 12 << 20, into: &batch)
            }
        }
        log.close(places)
    }

    private static func time(_ body: () throws -> Void) throws -> Double {
        let start = DispatchTime.now()
        try body()
        return Double(DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds) / 1e9
    }

    private static func round3(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
