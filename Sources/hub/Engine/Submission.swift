import HubContracts
import HubJSON
import HubStore
import HubTransport

/// Messages of one partner sent to one topic, and the receipts that come back for them.
///
/// A receipt names topic and offset of its message; that is how they are told from those of others.
final class Submission {
    /// What a receipt said of a message that was not taken.
    struct Refusal {
        var offset: Int64
        var messageID: String?
        var subject: String?
        var status: String
        var reason: String?
        var pointer: String?
        var detail: String?
    }

    private(set) var sent = 0
    private(set) var counts: [ReceiptStatus: Int] = [:]
    private(set) var refusals: [Refusal] = []

    let topic: TopicPartition
    private let log: EmbeddedLog
    private let receipts: TopicPartition
    private var nextReceipt: Int64
    private var ranges: [Range<Int64>] = []
    private var batch = RecordBatch()
    private let tape = JSONTape(limits: JSONLimits(maximumBytes: 64 << 20))

    init(log: EmbeddedLog, partner: String, type: String) throws {
        self.log = log
        topic = TopicPartition(TopicName.input(partner: partner, type: type))
        receipts = TopicPartition(TopicName.receipts(of: partner))
        nextReceipt = try log.partitionCount(of: receipts.topic) == nil ? 0 : log.watermarks(of: receipts).high
    }

    /// Messages that have no receipt yet.
    var unanswered: Int { sent - counts.values.reduce(0, +) }

    func count(_ status: ReceiptStatus) -> Int { counts[status] ?? 0 }

    /// Appends a batch; it is durable on return.
    ///
    /// - Returns: the offset of its first message.
    @discardableResult
    func send(_ batch: RecordBatch) throws -> Int64 {
        if sent == 0 { try log.createTopic(topic.topic, partitions: 1) }
        let first = try log.append(batch, to: topic)
        let end = first + Int64(batch.count)
        if let last = ranges.last, last.upperBound == first {
            ranges[ranges.count - 1] = last.lowerBound..<end
        } else {
            ranges.append(first..<end)
        }
        sent += batch.count
        return first
    }

    /// Which message of those sent lies at an offset, from 0; nil for another's.
    func ordinal(of offset: Int64) -> Int? {
        var before = 0
        for range in ranges {
            if range.contains(offset) { return before + Int(offset - range.lowerBound) }
            before += range.count
        }
        return nil
    }

    /// Reads the receipts that have come.
    func readReceipts() throws {
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
            guard text(node, "topic") == topic.topic, let offset = tape.member(node, "offset").flatMap(tape.int64),
                ranges.contains(where: { $0.contains(offset) }), let status = text(node, "status"),
                let known = ReceiptStatus(rawValue: status)
            else { return }
            counts[known, default: 0] += 1
            if known == .rejected || known == .withheld || known == .stale {
                refusals.append(
                    Refusal(
                        offset: offset, messageID: text(node, "message_id"), subject: text(node, "subject"),
                        status: status, reason: text(node, "reason"), pointer: text(node, "pointer"),
                        detail: text(node, "detail")))
            }
        default: return
        }
    }

    private func text(_ node: JSONNode, _ key: StaticString) -> String? {
        guard let value = tape.member(node, key), tape.kind(value) == .string else { return nil }
        return String(decoding: tape.bytes(value), as: UTF8.self)
    }
}
