import Foundation
import HubStore
import HubTesting
import HubTransport
import Synchronization
import Testing

@testable import HubHTTP

/// `kill -9` during ingest: nothing acknowledged is lost, nothing counts twice.
@Suite(.timeLimit(.minutes(15))) struct IngestCrashTests {
    private let folder = try! TemporaryDirectory(inMemory: true)

    private func start() throws -> (hub: HubProcess, port: UInt16) {
        let hub = try HubProcess(["run", "--store", folder.path, "--listen", "127.0.0.1:0"])
        try hub.wait(for: "the server") { hub.errorText.contains("listening on") }
        let text = hub.errorText.components(separatedBy: "http://127.0.0.1:").dropFirst().first ?? ""
        return (hub, try #require(UInt16(text.prefix { $0.isNumber })))
    }

    /// Sends batches until the connection breaks; returns the subjects that were acknowledged.
    private static func send(_ round: Int, _ sender: Int, to port: UInt16, key: String) -> [String] {
        guard let connection = try? RawConnection(port: port) else { return [] }
        var acknowledged: [String] = []
        for number in 0..<100_000 {
            let subjects = (0..<20).map { "R\(round)-S\(sender)-\(number)-\($0)" }
            let body = "[" + subjects.map { Events.incident($0) }.joined(separator: ",") + "]"
            let head =
                "POST /events HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer \(key)\r\n"
                + "Content-Type: application/cloudevents-batch+json\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
            guard (try? connection.send(head + body)) != nil, let answer = try? connection.response(),
                answer.status == 202
            else { break }
            acknowledged += subjects
        }
        return acknowledged
    }

    /// Threads of their own: blocking sends on the few that tests share would keep the kill waiting.
    private static func sendUntilKilled(
        _ round: Int, _ hub: HubProcess, to port: UInt16, key: String, after milliseconds: UInt32
    ) -> [String] {
        let acknowledged = Mutex<[String]>([])
        let senders = DispatchGroup()
        for sender in 0..<4 {
            senders.enter()
            Thread.detachNewThread {
                let part = send(round, sender, to: port, key: key)
                acknowledged.withLock { $0 += part }
                senders.leave()
            }
        }
        usleep(milliseconds * 1000)
        hub.signal(SIGKILL)
        senders.wait()
        return acknowledged.withLock { $0 }
    }

    @Test func whatWasAcknowledgedIsThereOnce() throws {
        let key = try AccessStore(directory: folder.path, clock: SystemClock())
            .addKey(partner: "leeds", tier: "partner").key
        var generator = SeededGenerator(seed: 20_241)
        var acknowledged: [String] = []
        for round in 0..<4 {
            let (hub, port) = try start()
            let delay = UInt32.random(in: 50...900, using: &generator)
            acknowledged += Self.sendUntilKilled(round, hub, to: port, key: key, after: delay)
            _ = try hub.wait()
        }
        #expect(!acknowledged.isEmpty)
        // What lies in the log is taken in by a hub that then ends well.
        let (last, _) = try start()
        let log = try EmbeddedLog(directory: folder.path, clock: SystemClock())
        let topic = TopicPartition("in.leeds.asb.incident.v1")
        let end = try log.watermarks(of: topic).high
        try last.wait(for: "all to be taken in") {
            try StateReader(directory: folder.path).inputs().first { $0.partition == topic }?.nextOffset == end
        }
        last.signal(SIGTERM)
        #expect(try last.wait().status == 0)
        let reader = try StateReader(directory: folder.path)
        for subject in acknowledged {
            #expect(try reader.record(topic, subject: Array(subject.utf8)) != nil, "\(subject) is lost")
        }
        // Each in force once, whether its answer came back or not.
        var seen: Set<String> = []
        try reader.records(of: topic, prefix: "R") { subject, _, _ in seen.insert(subject) }
        #expect(try reader.recordsInForce() == Int64(seen.count))
    }
}
