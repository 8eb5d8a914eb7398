import Glibc
import HubContracts
import HubTransport

/// A consumer's reading of a mailbox: the hub remembers what was acknowledged.
final class MailboxReading {
    private let mailbox: Mailbox
    private let topic: String?
    private var positions: ReadPositions?
    /// Whether what was acknowledged before is wanted too; until the end is reached once.
    private var isAll: Bool
    private var after: String?
    /// Read and not yet committed, in order.
    private var pending: [Mailbox.Message] = []
    private var pendingIDs: Set<String> = []
    private var gaps: [Gap] = []

    init(_ mailbox: Mailbox, _ topic: String?, _ start: Consumer.Start, _ positions: ReadPositions?) throws {
        self.mailbox = mailbox
        self.topic = topic
        self.positions = positions
        isAll = start != .next
        if case .at(let offset) = start {
            guard let topic else { throw ExchangeError(.usage, "an offset needs a topic (--topic)") }
            after = offset > 0 ? "\(topic)-0-\(offset - 1)" : nil
        }
    }

    /// Reads on; what a call that throws had read already is read again.
    func read(limit: Int, _ body: LogReading.Body) throws -> Int {
        let before = (after: after, pending: pending, pendingIDs: pendingIDs)
        do {
            return try readOn(limit: limit, body)
        } catch {
            after = before.after
            pending = before.pending
            pendingIDs = before.pendingIDs
            throw error
        }
    }

    private func readOn(limit: Int, _ body: LogReading.Body) throws -> Int {
        var count = 0
        var isWhole = true
        guard limit > 0 else { return 0 }
        try mailbox.read(topic: topic, all: isAll, after: after, skipping: pendingIDs) { message in
            let place = TopicPartition(message.topic, Int32(clamping: message.partition))
            notice(message, place)
            var batch = RecordBatch()
            batch.append(
                key: message.key.map { Array($0.utf8) }, value: message.value,
                headers: message.headers.map { ($0.name, Array($0.value.utf8)) },
                timestamp: InstantText.epochMilliseconds(message.time) ?? 0, offset: message.offset)
            var held = message
            held.value = nil
            pending.append(held)
            pendingIDs.insert(message.id)
            if isAll { after = message.id }
            count += 1
            isWhole = try body(batch, 0, place) && count < limit
            return isWhole
        }
        // From now on only what is new.
        if isWhole { (isAll, after) = (false, nil) }
        return count
    }

    /// A mailbox gives every offset of a topic but the first; of one that this consumer has read, all behind that.
    private func notice(_ message: Mailbox.Message, _ place: TopicPartition) {
        guard !isAll else { return }
        let last = pending.last { $0.topic == message.topic }.map { $0.offset + 1 }
        guard let expected = last ?? positions?[place], message.offset > expected else { return }
        gaps.append(Gap(place, expected..<message.offset, .missing))
    }

    func takeGaps() -> [Gap] {
        defer { gaps.removeAll() }
        return gaps
    }

    func commit() throws {
        for message in pending {
            try mailbox.acknowledge(message.id)
            positions?.set(
                TopicPartition(message.topic, Int32(clamping: message.partition)), next: message.offset + 1,
                incarnation: nil)
        }
        pending.removeAll()
        pendingIDs.removeAll()
        try positions?.save()
    }

    func wait(milliseconds: Int32) { usleep(UInt32(max(0, min(milliseconds, 500))) * 1000) }
}
