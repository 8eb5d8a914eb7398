package import HubJSON
package import HubStore

/// Where every message went, by partner, type and period: received is the sum of the ten endings, always.
///
/// What was received is counted apart from the endings, twice: as the gateway notes it for each feed, and as the input
/// offsets say. All must agree.
package struct Reconciliation: Sendable {
    package struct Row: Sendable, Equatable {
        package var partner: String
        package var type: String
        /// `YYYY-MM` of occurrence, or `unknown`.
        package var period: String
        package var endings: [Ending: Int64]

        package var received: Int64 { endings.values.reduce(0, +) }
    }

    /// In order of partner, type and period, `unknown` first.
    package private(set) var rows: [Row] = []
    /// What does not add up, in one sentence; nil when all does.
    package private(set) var imbalance: String?

    package var isBalanced: Bool { imbalance == nil }

    /// The sum over all rows.
    package var sum: Row {
        var total = Row(partner: "", type: "", period: "", endings: [:])
        for row in rows { total.endings.merge(row.endings, uniquingKeysWith: +) }
        return total
    }

    /// Reads the counters of a store in one view.
    ///
    /// On the embedded log every offset is a message; on Kafka the marks of partners' transactions take offsets too, so that
    /// offsets count nothing.
    package init(_ reader: StateReader) throws {
        try reader.snapshot { try read(reader, offsetsAreDense: try reader.cluster() == nil) }
    }

    private mutating func read(_ reader: StateReader, offsetsAreDense: Bool) throws {
        var found: [Key: [Ending: Int64]] = [:]
        for (key, count) in try reader.tallies() {
            let place = Key(
                partner: try reader.name(key.partner), type: try reader.name(key.type), period: key.period)
            found[place, default: [:]][key.ending, default: 0] += count
        }
        rows = found.sorted { $0.key < $1.key }.map {
            Row(partner: $0.key.partner, type: $0.key.type, period: Self.text($0.key.period), endings: $0.value)
        }
        var ended: [Feed: Int64] = [:]
        for row in rows { ended[Feed(partner: row.partner, type: row.type), default: 0] += row.received }
        var noted: [Feed: Int64] = [:]
        for feed in try reader.feeds() {
            noted[Feed(partner: try reader.name(feed.partner), type: try reader.name(feed.type)), default: 0] +=
                feed.received
        }
        // On a cluster others' counters are here too, and what they noted is not.
        for feed in Set(ended.keys).union(noted.keys).sorted()
        where offsetsAreDense && ended[feed] ?? 0 != noted[feed] ?? 0 {
            imbalance =
                "\(noted[feed] ?? 0) \(feed.type) messages of \(feed.partner) were received, \(ended[feed] ?? 0) have ended"
            return
        }
        let taken = try reader.inputs().reduce(Int64(0)) { $0 + max(0, $1.nextOffset - Self.genesisRecords) }
        let held = try reader.heldCounts()
        if held.received != held.ended {
            imbalance = "\(held.received) messages were taken, \(held.ended) have ended"
            return
        }
        let received = sum.received
        if offsetsAreDense, taken != received {
            imbalance = "the input logs hold \(taken) messages that were read, \(received) have ended"
        }
    }

    /// Each partition begins with one record that is no message.
    private static let genesisRecords: Int64 = 1

    /// The document of `hub reconcile --output json`; shape: `schemas/cli/reconcile.json`.
    package func json() -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("rows")
        writer.beginArray()
        for row in rows {
            writer.beginObject()
            writer.key("partner")
            writer.string(row.partner)
            writer.key("type")
            writer.string(row.type)
            writer.key("period")
            writer.string(row.period)
            Self.write(row, to: &writer)
            writer.endObject()
        }
        writer.endArray()
        writer.key("balanced")
        writer.bool(isBalanced)
        writer.endObject()
        return writer.bytes
    }

    /// Writes `received` and the ten endings as members.
    package static func write(_ row: Row, to writer: inout JSONWriter) {
        writer.key("received")
        writer.int(row.received)
        for ending in Ending.allCases {
            writer.key(ending.name)
            writer.int(row.endings[ending] ?? 0)
        }
    }

    private static func text(_ period: Int32) -> String {
        if period <= 0 { return "unknown" }
        let digits = String(period)
        let padded = String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
        return "\(padded.dropLast(2))-\(padded.suffix(2))"
    }

    private struct Key: Hashable, Comparable {
        var partner: String
        var type: String
        var period: Int32

        static func < (left: Key, right: Key) -> Bool {
            (left.partner, left.type, left.period) < (right.partner, right.type, right.period)
        }
    }

    private struct Feed: Hashable, Comparable {
        var partner: String
        var type: String

        static func < (left: Feed, right: Feed) -> Bool { (left.partner, left.type) < (right.partner, right.type) }
    }
}
