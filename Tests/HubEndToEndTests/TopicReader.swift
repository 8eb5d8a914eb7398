import Foundation
import HubStore
import HubTransport

/// Reads whole topics of a store's embedded log, by its own connection.
struct TopicReader {
    struct Record {
        var offset: Int64
        var key: [UInt8]?
        var value: [UInt8]?
        var headers: [String: String]
    }

    let log: EmbeddedLog

    init(store: String) throws {
        log = try EmbeddedLog(directory: store, clock: SystemClock())
    }

    /// Every record of a topic from `offset` on, genesis records left out; none where there is no such topic.
    func records(of topic: String, from offset: Int64 = 0) throws -> [Record] {
        guard try log.partitionCount(of: topic) != nil else { return [] }
        var found: [Record] = []
        var next = offset
        var batch = RecordBatch()
        while true {
            batch.removeAll()
            let end = try log.read(
                TopicPartition(topic), from: next, recordLimit: 10_000, byteLimit: 8 << 20, into: &batch)
            guard end > next else { return found }
            next = end
            for record in batch.records where batch.array(record.key) != Array("hub.genesis".utf8) {
                let headers = batch.headers[Int(record.headers.lowerBound)..<Int(record.headers.upperBound)]
                let pairs = headers.map { header in
                    (text(batch.array(header.name)), text(batch.array(header.value)))
                }
                found.append(
                    Record(
                        offset: record.offset, key: batch.array(record.key), value: batch.array(record.value),
                        headers: Dictionary(pairs) { first, _ in first }))
            }
        }
    }

    /// Every receipt of a partner, one for each message however they are packed, with the records' ids.
    func receipts(partner: String) throws -> (receipts: [Receipt], recordIDs: [String]) {
        var receipts: [Receipt] = []
        let records = try records(of: "receipt.\(partner).v1")
        for record in records { receipts += try Self.receipts(in: Data(record.value ?? [])) }
        return (receipts, records.compactMap { $0.headers["ce_id"] })
    }

    /// A receipt record carries one receipt or a list of them; in structured mode below `data`.
    private static func receipts(in value: Data) throws -> [Receipt] {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        if let list = try? decoder.decode([Receipt].self, from: value) { return list }
        return [try decoder.decode(Receipt.self, from: value)]
    }

    private func text(_ bytes: [UInt8]?) -> String { String(decoding: bytes ?? [], as: UTF8.self) }
}
