import Foundation
import HubTesting

/// LinkedIn's Burrow with the ZooKeeper that it will not start without, on free ports of loopback, watching one cluster.
///
/// Source of what is said here of Burrow: version 1.2.1, which Debian carries.
final class Burrow {
    struct Failure: Error, CustomStringConvertible { var description: String }

    /// Whether Debian's packages are there; for `.enabled(if:)`, which says plainly that a test was skipped.
    static let isPresent = ["/usr/bin/Burrow", "/usr/share/java/zookeeper.jar", "/usr/bin/java"].allSatisfy {
        FileManager.default.fileExists(atPath: $0)
    }
    static let absence = "no Burrow to compare with: apt-get install burrow zookeeper"

    /// What Burrow says of a group (`OK`, `WARN` or `ERR`), and of its partition.
    struct Verdict: Equatable {
        var group: String
        var partition: String
    }

    private let folder: ScratchFolder
    private let zooKeeper: HubProcess
    private let burrow: HubProcess
    private let address: String

    /// Returns when Burrow has read the commits of a group; the brokers' topic of commits must be there, or it ends.
    init(watching bootstrap: String, whichKnows group: String) throws {
        let folder = try ScratchFolder()
        let (zooKeeper, port) = try Self.startZooKeeper(in: folder)
        try folder.write(Self.configuration(folder, bootstrap: bootstrap, zooKeeper: port), to: "burrow.toml")
        // It ends where a first connection is refused or a partition has no leader yet: another start mends that.
        for _ in 0..<20 {
            try folder.write("", to: "burrow.log")
            let burrow = try HubProcess(
                ["--config-dir", folder.path], directory: folder.path, executable: "/usr/bin/Burrow")
            var address: String?
            try burrow.wait(for: "Burrow to read the commits", seconds: 120) {
                guard burrow.isRunning else { return true }
                address = try Self.address(in: folder)
                // It listens before it reads.
                guard let address, let known = try Self.ask(address, "consumer") else { return false }
                return (known["consumers"] as? [String])?.contains(group) == true
            }
            guard burrow.isRunning, let address else {
                usleep(500_000)
                continue
            }
            (self.folder, self.zooKeeper, self.burrow, self.address) = (folder, zooKeeper, burrow, address)
            return
        }
        throw Failure(description: "Burrow does not stay: \(Self.log(in: folder))")
    }

    /// The first offset after the last message that it has seen of partition 0; nil while it does not know the topic.
    func end(of topic: String) throws -> Int64? {
        (try ask("topic/\(topic)")["offsets"] as? [NSNumber])?.first?.int64Value
    }

    /// When the last commit that it has read of a group of one partition was made, milliseconds since 1970 UTC.
    func lastCommit(_ group: String, of topic: String) throws -> Int64? {
        let topics = try ask("consumer/\(group)")["topics"] as? [String: [[String: Any]]]
        let offsets = topics?[topic]?.first?["offsets"] as? [Any]
        return ((offsets?.last as? [String: Any])?["timestamp"] as? NSNumber)?.int64Value
    }

    /// What it says of a group of one partition; nil while it knows none.
    func verdict(_ group: String) throws -> Verdict? {
        guard let status = try ask("consumer/\(group)/lag")["status"] as? [String: Any],
            let state = status["status"] as? String,
            let partition = (status["partitions"] as? [[String: Any]])?.first?["status"] as? String
        else { return nil }
        return Verdict(group: state, partition: partition)
    }

    private func ask(_ path: String) throws -> [String: Any] {
        if let answer = try Self.ask(address, path) { return answer }
        guard burrow.isRunning else { throw Failure(description: "Burrow ended: \(Self.log(in: folder))") }
        return [:]
    }

    /// Nil where no answer came.
    private static func ask(_ address: String, _ path: String) throws -> [String: Any]? {
        let answer = try HubProcess.run(
            ["-s", "--max-time", "20", "http://\(address)/v3/kafka/local/\(path)"], executable: "/usr/bin/curl")
        return try? JSONSerialization.jsonObject(with: Data(answer.output)) as? [String: Any]
    }

    /// Burrow picks a free port and logs which.
    private static func address(in folder: ScratchFolder) throws -> String? {
        try String(contentsOfFile: folder.file("burrow.log"), encoding: .utf8).split(separator: "\n").lazy
            .compactMap { try? JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any] }
            .first { $0["msg"] as? String == "started listener" }?["listener"] as? String
    }

    private static func log(in folder: ScratchFolder) -> Substring {
        ((try? String(contentsOfFile: folder.file("burrow.log"), encoding: .utf8)) ?? "").suffix(2_000)
    }

    private static func startZooKeeper(in folder: ScratchFolder) throws -> (HubProcess, UInt16) {
        for _ in 0..<10 {
            // Below the ports that outgoing connections take.
            let port = UInt16.random(in: 10_000..<20_000)
            try folder.write(
                """
                tickTime=1000
                dataDir=\(folder.file("zookeeper"))
                clientPortAddress=127.0.0.1
                clientPort=\(port)
                admin.enableServer=false

                """, to: "zoo.cfg")
            let process = try HubProcess(
                [
                    "-Xmx64m", "-cp", "/usr/share/java/zookeeper.jar",
                    "org.apache.zookeeper.server.ZooKeeperServerMain", folder.file("zoo.cfg"),
                ], directory: folder.path, executable: "/usr/bin/java")
            // It takes connections before it serves them, and `srvr` is the one word it always answers to.
            let question = "exec 3<>/dev/tcp/127.0.0.1/\(port) && printf srvr >&3 && timeout 10 cat <&3"
            try process.wait(for: "ZooKeeper to serve", seconds: 120) {
                guard process.isRunning else { return true }
                let answer = try HubProcess.run(["-c", question], executable: "/bin/bash")
                return String(decoding: answer.output, as: UTF8.self).contains("Mode: standalone")
            }
            if process.isRunning { return (process, port) }
        }
        throw Failure(description: "ZooKeeper does not start on loopback")
    }

    private static func configuration(_ folder: ScratchFolder, bootstrap: String, zooKeeper: UInt16) -> String {
        """
        [general]
        pidfile="\(folder.file("burrow.pid"))"
        [logging]
        filename="\(folder.file("burrow.log"))"
        level="info"
        [zookeeper]
        servers=["127.0.0.1:\(zooKeeper)"]
        root-path="/burrow"
        [client-profile.hub]
        client-id="burrow"
        kafka-version="0.11.0"
        [cluster.local]
        class-name="kafka"
        servers=["\(bootstrap)"]
        client-profile="hub"
        topic-refresh=1
        offset-refresh=1
        [consumer.local]
        class-name="kafka"
        cluster="local"
        servers=["\(bootstrap)"]
        client-profile="hub"
        offsets-topic="__consumer_offsets"
        [storage.default]
        class-name="inmemory"
        workers=2
        intervals=10
        min-distance=0
        [evaluator.default]
        class-name="caching"
        expire-cache=1
        minimum-complete=0.2
        [httpserver.default]
        address="127.0.0.1:0"

        """
    }
}
