package import HubGeography
package import HubTransport

/// Reads street-level files and appends their events to the partner's topic in batches.
package struct PoliceUKImport {
    /// What became of the rows so far.
    package struct Report: Sendable {
        /// Rows read, without headings and blank lines.
        package var rows = 0
        /// Rows that became an event.
        package var events = 0
        /// Rows of categories that are not mapped, by category.
        package var notMapped: [String: Int] = [:]
        package var refusals: [(file: String, refusal: RowRefusal)] = []
        /// Files that begin with a byte order mark, which data.police.uk does not write.
        package var filesWithByteOrderMark: [String] = []
        /// The references of all events.
        package var references: Set<String> = []
        /// Their prefixes up to the month, `police-uk:<force>:<month>:`.
        package var issues: Set<String> = []
    }

    package private(set) var report = Report()

    private let partner: String
    private let lookup: AreaLookup
    private let sink: (any RecordSink)?
    private let clock: any HubClock
    private let topic: TopicPartition
    private var batch = RecordBatch()

    /// Records appended at once.
    private static let batchRecords = 4096
    private static let contentType: [(name: String, value: [UInt8]?)] = [
        ("content-type", Array("application/cloudevents+json; charset=UTF-8".utf8))
    ]

    /// - Parameters:
    ///   - partner: who publishes, by its id in the partner directory.
    ///   - sink: where to append, or nil to check only.
    package init(partner: String, lookup: AreaLookup, sink: (any RecordSink)?, clock: any HubClock) {
        self.partner = partner
        self.lookup = lookup
        self.sink = sink
        self.clock = clock
        topic = TopicPartition("in.\(partner).asb.incident.v1")
    }

    /// Reads one file to its end.
    ///
    /// - Parameters:
    ///   - file: its name for the report.
    ///   - progress: told the number of bytes read, now and then.
    /// - Throws: what the reader's `fill` and the sink throw.
    package mutating func read(_ reader: CSVReader, file: String, progress: (Int) -> Void = { _ in }) throws {
        var reader = reader
        var row = CSVRow()
        var mapping: PoliceUKMapping?
        while try reader.next(into: &row) {
            if row.isBlank { continue }
            guard mapping != nil else {
                do {
                    mapping = try PoliceUKMapping(
                        headings: row, partner: partner, lookup: lookup, time: clock.now())
                } catch {
                    report.refusals.append((file, error))
                    break
                }
                continue
            }
            report.rows += 1
            switch mapping?.map(row) {
            case .event: try add(&mapping)
            case .notMapped(let category): report.notMapped[category, default: 0] += 1
            case .refused(let refusal): report.refusals.append((file, refusal))
            case nil: break
            }
            if report.rows & 255 == 0 { progress(reader.bytesRead) }
        }
        if mapping == nil, report.refusals.last?.file != file {
            report.refusals.append(
                (
                    file,
                    RowRefusal(
                        line: 1, field: "row", expected: "headings", got: "an empty file",
                        mend: "use a street-level CSV file as data.police.uk publishes it")
                ))
        }
        if reader.hasByteOrderMark { report.filesWithByteOrderMark.append(file) }
        try flush()
    }

    private mutating func add(_ mapping: inout PoliceUKMapping?) throws {
        guard let event = mapping else { return }
        report.events += 1
        let reference = String(decoding: event.subject, as: UTF8.self)
        if report.references.insert(reference).inserted {
            report.issues.insert(reference.split(separator: ":").prefix(3).joined(separator: ":") + ":")
        }
        guard sink != nil else { return }
        batch.append(key: event.subject, value: event.value, headers: Self.contentType, timestamp: clock.now())
        if batch.count >= Self.batchRecords { try flush() }
    }

    private mutating func flush() throws {
        guard let sink, !batch.isEmpty else { return }
        try sink.createTopic(topic.topic, partitions: 1)
        try sink.append(batch, to: topic)
        batch.removeAll()
    }
}
