import HubJSON
import HubTransport

/// A consumer's reading of a log: every partition from its own offset.
final class LogReading {
    typealias Body = (RecordBatch, Int, TopicPartition) throws -> Bool

    private let log: any RecordSource & RecordSink
    private let access: TopicAccess
    private let topic: String?
    private let start: Consumer.Start
    private var positions: ReadPositions?
    private let noticesMissing: Bool
    private let opened: ((RecordBatch) throws -> RecordBatch)?
    private var next: [TopicPartition: Int64] = [:]
    private var incarnations: [TopicPartition: String] = [:]
    /// Where nothing was read nothing is remembered: a start beyond the end would skip what is to come.
    private var moved: Set<TopicPartition> = []
    private var gaps: [Gap] = []
    /// Up to where gaps were looked for.
    private var noticed: [TopicPartition: Int64] = [:]
    private var batch = RecordBatch()

    /// - Parameter noticesMissing: whether every offset holds a record.
    init(
        _ log: any RecordSource & RecordSink, _ access: TopicAccess, _ topic: String?, _ start: Consumer.Start,
        _ positions: ReadPositions?, noticesMissing: Bool, opened: ((RecordBatch) throws -> RecordBatch)?
    ) {
        self.opened = opened
        self.log = log
        self.access = access
        self.topic = topic
        self.start = start
        self.positions = positions
        self.noticesMissing = noticesMissing
    }

    /// Reads on; what a call that throws had read already is read again.
    func read(limit: Int, _ body: Body) throws -> Int {
        let before = (next: next, moved: moved)
        do {
            return try readOn(limit: limit, body)
        } catch {
            next = before.next
            moved = before.moved
            throw error
        }
    }

    private func readOn(limit: Int, _ body: Body) throws -> Int {
        var left = limit
        var hasMoved = true
        // A stretch may hold marks of transactions only.
        while left == limit, limit > 0, hasMoved {
            hasMoved = false
            let topics = try topic.map { [$0] } ?? access.readable(of: log.topics())
            let places = try topics.flatMap { topic in
                (0..<(try log.partitionCount(of: topic) ?? 0)).map { TopicPartition(topic, $0) }
            }
            for place in places where left > 0 {
                let from = try next[place] ?? begin(place)
                next[place] = from
                guard try read(place, &left, body) else { return limit - left }
                if next[place] != from {
                    hasMoved = true
                    moved.insert(place)
                }
            }
        }
        return limit - left
    }

    /// One stretch of a partition.
    ///
    /// - Returns: false when `body` wants no more.
    private func read(_ place: TopicPartition, _ left: inout Int, _ body: Body) throws -> Bool {
        var expected = next[place] ?? 0
        batch.removeAll()
        let end: Int64
        do {
            end = try log.read(
                place, from: expected, recordLimit: min(left, 1000) + 1, byteLimit: 4 << 20, into: &batch)
        } catch let fault as TransportError where fault.code == .offsetOutOfRange {
            // What was next went meanwhile, or the topic itself did.
            let marks = try log.watermarks(of: place)
            gaps.append(
                expected < marks.low
                    ? Gap(place, expected..<marks.low, .expired)
                    : Gap(place, min(marks.low, expected)..<expected, .replaced))
            next[place] = marks.low
            return true
        }
        for record in batch.records {
            notice(place, expected, record.offset)
            expected = record.offset + 1
        }
        notice(place, expected, end)
        if let opened { batch = try opened(batch) }
        for index in 0..<batch.count {
            let offset = batch.records[index].offset
            if GenesisRecord.isGenesis(index, of: batch) {
                incarnations[place] = Self.incarnation(batch, index)
            } else {
                guard left > 0 else {
                    next[place] = offset
                    return true
                }
                left -= 1
                guard try body(batch, index, place) else {
                    next[place] = offset + 1
                    moved.insert(place)
                    return false
                }
            }
        }
        next[place] = end
        return true
    }

    /// Once: what a limit cut off is read again.
    private func notice(_ place: TopicPartition, _ expected: Int64, _ found: Int64) {
        let from = max(expected, noticed[place] ?? 0)
        if noticesMissing, found > from { gaps.append(Gap(place, from..<found, .missing)) }
        noticed[place] = max(from, found)
    }

    /// The first offset to read: what is wanted, as far as it can be read.
    private func begin(_ place: TopicPartition) throws -> Int64 {
        let marks = try log.watermarks(of: place)
        let wanted: Int64
        switch start {
        case .first: return marks.low
        case .at(let offset): wanted = min(max(offset, 0), marks.high)
        case .next:
            guard let held = positions?[place] else { return marks.low }
            incarnations[place] = positions?.incarnation(of: place)
            if try held > marks.high || isReplaced(place, marks, held) {
                gaps.append(Gap(place, min(marks.low, held)..<held, .replaced))
                // Its next position is another topic's, whatever is read.
                moved.insert(place)
                return marks.low
            }
            wanted = held
        }
        if wanted < marks.low { gaps.append(Gap(place, wanted..<marks.low, .expired)) }
        return max(wanted, marks.low)
    }

    /// Whether the topic is another one than that which was read.
    private func isReplaced(_ place: TopicPartition, _ marks: Watermarks, _ held: Int64) throws -> Bool {
        guard let known = incarnations[place], marks.low == 0, held > 0 else { return false }
        batch.removeAll()
        _ = try log.read(place, from: 0, recordLimit: 1, byteLimit: 1, into: &batch)
        guard !batch.isEmpty, GenesisRecord.isGenesis(0, of: batch) else { return false }
        let found = Self.incarnation(batch, 0)
        defer { incarnations[place] = found }
        return found != known
    }

    private static func incarnation(_ batch: RecordBatch, _ index: Int) -> String? {
        batch.array(batch.records[index].value).flatMap { try? JSONValue.parse($0) }?["uuid"]?.string
    }

    func takeGaps() -> [Gap] {
        defer { gaps.removeAll() }
        return gaps
    }

    func commit() throws {
        guard positions != nil, !moved.isEmpty else { return }
        for place in moved { positions?.set(place, next: next[place] ?? 0, incarnation: incarnations[place]) }
        try positions?.save()
        moved.removeAll()
    }

    func wait(milliseconds: Int32) throws {
        try ExchangeError.translating { try log.waitForRecords(milliseconds: milliseconds) }
    }

    func topicExists() throws -> Bool {
        try ExchangeError.translating { try topic.map { try log.partitionCount(of: $0) != nil } ?? true }
    }
}
