import Foundation
import HubContracts
import HubExchange
import HubGateway
import HubStore
import HubTesting
import HubTransport

/// A hub in one thread over a log of its own, and a partner's producers and consumers on the same log.
final class ExchangeFixture {
    let folder: TemporaryDirectory
    let log: InMemoryLog
    let gateway: Gateway
    private let store: StateStore

    static let contracts = Result { try Contracts.shipped() }

    init() throws {
        folder = try TemporaryDirectory(inMemory: true)
        log = InMemoryLog(clock: SystemClock())
        store = try StateStore(directory: folder.path + "/store", clock: SystemClock())
        gateway = Gateway(contracts: try Self.contracts.get(), store: store, source: log)
    }

    /// A producer as after a start of the partner's program.
    func producer(_ journal: String = "journal") throws -> Producer {
        try Producer(
            HubLink(InMemoryLog(sharing: log)), partner: "leeds", type: "asb.incident",
            journal: folder.path + "/" + journal)
    }

    func consumer(_ topic: String? = "receipt.leeds.v1", from start: Consumer.Start = .next) throws -> Consumer {
        try Consumer(
            HubLink(InMemoryLog(sharing: log)), partner: "leeds", topic: topic, from: start,
            positions: folder.path + "/positions.json")
    }

    /// The hub's part.
    func serve() throws {
        _ = try gateway.processAvailable()
        var pump = OutboxPump()
        while try pump.pump(store, sink: log) > 0 {}
    }

    /// Everything sent, served and answered.
    func settle(_ producer: Producer) throws -> [Receipt] {
        try producer.send()
        try serve()
        return try producer.receipts(waiting: 0)
    }

    static func data(_ type: String = "noise", month: Int = 3) -> [UInt8] {
        Array(
            #"{"nsir_type":"\#(type)","nsir_qualifier":"nuisance","occurred":{"precision":"month","from":"2024-0\#(month)"}}"#
                .utf8)
    }

    /// The events that lie on the partner's topic: subject, revision, kind and data.
    func events() throws -> [[String: Any]] {
        var batch = RecordBatch()
        let topic = TopicPartition("in.leeds.asb.incident.v1")
        guard try log.partitionCount(of: topic.topic) != nil else { return [] }
        _ = try log.read(topic, from: 1, recordLimit: .max, byteLimit: .max, into: &batch)
        return try batch.records.compactMap {
            try JSONSerialization.jsonObject(with: Data(batch.array($0.value) ?? [])) as? [String: Any]
        }
    }

    /// What the hub must hold in the end: of each record the accepted message with the highest revision.
    func held() throws -> [String: [UInt8]?] {
        var highest: [String: (revision: Int, data: [UInt8]?)] = [:]
        for event in try events() {
            guard let subject = event["subject"] as? String, let revision = event["revision"] as? Int else { continue }
            if let known = highest[subject], known.revision >= revision { continue }
            let data = try event["data"].map { try JSONSerialization.data(withJSONObject: $0, options: .sortedKeys) }
            highest[subject] = (revision, data.map { Array($0) })
        }
        return highest.mapValues(\.data)
    }
}
