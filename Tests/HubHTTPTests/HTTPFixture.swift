import Foundation
import HubContracts
import HubFeeds
import HubGateway
import HubStore
import HubTesting
import HubTransport
import Synchronization

@testable import HubHTTP

/// A server on a free port of loopback over a store of its own, with the gateway run by hand.
final class HTTPFixture {
    let folder: TemporaryDirectory
    let server: HTTPServer
    let access: AccessStore
    let state: StateStore
    let log: EmbeddedLog
    let lines = LineLog()
    private let gateway: Gateway
    private var pump = OutboxPump()

    /// Compiled once: it takes a while.
    static let contracts = Result { try Contracts.shipped() }

    init(
        bodyBytes: Int = 4 << 20, requestSeconds: Int64 = 60, tls: HTTPServerOptions.TLS? = nil,
        configure: (inout HubServiceOptions) -> Void = { _ in }
    ) throws {
        folder = try TemporaryDirectory(inMemory: true)
        let clock = SystemClock()
        let contracts = try Self.contracts.get()
        state = try StateStore(directory: folder.path, clock: clock)
        log = try EmbeddedLog(directory: folder.path, clock: clock)
        access = try AccessStore(directory: folder.path, clock: clock)
        gateway = Gateway(contracts: contracts, store: state, source: log)
        var service = HubServiceOptions(store: folder.path)
        configure(&service)
        var options = HTTPServerOptions()
        options.address = try ListenAddress("127.0.0.1:0")
        options.bodyBytes = bodyBytes
        options.requestSeconds = requestSeconds
        options.tls = tls
        let lines = lines
        server = try HTTPServer(
            HubService(service, contracts: contracts, clock: clock) { lines.add($0) }, options: options)
    }

    deinit { server.stop() }

    var port: UInt16 { server.address.port }

    func key(_ partner: String, tier: String = "partner") throws -> String {
        try access.addKey(partner: partner, tier: tier).key
    }

    /// Takes what came in, and sends receipts out.
    func process() throws {
        _ = try gateway.processAvailable()
        while try pump.pump(state, sink: log) > 0 {}
    }

    /// Publishes what was touched.
    func publish() throws {
        _ = try Publisher().publish(state, StateReader(directory: folder.path))
        while try pump.pump(state, sink: log) > 0 {}
    }

    /// One request on a connection of its own.
    func send(
        _ method: String, _ target: String, key: String? = nil, headers: [String] = [], body: [UInt8]? = nil
    ) throws -> RawResponse {
        let connection = try RawConnection(port: port)
        var head = "\(method) \(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        if let key { head += "Authorization: Bearer \(key)\r\n" }
        for header in headers { head += header + "\r\n" }
        if let body { head += "Content-Length: \(body.count)\r\n" }
        try connection.send(Array((head + "\r\n").utf8) + (body ?? []))
        return try connection.response(isHead: method == "HEAD")
    }

    /// The records of a topic without the first one.
    func records(_ topic: String) throws -> [(key: String?, value: String?)] {
        guard try log.partitionCount(of: topic) != nil else { return [] }
        var batch = RecordBatch()
        var next: Int64 = 1
        while true {
            let end = try log.read(
                TopicPartition(topic), from: next, recordLimit: 10_000, byteLimit: 64 << 20, into: &batch)
            if end == next { break }
            next = end
        }
        return batch.records.map { record in
            func text(_ slice: RecordBatch.Slice) -> String? {
                batch.array(slice).map { String(decoding: $0, as: UTF8.self) }
            }
            return (text(record.key), text(record.value))
        }
    }
}

/// The log lines of a server.
final class LineLog: Sendable {
    private let held = Mutex<[String]>([])

    func add(_ line: [UInt8]) { held.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }

    var all: [String] { held.withLock { $0 } }
}

enum Events {
    /// A good incident.
    static func incident(_ subject: String, partner: String = "leeds", id: String? = nil) -> String {
        #"{"specversion":"1.0","id":"\#(id ?? "id-" + subject)","source":"/partners/\#(partner)","type":"asb.incident","#
            + #""subject":"\#(subject)","time":"2024-03-05T10:00:00Z","revision":1,"kind":"report","data":"#
            + #"{"nsir_type":"noise","nsir_qualifier":"nuisance","occurred":{"precision":"month","from":"2024-03"}}}"#
    }
}
