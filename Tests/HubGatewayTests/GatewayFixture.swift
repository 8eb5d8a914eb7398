import Foundation
import HubContracts
import HubGateway
import HubJSON
import HubStore
import HubTransport

/// A whole gateway in one thread: an in-memory log, a store in a temporary folder, a clock turned by hand.
final class GatewayFixture {
    let directory: String
    let clock: ManualClock
    let log: InMemoryLog
    let store: StateStore
    let gateway: Gateway
    /// Compiled once for all tests.
    static let contracts = Result { try Contracts.shipped() }
    static let topic = TopicPartition("in.wyp.asb.incident.v1")

    /// - Parameter agreements: the agreements document; none by default.
    init(agreements: String? = nil, changed: @escaping () throws -> Agreements? = { nil }) throws {
        directory = NSTemporaryDirectory() + "hub-gateway-\(UUID().uuidString)"
        clock = ManualClock(1_785_000_000_000)
        log = InMemoryLog(clock: clock)
        store = try StateStore(directory: directory, clock: clock)
        var contracts = try Self.contracts.get()
        if let agreements { contracts = try contracts.replacingAgreements(Array(agreements.utf8)) }
        gateway = Gateway(
            contracts: contracts, store: store, source: log,
            policies: PolicySource(contracts: contracts, changed: changed))
        try log.createTopic(Self.topic.topic, partitions: 1)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// A whole event of `asb.incident` as structured-mode JSON.
    static func event(
        subject: String = "A-1", revision: Int? = 1, kind: String? = "report", source: String = "/partners/wyp",
        type: String = "asb.incident", from: String = "2016-07-03T22:10:00+01:00", precision: String = "instant",
        place: String? = #"{"area":{"area_kind":"lsoa","code":"E01010568","vintage":2011}}"#, extra: String = ""
    ) -> String {
        var text =
            #"{"specversion":"1.0","id":"id-\#(subject)-\#(revision ?? 0)","source":"\#(source)","type":"\#(type)","#
            + #""subject":"\#(subject)","time":"2016-07-04T08:00:00Z""#
        if let revision { text += #","revision":\#(revision)"# }
        if let kind { text += #","kind":"\#(kind)""# }
        text += extra
        if kind != "withdrawal" {
            text += #","data":{"nsir_type":"noise","nsir_qualifier":"nuisance","#
            text += #""occurred":{"precision":"\#(precision)","from":"\#(from)"}"#
            if let place { text += #","place":\#(place)"# }
            text += "}"
        }
        return text + "}"
    }

    @discardableResult
    func publish(_ texts: String..., key: String? = "A-1", to topic: TopicPartition = GatewayFixture.topic) throws
        -> Int64
    {
        try publish(texts.map { Array($0.utf8) }, key: key, to: topic)
    }

    @discardableResult
    func publish(_ values: [[UInt8]], key: String?, to topic: TopicPartition = GatewayFixture.topic) throws -> Int64 {
        var batch = RecordBatch()
        for value in values { batch.append(key: key.map { Array($0.utf8) }, value: value, timestamp: clock.now()) }
        return try log.append(batch, to: topic)
    }

    /// Processes, sends the outbox on, and gives every receipt so far.
    func receipts(of partner: String = "wyp") throws -> [JSONValue] {
        _ = try gateway.processAvailable()
        try pump()
        let topic = TopicPartition("receipt.\(partner).v1")
        var batch = RecordBatch()
        let low = try log.watermarks(of: topic).low
        _ = try log.read(topic, from: low, recordLimit: 100_000, byteLimit: 1 << 30, into: &batch)
        var all: [JSONValue] = []
        for record in batch.records where batch.array(record.key) != Array("hub.genesis".utf8) {
            let value = try JSONValue.parse(batch.array(record.value) ?? [])
            if let list = value.array { all += list } else { all.append(value) }
        }
        return all
    }

    /// Processes, sends the outbox on, and gives what a recipient got so far: keys and events.
    func copies(for recipient: String, type: String = "asb.incident") throws -> [(key: String, event: JSONValue)] {
        _ = try gateway.processAvailable()
        try pump()
        let topic = TopicPartition("out.\(recipient).\(type).v1")
        guard try log.partitionCount(of: topic.topic) != nil else { return [] }
        var batch = RecordBatch()
        _ = try log.read(topic, from: 0, recordLimit: 100_000, byteLimit: 1 << 30, into: &batch)
        return try batch.records.filter { batch.array($0.key) != Array("hub.genesis".utf8) }.map { record in
            (
                String(decoding: batch.array(record.key) ?? [], as: UTF8.self),
                try JSONValue.parse(batch.array(record.value) ?? [])
            )
        }
    }

    func pump() throws {
        var pump = OutboxPump()
        while try pump.pump(store, sink: log) > 0 {}
    }

    /// The reconciliation counters that are not zero, summed over periods.
    func endings() throws -> [String: Int64] {
        var sums: [String: Int64] = [:]
        for (key, count) in try StateReader(directory: directory).tallies() {
            sums[key.ending.name, default: 0] += count
        }
        return sums
    }
}
