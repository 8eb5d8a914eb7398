import Foundation
import HubGateway
import HubGeography
import HubJSON
import HubTesting
import HubTransport
import Testing

/// Street-level rows of data.police.uk: what becomes a message, what is refused and in which words.
struct OnRampPoliceUKTests {
    private static let headings =
        "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
        + "Last outcome category,Context"
    private static let good =
        ",2016-07,West Yorkshire Police,West Yorkshire Police,-1.550626,53.597400,On or near Swithen Hill,E01011698,"
        + "Leeds 001A,Anti-social behaviour,,"

    private func read(_ text: String, into log: InMemoryLog? = nil) throws -> PoliceUKImport.Report {
        let place = TopicPartition("in.wyp.asb.incident.v1")
        try log?.createTopic(place.topic, partitions: 1)
        var reading = PoliceUKImport(partner: "wyp", lookup: .shipped, clock: ManualClock()) {
            _ = try log?.append($0, to: place)
        }
        try reading.read(CSVReader(bytes: Array(text.utf8)), file: "a.csv")
        return reading.report
    }

    private func events(_ log: InMemoryLog) throws -> [(key: String, value: JSONValue)] {
        let place = TopicPartition("in.wyp.asb.incident.v1")
        guard try log.partitionCount(of: place.topic) != nil else { return [] }
        var batch = RecordBatch()
        _ = try log.read(place, from: 1, recordLimit: .max, byteLimit: .max, into: &batch)
        return try batch.records.map { record in
            (
                String(decoding: batch.array(record.key) ?? [], as: UTF8.self),
                try JSONValue.parse(batch.array(record.value) ?? [])
            )
        }
    }

    @Test func aRowBecomesAnEvent() throws {
        let log = InMemoryLog()
        let report = try read(Self.headings + "\n" + Self.good + "\n", into: log)
        #expect(report.rows == 1 && report.events == 1 && report.refusals.isEmpty)
        let (key, event) = try #require(try events(log).first)
        #expect(key.hasPrefix("police-uk:west-yorkshire:2016-07:") && key.hasSuffix(":1"))
        #expect(event["subject"]?.string == key)
        #expect(event["source"]?.string == "/partners/wyp")
        #expect(event["data"]?["occurred"]?["precision"]?.string == "month")
        #expect(event["data"]?["occurred"]?["from"]?.string == "2016-07")
        #expect(event["data"]?["place"]?["area"]?["code"]?.string == "E01011698")
        #expect(event["data"]?["place"]?["area"]?["vintage"]?.int == 2011)
        #expect(event["data"]?["place"]?["point"]?["longitude"]?.double == -1.550626)
        #expect(event["data"]?["place"]?["label"]?.string == "On or near Swithen Hill")
    }

    @Test func identicalRowsAreSeparateAndKeepTheirReferencesInACopy() throws {
        let text = [Self.headings, Self.good, Self.good, "", Self.good.replacing("Swithen", with: "Green")]
            .joined(separator: "\r\n")
        let report = try read(text)
        #expect(report.events == 3 && report.references.count == 3)
        #expect(try read(text).references == report.references)
        #expect(report.issues == ["police-uk:west-yorkshire:2016-07:"])
    }

    @Test func aRowWithoutAPlaceHasNone() throws {
        let log = InMemoryLog()
        _ = try read(
            Self.headings + "\n,2016-07,West Yorkshire Police,West Yorkshire Police,,,No Location,,,"
                + "Anti-social behaviour,,\n", into: log)
        #expect(try events(log).first?.value["data"]?["place"] == nil)
    }

    @Test(arguments: [
        ("2016-07", "Feb-25", "Month", "a month as YYYY-MM", "Feb-25", "2025-02"),
        ("2016-07", "2016-13", "Month", "a month as YYYY-MM", "2016-13", "2016-07"),
        ("2016-07", "", "Month", "a month as YYYY-MM", "", "2016-07"),
        (
            "-1.550626", "-1.55E+00", "Longitude", "degrees from -180 to 180 as a plain decimal number", "-1.55E+00",
            "-1.550626"
        ),
        ("53.597400", "", "Latitude", "a number, as there is a longitude", "", "both or neither"),
        ("53.597400", "91", "Latitude", "degrees from -90 to 90 as a plain decimal number", "91", "-1.550626"),
        (
            "E01011698", "E01033769", "LSOA code", "a code issued by then, in England up to E01033768 (2011)",
            "E01033769", "check"
        ),
        ("E01011698", "Leeds", "LSOA code", "a code such as E01010568, or nothing", "Leeds", "as published"),
        (
            "West Yorkshire Police,West", ",West", "Reported by", "the name of a police force", "",
            "West Yorkshire Police"
        ),
        ("Anti-social behaviour", "", "Crime type", "a category such as Anti-social behaviour", "", "category"),
        ("Anti-social behaviour", "Anti-social behaviour,", "row", "12 fields, as there are headings", "13", "comma"),
        (
            "Swithen", "Swit\"hen", "row", "quotation marks around the whole field, doubled within it", "a quotation",
            "RFC 4180"
        ),
    ])
    func aDamagedRowIsRefusedAndTheOthersAreTaken(
        part: String, damage: String, field: String, expected: String, got: String, mend: String
    ) throws {
        let report = try read(
            [Self.headings, Self.good, Self.good.replacing(part, with: damage), Self.good].joined(separator: "\n"))
        #expect(report.rows == 3 && report.events == 2)
        let refusal = try #require(report.refusals.first?.refusal)
        #expect(refusal.line == 3)
        #expect(refusal.field == field)
        #expect(refusal.expected == expected)
        #expect(refusal.got.hasPrefix(got))
        #expect(refusal.mend.contains(mend))
    }

    @Test func codesOf2021BelongToLateMonths() throws {
        let log = InMemoryLog()
        let late = Self.good.replacing("2016-07", with: "2025-02")
        let rows = [
            Self.headings, late, late.replacing("E01011698", with: "E01035000"),
            late.replacing("E01011698", with: "E01035763"),
        ]
        let report = try read(rows.joined(separator: "\n"), into: log)
        #expect(report.refusals.map(\.refusal.code) == ["AREA_UNKNOWN"])
        #expect(try events(log).map { $0.value["data"]?["place"]?["area"]?["vintage"]?.int } == [2011, 2021])
    }

    @Test(arguments: ["", "a,b\n1,2\n", "Month,Reported by\n"])
    func aFileWithOtherHeadingsIsRefusedAsAWhole(text: String) throws {
        let report = try read(text)
        #expect(report.refusals.count == 1 && report.refusals[0].refusal.line == 1 && report.rows == 0)
    }

    @Test(.enabled(if: SharedData.isPresent, "the public data beside the repository are absent"))
    func theRealMonthIsReadWhole() throws {
        var reading = PoliceUKImport(partner: "wyp", lookup: .shipped, clock: ManualClock(), send: nil)
        let bytes = try Data(
            contentsOf: URL(fileURLWithPath: SharedData.path("data/street/2016-07-west-yorkshire-street.csv")))
        try reading.read(CSVReader(bytes: Array(bytes)), file: "july")
        let report = reading.report
        #expect(report.rows == 27_176 && report.events == 7_429 && report.refusals.isEmpty)
        #expect(report.notMapped.values.reduce(0, +) == 19_747 && report.notMapped.count == 13)
        #expect(report.references.count == 7_429)
        #expect(report.filesWithByteOrderMark.isEmpty)
    }

    @Test(.enabled(if: SharedData.isPresent, "the public data beside the repository are absent"))
    func theFileASpreadsheetDamagedIsRefusedRowByRow() throws {
        let path = SharedData.path("data/street/2025-02-leeds-street-excel-mangled.csv")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        var reading = PoliceUKImport(partner: "wyp", lookup: .shipped, clock: ManualClock(), send: nil)
        try reading.read(CSVReader(bytes: Array(bytes)), file: "february")
        #expect(reading.report.refusals.count == 8_009 && reading.report.events == 0)
        #expect(
            reading.report.refusals.allSatisfy { $0.refusal.field == "Month" && $0.refusal.mend.contains("2025-02") })
        #expect(reading.report.filesWithByteOrderMark == ["february"])

        let mended = String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "Feb-25", with: "2025-02")
        var again = PoliceUKImport(partner: "wyp", lookup: .shipped, clock: ManualClock(), send: nil)
        try again.read(CSVReader(bytes: Array(mended.utf8)), file: "february")
        #expect(again.report.events == 474 && again.report.refusals.isEmpty)
    }
}
