package import HubContracts
import HubJSON
package import HubTransport

/// Messages of one partner sent to one topic, and the receipts that come back for them.
///
/// A receipt names topic, partition and offset of its message; that is how they are told from those of others.
package final class LogDelivery: Delivery {
    /// Where messages went in one partition: offsets rise, ordinals beside them.
    private struct Places {
        var offsets: [Int64] = []
        /// Below 0 where the receipt has come: after a hub's crash it may come twice.
        var ordinals: [Int32] = []

        /// The message at an offset, once.
        mutating func takeOrdinal(of offset: Int64) -> Int? {
            var low = 0
            var high = offsets.count
            while low < high {
                let middle = (low + high) / 2
                if offsets[middle] < offset { low = middle + 1 } else { high = middle }
            }
            guard low < offsets.count, offsets[low] == offset, ordinals[low] >= 0 else { return nil }
            defer { ordinals[low] = -1 }
            return Int(ordinals[low])
        }
    }

    package private(set) var sent = 0
    package private(set) var counts: [ReceiptStatus: Int] = [:]
    package private(set) var refusals = Kept<Receipt>()
    package var onReceipt: ((Receipt) -> Void)?

    package let topic: String
    private let log: any RecordSource & RecordSink
    private let partitions: Int32
    private let receipts: TopicPartition
    private var nextReceipt: Int64
    private var places: [Places] = []
    private var batch = RecordBatch()
    private let tape = JSONTape(limits: JSONLimits(maximumBytes: 64 << 20))

    /// - Parameter partitions: how many the topic is to have if it is not there yet.
    package init(log: any RecordSource & RecordSink, partner: String, type: String, partitions: Int32) throws {
        self.log = log
        self.partitions = partitions
        topic = TopicName.input(partner: partner, type: type)
        receipts = TopicPartition(TopicName.receipts(of: partner))
        nextReceipt = try log.partitionCount(of: receipts.topic) == nil ? 0 : log.watermarks(of: receipts).high
    }

    /// Appends a batch, each message to the partition of its key; it is durable on return.
    package func send(_ batch: RecordBatch) throws {
        if places.isEmpty {
            var count = try log.partitionCount(of: topic)
            if count == nil {
                try log.createTopic(topic, partitions: partitions)
                count = partitions
            }
            places = Array(repeating: Places(), count: Int(count ?? 1))
        }
        var ordinals: [[Int32]] = Array(repeating: [], count: places.count)
        for index in 0..<batch.count {
            ordinals[partition(ofKey: batch.records[index].key, in: batch)].append(Int32(sent + index))
        }
        for (number, chosen) in ordinals.enumerated() where !chosen.isEmpty {
            let target = TopicPartition(topic, Int32(number))
            var part = batch
            if chosen.count < batch.count {
                part = RecordBatch()
                for ordinal in chosen { part.append(recordAt: Int(ordinal) - sent, of: batch) }
            }
            places[number].offsets += try log.appendEach(part, to: target)
            places[number].ordinals += chosen
        }
        sent += batch.count
    }

    private func partition(ofKey key: RecordBatch.Slice, in batch: RecordBatch) -> Int {
        guard places.count > 1, !key.isAbsent else { return 0 }
        return batch.bytes.withUnsafeBytes {
            Int(Partitioner.partition(ofKey: .init(rebasing: $0[key.range]), count: Int32(places.count)))
        }
    }

    package func awaitReceipts(seconds: Int64) throws {
        let clock = SystemClock()
        let end = clock.now() + min(max(seconds, 0), 86_400) * 1000
        while true {
            try readReceipts()
            if unanswered == 0 || clock.now() >= end { return }
            try log.waitForRecords(milliseconds: 100)
        }
    }

    /// Reads the receipts that have come.
    package func readReceipts() throws {
        guard unanswered > 0, try log.partitionCount(of: receipts.topic) != nil else { return }
        while unanswered > 0 {
            batch.removeAll()
            let next = try log.read(
                receipts, from: nextReceipt, recordLimit: 4096, byteLimit: 8 << 20, into: &batch)
            if next == nextReceipt { return }
            nextReceipt = next
            for record in batch.records {
                let fault = batch.bytes.withUnsafeBytes { tape.parse(.init(rebasing: $0[record.value.range])) }
                if fault == nil { take(tape.root) }
            }
        }
    }

    private func take(_ node: JSONNode) {
        switch tape.kind(node) {
        case .array:
            var child = tape.firstChild(node)
            let end = tape.end(node)
            while child != end {
                take(child)
                child = tape.next(child)
            }
        case .object:
            guard text(node, "topic") == topic, let offset = tape.member(node, "offset").flatMap(tape.int64),
                let number = tape.member(node, "partition").flatMap(tape.int64), places.indices.contains(Int(number)),
                let status = text(node, "status"), let known = ReceiptStatus(rawValue: status),
                let ordinal = places[Int(number)].takeOrdinal(of: offset)
            else { return }
            counts[known, default: 0] += 1
            let receipt = Receipt(
                ordinal: ordinal, messageID: text(node, "message_id"), subject: text(node, "subject"),
                revision: tape.member(node, "revision").flatMap(tape.int64), status: status,
                reason: text(node, "reason"), pointer: text(node, "pointer"), detail: text(node, "detail"))
            if !receipt.isTaken { refusals.append(receipt) }
            onReceipt?(receipt)
        default: return
        }
    }

    private func text(_ node: JSONNode, _ key: StaticString) -> String? {
        guard let value = tape.member(node, key), tape.kind(value) == .string else { return nil }
        return String(decoding: tape.bytes(value), as: UTF8.self)
    }
}
