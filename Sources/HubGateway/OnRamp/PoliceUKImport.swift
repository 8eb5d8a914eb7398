package import HubGeography
import HubJSON
package import HubTransport

/// Reads street-level files and hands on their events in batches.
package struct PoliceUKImport {
    /// What became of the rows so far.
    package struct Report: Sendable {
        /// Nothing read yet.
        package init() {}

        /// Rows read, without headings and blank lines.
        package var rows = 0
        /// Rows that became an event.
        package var events = 0
        /// Rows of categories that are not mapped, by category.
        package var notMapped: [String: Int] = [:]
        /// Refused rows, the first ones; a file of nothing else must not fill the memory.
        package private(set) var refusals: [(file: String, refusal: RowRefusal)] = []
        /// All refused rows.
        package private(set) var refused = 0
        private static let keptRefusals = 100_000

        fileprivate mutating func refuse(_ refusal: RowRefusal, in file: String) {
            refused += 1
            if refusals.count < Self.keptRefusals { refusals.append((file, refusal)) }
        }

        /// Files that begin with a byte order mark, which data.police.uk does not write.
        package var filesWithByteOrderMark: [String] = []
        /// Where each event came from, in order of sending: index into `files` and line.
        package var origins: [(file: Int32, line: Int32)] = []
        package var files: [String] = []
        /// The references of all events.
        package var references: Set<String> = []
        /// Their prefixes up to the month, `police-uk:<force>:<month>:`.
        package var issues: Set<String> = []
    }

    package private(set) var report = Report()

    private let partner: String
    private let lookup: AreaLookup
    private let revisions: [String: Int32]
    private let clock: any HubClock
    private let send: ((RecordBatch) throws -> Void)?
    private var batch = RecordBatch()

    /// Records appended at once.
    private static let batchRecords = 4096
    private static let contentType: [(name: String, value: [UInt8]?)] = [
        ("content-type", Array("application/cloudevents+json; charset=UTF-8".utf8))
    ]

    /// - Parameters:
    ///   - partner: who publishes, by its id in the partner directory.
    ///   - revisions: what to send a reference's row under, for those of which it is not 1: the revision in force where it
    ///     came back once, the next one where it is withdrawn.
    ///   - send: takes a batch for the partner's topic, or nil to check only.
    package init(
        partner: String, lookup: AreaLookup, clock: any HubClock, revisions: [String: Int32] = [:],
        send: ((RecordBatch) throws -> Void)?
    ) {
        self.partner = partner
        self.lookup = lookup
        self.clock = clock
        self.revisions = revisions
        self.send = send
    }

    /// Reads one file to its end.
    ///
    /// - Parameters:
    ///   - file: its name for the report.
    ///   - progress: told the number of bytes read, now and then.
    /// - Throws: what the reader's `fill` and `send` throw.
    package mutating func read(_ reader: CSVReader, file: String, progress: (Int) -> Void = { _ in }) throws {
        var reader = reader
        var row = CSVRow()
        var mapping: PoliceUKMapping?
        var isRefused = false
        report.files.append(file)
        while try reader.next(into: &row) {
            if row.isBlank { continue }
            guard mapping != nil else {
                do {
                    mapping = try PoliceUKMapping(
                        headings: row, partner: partner, lookup: lookup, time: clock.now(), revisions: revisions)
                } catch {
                    report.refuse(error, in: file)
                    isRefused = true
                    break
                }
                continue
            }
            report.rows += 1
            switch mapping?.map(row) {
            case .event: try add(&mapping, line: row.line)
            case .notMapped(let category): report.notMapped[category, default: 0] += 1
            case .refused(let refusal): report.refuse(refusal, in: file)
            case nil: break
            }
            if report.rows & 255 == 0 { progress(reader.bytesRead) }
        }
        if mapping == nil, !isRefused {
            report.refuse(
                RowRefusal(
                    line: 1, field: "row", expected: "headings", got: "an empty file",
                    mend: "use a street-level CSV file as data.police.uk publishes it"), in: file)
        }
        if reader.hasByteOrderMark { report.filesWithByteOrderMark.append(file) }
        try flush()
    }

    private mutating func add(_ mapping: inout PoliceUKMapping?, line: Int) throws {
        guard let event = mapping else { return }
        report.events += 1
        report.origins.append((Int32(report.files.count - 1), Int32(clamping: line)))
        let reference = String(decoding: event.subject, as: UTF8.self)
        if report.references.insert(reference).inserted {
            report.issues.insert(reference.split(separator: ":").prefix(3).joined(separator: ":") + ":")
        }
        guard send != nil else { return }
        batch.append(key: event.subject, value: event.value, headers: Self.contentType, timestamp: clock.now())
        if batch.count >= Self.batchRecords { try flush() }
    }

    private mutating func flush() throws {
        guard let send, !batch.isEmpty else { return }
        try send(batch)
        batch.removeAll()
    }

    /// The batches that withdraw records: events without data under the next revision.
    ///
    /// - Parameter records: references with the revision in force.
    package static func withdrawals(
        _ records: [(reference: String, revision: Int32)], partner: String, now: Int64
    ) -> [RecordBatch] {
        var batches: [RecordBatch] = []
        var batch = RecordBatch()
        var writer = JSONWriter()
        let time = LondonCalendar.text(ofEpochMilliseconds: now)
        for (reference, revision) in records where revision < .max {
            writer.reset()
            writer.beginObject()
            for (key, value) in [
                ("specversion", "1.0"), ("id", "\(reference)#\(revision + 1)"), ("source", "/partners/\(partner)"),
                ("type", "asb.incident"), ("subject", reference), ("time", time), ("kind", "withdrawal"),
            ] {
                writer.key(key)
                writer.string(value)
            }
            writer.key("revision")
            writer.int(Int64(revision) + 1)
            writer.endObject()
            batch.append(key: Array(reference.utf8), value: writer.bytes, headers: contentType, timestamp: now)
            if batch.count >= batchRecords {
                batches.append(batch)
                batch.removeAll()
            }
        }
        if !batch.isEmpty { batches.append(batch) }
        return batches
    }
}
