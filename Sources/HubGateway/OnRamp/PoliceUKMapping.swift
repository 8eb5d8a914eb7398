import HubAssurance
package import HubGeography
import HubJSON

/// Maps rows of data.police.uk street-level files to `asb.incident` events.
///
/// Real rows of anti-social behaviour carry no id, and identical rows are separate incidents. A row's reference is made
/// from source, force, month, the hash of its mapped fields and n, it being the n-th identical row of its file; so a
/// renamed copy of a file changes nothing, and a re-issued month adds only what is new.
///
/// Vintage of LSOA codes: a code issued in 2011 has vintage 2011, whatever the month, because an area that did not change
/// in 2021 kept its code (ONS coding policy); any other has vintage 2021 in months from 2020 on, since files made after
/// the 2021 codes appeared (December 2022) reach back three years. In earlier months it was never issued.
package struct PoliceUKMapping {
    package enum Outcome: Sendable, Equatable {
        /// An event; its bytes are in `subject` and `value`.
        case event
        /// A row of a category that becomes no message.
        case notMapped(String)
        case refused(RowRefusal)
    }

    /// The reference of the row last mapped to an event.
    package private(set) var subject: [UInt8] = []
    /// Its event, a CloudEvent in structured mode.
    package var value: [UInt8] { writer.bytes }

    private let lookup: AreaLookup
    private let revisions: [String: Int32]
    private let source: String
    private let time: String
    private var columns: PoliceUKColumns
    private var occurrences: [Digest128: Int64] = [:]
    private var writer = JSONWriter()
    private var identity: [UInt8] = []

    /// - Parameters:
    ///   - headings: the file's first row.
    ///   - partner: who publishes the rows.
    ///   - time: when the events are made, epoch milliseconds.
    ///   - revisions: what to send references under of which it is not 1.
    /// - Throws: `RowRefusal` when the headings are not those of a street-level file.
    package init(headings: CSVRow, partner: String, lookup: AreaLookup, time: Int64, revisions: [String: Int32] = [:])
        throws(RowRefusal)
    {
        columns = try PoliceUKColumns(headings: headings)
        source = "/partners/\(partner)"
        self.lookup = lookup
        self.revisions = revisions
        self.time = LondonCalendar.text(ofEpochMilliseconds: time)
    }

    /// Maps one row, not a blank one.
    package mutating func map(_ row: CSVRow) -> Outcome {
        do {
            let fields = try PoliceUKFields(row, columns, lookup: lookup)
            guard fields.isAntiSocialBehaviour else { return .notMapped(row.text(columns.category)) }
            name(row, fields)
            write(row, fields)
            return .event
        } catch {
            return .refused(error)
        }
    }

    private mutating func name(_ row: CSVRow, _ fields: PoliceUKFields) {
        identity.removeAll(keepingCapacity: true)
        for column in [
            columns.month, columns.reportedBy, columns.category, columns.longitude, columns.latitude, columns.location,
            columns.areaCode, columns.areaName,
        ] {
            row.withField(column) { identity.append(contentsOf: $0) }
            // The unit separator, which no field of a row that was taken holds.
            identity.append(0x1F)
        }
        let digest = Blake2b.digest128(identity)
        let number = occurrences[digest, default: 0] + 1
        occurrences[digest] = number
        subject.removeAll(keepingCapacity: true)
        subject.append(contentsOf: "police-uk:".utf8)
        subject.append(contentsOf: fields.force.utf8)
        subject.append(UInt8(ascii: ":"))
        row.withField(columns.month) { subject.append(contentsOf: $0) }
        subject.append(UInt8(ascii: ":"))
        subject.append(contentsOf: digest.hexadecimal.utf8.prefix(16))
        subject.append(contentsOf: ":\(number)".utf8)
    }

    private mutating func write(_ row: CSVRow, _ fields: PoliceUKFields) {
        var revision: Int32 = 1
        if !revisions.isEmpty { revision = revisions[String(decoding: subject, as: UTF8.self)] ?? 1 }
        writer.reset()
        writer.beginObject()
        writer.key("specversion")
        writer.string("1.0")
        // Always the same for the same row and revision, so that a copy is known as one.
        writer.key("id")
        writer.string(String(decoding: subject, as: UTF8.self) + "#\(revision)")
        writer.key("source")
        writer.string(source)
        writer.key("type")
        writer.string("asb.incident")
        writer.key("subject")
        subject.withUnsafeBytes { writer.string(utf8: $0) }
        writer.key("time")
        writer.string(time)
        writer.key("revision")
        writer.int(Int64(revision))
        writer.key("kind")
        writer.string(revision == 1 ? "report" : "correction")
        writer.key("data")
        writer.beginObject()
        writer.key("nsir_type")
        writer.string("not_recorded")
        writer.key("nsir_qualifier")
        writer.string("not_recorded")
        writer.key("occurred")
        writer.beginObject()
        writer.key("precision")
        writer.string("month")
        writer.key("from")
        row.withField(columns.month) { writer.string(utf8: $0) }
        writer.endObject()
        if fields.vintage != nil || fields.point != nil { writePlace(row, fields) }
        writer.key("recording_system")
        writer.string("data.police.uk")
        writer.endObject()
        writer.endObject()
    }

    private mutating func writePlace(_ row: CSVRow, _ fields: PoliceUKFields) {
        writer.key("place")
        writer.beginObject()
        if let vintage = fields.vintage {
            writer.key("area")
            writer.beginObject()
            writer.key("area_kind")
            writer.string("lsoa")
            writer.key("code")
            row.withField(columns.areaCode) { writer.string(utf8: $0) }
            writer.key("vintage")
            writer.int(Int64(vintage))
            row.withField(columns.areaName) {
                guard !$0.isEmpty else { return }
                writer.key("name")
                writer.string(utf8: $0)
            }
            writer.endObject()
        }
        if let point = fields.point {
            writer.key("point")
            writer.beginObject()
            writer.key("crs")
            writer.string("wgs84")
            writer.key("longitude")
            writer.double(point.longitude)
            writer.key("latitude")
            writer.double(point.latitude)
            writer.endObject()
        }
        row.withField(columns.location) {
            guard !$0.isEmpty else { return }
            writer.key("label")
            writer.string(utf8: $0)
        }
        writer.endObject()
    }
}
