import Foundation
import Glibc
import Synchronization

/// A real Kafka cluster on loopback for the tests of one process, from `kafka/` in the shared data.
///
/// A keeper process ends the brokers and removes their folder when this object or the test process ends, however it ends.
package final class KafkaBroker: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    /// The versions that the hub is tested on.
    package static let versions = ["4.3.1", "3.9.2"]

    /// A broker of the user's own, named by `HUB_TEST_KAFKA`.
    private static let own = ProcessInfo.processInfo.environment["HUB_TEST_KAFKA"]

    private static var script: String { SharedData.path("kafka/kafka") }

    /// Whether a broker can be had; for `.enabled(if:)`, which says plainly that a test was skipped.
    package static var isPresent: Bool {
        own != nil
            || (SharedData.isPresent && FileManager.default.isExecutableFile(atPath: script)
                && FileManager.default.isExecutableFile(atPath: "/usr/bin/java"))
    }

    /// Why tests that need a broker are skipped.
    package static let absence = "no Kafka to test against: neither HUB_TEST_KAFKA nor ../shared/kafka with Java"

    /// Whether brokers can be started here, for tests that need one of a certain kind.
    package static var canStart: Bool { own == nil && isPresent }

    private static let started = Mutex<[String: KafkaBroker]>([:])

    /// One node of a version without security, started on first use and shared by all tests of the process.
    package static func shared(_ version: String = versions[0]) throws -> KafkaBroker {
        try started.withLock { known in
            if let found = known[version] { return found }
            let made = try own.map { KafkaBroker(bootstrap: $0) } ?? KafkaBroker(version: version)
            known[version] = made
            return made
        }
    }

    /// `HOST:PORT`, comma between several.
    package let bootstrap: String
    /// The cluster's folder; `variables` of a secure one name files in it.
    package let directory: String
    /// What `kafka start` printed: `KAFKA_BOOTSTRAP` and, for a secure cluster, where the certificates lie.
    package let variables: [String: String]
    private let keep: String?

    private init(bootstrap: String) {
        self.bootstrap = bootstrap
        directory = ""
        variables = [:]
        keep = nil
    }

    /// Starts a cluster.
    ///
    /// - Parameter settings: `KEY=VALUE` for the brokers.
    package init(version: String = versions[0], nodes: Int = 1, isSecure: Bool = false, settings: [String] = []) throws
    {
        directory = NSTemporaryDirectory() + "hub-kafka-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let keep = directory + ".keep"
        self.keep = keep
        _ = FileManager.default.createFile(atPath: keep, contents: nil)
        var start = [Self.script, "start", directory, "--version", version, "--nodes", "\(nodes)", "--heap", "400m"]
        start += ["--port", "\(try Self.freePort(nodes))"] + (isSecure ? ["--secure"] : [])
        start += settings.flatMap { ["--set", $0] }
        try Self.startKeeper(start, directory: directory, keep: keep)
        let ready = directory + ".ready"
        let deadline = ContinuousClock.now + .seconds(120)
        while !FileManager.default.fileExists(atPath: ready) {
            guard ContinuousClock.now < deadline else {
                unlink(keep)
                throw Failure(description: "Kafka \(version) did not start: see \(directory).log")
            }
            usleep(50_000)
        }
        let printed = try String(contentsOfFile: ready, encoding: .utf8)
        var found: [String: String] = [:]
        for line in printed.split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1)
            if parts.count == 2 { found[String(parts[0])] = String(parts[1]) }
        }
        guard let bootstrap = found["KAFKA_BOOTSTRAP"] else {
            unlink(keep)
            throw Failure(description: "Kafka \(version) did not start: \(printed.suffix(500))")
        }
        self.bootstrap = bootstrap
        variables = found
    }

    deinit { if let keep { unlink(keep) } }

    /// Runs `kafka COMMAND DIR ARGUMENTS…`, for example `kill` or `tool`.
    @discardableResult
    package func run(_ command: String, _ arguments: [String] = []) throws -> ProcessOutcome {
        try HubProcess.run([command, directory] + arguments, executable: Self.script)
    }

    private static func startKeeper(_ start: [String], directory: String, keep: String) throws {
        let script = """
            parent=$1 dir=$2 keep=$3; shift 3
            if "$@" > "$dir.log" 2>&1; then mv "$dir.log" "$dir.ready"; else cp "$dir.log" "$dir.ready"; fi
            while kill -0 "$parent" 2>/dev/null && [ -e "$keep" ]; do sleep 0.3; done
            for pid in "$dir"/node-*/pid; do kill -9 "$(cat "$pid")" 2>/dev/null; done
            rm -rf "$dir" "$dir.ready" "$dir.log" "$keep"
            """
        // Not Foundation's Process, which waits until the last heir of its socket has ended.
        _ = try HubProcess.run(
            ["--fork", "bash", "-c", script, "keeper", "\(getpid())", directory, keep] + start,
            executable: "/usr/bin/setsid")
    }

    /// A port with room for each node's three listeners behind it.
    private static func freePort(_ nodes: Int) throws -> Int {
        for _ in 0..<100 {
            let port = Int.random(in: 20_000...30_000)
            let wanted = (0..<nodes).flatMap { node in (0..<3).map { port + 10 * node + $0 } }
            if wanted.allSatisfy(isFree) { return port }
        }
        throw Failure(description: "no free ports on loopback")
    }

    private static func isFree(_ port: Int) -> Bool {
        let handle = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(handle) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(truncatingIfNeeded: port)).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(handle, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
