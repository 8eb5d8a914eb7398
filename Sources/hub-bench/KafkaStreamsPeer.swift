import Foundation
import HubJSON
import HubKafka
import HubTransport

/// The Kafka Streams job that does the hub's work (`peers/kafka-streams` of the shared data), run as it stands on the same
/// broker, to be measured beside.
struct KafkaStreamsPeer {
    /// What the job says of its own run.
    struct Figures {
        var messagesPerSecond: Int
        /// User and system of the whole run, a record.
        var cpuMicroseconds: Double
        var peakBytes: Int
    }

    /// The peer's folder.
    let folder: String
    let bootstrap: String

    private static let partitions: Int32 = 8

    /// Makes records of the job's own form and the same size, loads them, and lets the job take them all.
    ///
    /// - Parameter scratch: a folder for its state, which the caller removes.
    func measure(_ messages: Int, _ log: KafkaLog, scratch: String) throws -> Figures {
        try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
        let file = scratch + "/incidents.tsv"
        defer { try? FileManager.default.removeItem(atPath: file) }
        let mark = "bench.peer.\(getpid())"
        for name in ["in", "out", "dead"] { try log.createTopic("\(mark).\(name)", partitions: Self.partitions) }
        _ = try run("python3", ["\(folder)/gen.py", "--count", "\(messages)", "--out", file], scratch)
        _ = try run("\(folder)/load.sh", [bootstrap, "\(mark).in", file], scratch)
        // The first record of each partition is not one of the job's; it goes to its dead letters.
        let expected = messages + Int(Self.partitions)
        let said = try run(
            "\(folder)/run.sh",
            [
                bootstrap, "\(folder)/libs", "--expect", "\(expected)", "--in", "\(mark).in", "--out", "\(mark).out",
                "--dlq", "\(mark).dead", "--app-id", mark, "--state-dir", scratch + "/state",
            ], scratch)
        let documents = said.split(separator: "\n").compactMap { try? JSONValue.parse(Array($0.utf8)) }
        func figure(_ name: String) -> Double? { documents.compactMap { $0[name]?.double }.last }
        guard let speed = figure("per_second"), let cpu = figure("total_cpu_seconds") else {
            throw BenchError("the peer gave no figures: \(said.suffix(500))")
        }
        return Figures(
            messagesPerSecond: Int(speed), cpuMicroseconds: cpu * 1e6 / Double(expected),
            peakBytes: Int((figure("max_rss_mb") ?? 0) * 1e6))
    }

    /// Runs a program to its end; what it printed, both ways.
    private func run(_ program: String, _ arguments: [String], _ scratch: String) throws -> String {
        let path = scratch + "/printed"
        guard FileManager.default.createFile(atPath: path, contents: nil), let file = FileHandle(forWritingAtPath: path)
        else { throw BenchError("cannot write \(path)") }
        let child = Process()
        child.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        child.arguments = [program] + arguments
        child.standardOutput = file
        child.standardError = file
        try child.run()
        child.waitUntilExit()
        let printed = try String(contentsOfFile: path, encoding: .utf8)
        guard child.terminationStatus == 0 else {
            throw BenchError("\(program) ended with \(child.terminationStatus): \(printed.suffix(500))")
        }
        return printed
    }
}
