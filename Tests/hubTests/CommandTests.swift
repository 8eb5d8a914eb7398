import Foundation
import HubTesting
import Testing

/// The commands as processes: what they print, where, and what they end with.
@Suite(.timeLimit(.minutes(15))) struct CommandTests {
    private let folder = try! ScratchFolder()
    private var store: String { folder.file("store") }

    private func hub(_ line: String, input: String = "") throws -> ProcessOutcome {
        try HubProcess.run(
            line.split(separator: " ").map(String.init), environment: ["HUB_STORE": store], input: Array(input.utf8),
            directory: folder.path)
    }

    private func document(_ outcome: ProcessOutcome) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any])
    }

    private static let bare =
        #"{"nsir_type":"noise","nsir_qualifier":"nuisance","occurred":{"precision":"month","from":"2024-03"}}"#

    @Test func bareDataAreWrappedAndFaultsReportedByLine() throws {
        let lines = [Self.bare, Self.bare, "", "{", #"{"nsir_type":"shouting"}"#, Self.bare].joined(separator: "\n")
        let outcome = try hub("publish --partner leeds --type asb.incident --output json", input: lines)
        #expect(outcome.status == 1, "\(outcome)")
        let report = try document(outcome)
        #expect(report["sent"] as? Int == 3 && report["accepted"] as? Int == 3)
        let faults = try #require(report["faults"] as? [[String: Any]])
        #expect(faults.map { $0["line"] as? Int } == [4, 5])
        #expect(faults.map { $0["code"] as? String } == ["NOT_JSON", "SCHEMA_INVALID"])
        // The same lines again have the same references and content: nothing changes.
        let again = try document(try hub("publish --partner leeds --type asb.incident --output json", input: lines))
        #expect(again["duplicate"] as? Int == 3)
    }

    /// Each input as a beginner might send it, and what the answer must say.
    @Test(arguments: [
        ("\u{FEFF}" + CommandTests.bare + "\r\n", 0, "1 accepted"),
        ("{", 1, "stdin, line 1: not sent: NOT_JSON column 2:"),
        ("{\n  \"nsir_type\": \"noise\"\n}\n", 1, "a message stands on one line"),
        (CommandTests.bare + "\n7\n", 1, "1 accepted; 1 not sent"),
        (
            CommandTests.bare.replacingOccurrences(of: #""month""#, with: #""instant""#), 1,
            "SCHEMA_INVALID /data/occurred/from expected"
        ),
        (
            CommandTests.bare.dropLast()
                + #","place":{"area":{"area_kind":"lsoa","code":"E02002330","vintage":2011}}}"#,
            1, "SCHEMA_INVALID /data/place/area/code expected text that matches"
        ),
        (#"{"specversion":"1.0"}"#, 1, #"SCHEMA_INVALID the member "id" is missing"#),
    ])
    func publishSaysWhatToDo(input: String, status: Int32, text: String) throws {
        let outcome = try hub("publish --partner leeds --type asb.incident", input: input)
        #expect(outcome.status == status, "\(outcome)")
        #expect((outcome.outputText + outcome.errorText).contains(text), "\(outcome)")
    }

    @Test func aRefusalPointsIntoTheMessageHoweverItWasSent() throws {
        let event = { (revision: Int, data: String) in
            #"{"specversion":"1.0","id":"r\#(revision)","source":"/partners/leeds","type":"asb.incident","#
                + #""subject":"r","time":"2024-04-01T00:00:00Z","revision":\#(revision),"kind":"report","data":\#(data)}"#
        }
        let faulty = event(1, Self.bare.replacingOccurrences(of: "nuisance", with: "awful"))
        let checked = try hub("publish --partner leeds --type asb.incident", input: faulty)
        let raw = try hub("publish --partner leeds --type asb.incident --raw", input: faulty)
        for outcome in [checked, raw] {
            #expect(outcome.status == 1 && outcome.errorText.contains(" /data/nsir_qualifier "), "\(outcome)")
        }
        #expect(try hub("publish --partner leeds --type asb.incident", input: event(2, Self.bare)).status == 0)
        let stale = try hub("publish --partner leeds --type asb.incident", input: event(1, Self.bare))
        #expect(stale.status == 1 && stale.errorText.contains("stale: REVISION_STALE /revision revision 2"), "\(stale)")
    }

    @Test func aRollingWindowSaysThatMonthsCannotBeCounted() throws {
        _ = try hub("publish --partner leeds --type asb.incident", input: Self.bare)
        let feed = try hub("feed hotspots --theme asb --area lsoa --window rolling:28@2024-03-31")
        #expect(feed.status == 1 && feed.errorText.contains("dated to the month only"), "\(feed)")
        #expect(feed.errorText.contains("ask for whole months, such as month:2024-03"), "\(feed)")
    }

    @Test func aReferenceInTheDataNamesTheRecord() throws {
        let line = Self.bare.replacingOccurrences(
            of: "{\"nsir_type", with: "{\"incident_reference\":\"A-7\",\"nsir_type")
        let outcome = try hub("publish --partner leeds --type asb.incident --subject /incident_reference", input: line)
        #expect(outcome.status == 0, "\(outcome)")
        let receipt = try hub("consume --partner leeds --topic receipt.leeds.v1")
        #expect(receipt.outputText.contains(#""subject":"A-7""#))
        let missing = try hub("publish --partner leeds --type asb.incident --subject /reference", input: line)
        #expect(missing.status == 1 && missing.errorText.contains("/reference"))
    }

    @Test(arguments: [
        ("publish --partner leds --type asb.incident", "did you mean leeds"),
        ("publish --partner leeds --type asb.incidnt", "did you mean asb.incident"),
        ("publish --partner leeds --type asb.incident --subject reference", "JSON Pointer"),
        ("consume --partner leeds --from last", "first, next or an offset"),
        ("feed hotspots --theme asb --area lsoa --window 2016", "month:2016-07"),
    ])
    func aWrongValueIsNamed(line: String, hint: String) throws {
        let outcome = try hub(line)
        #expect(outcome.status == 64 && outcome.output.isEmpty, "\(outcome)")
        #expect(outcome.errorText.contains(hint) && outcome.errorText.split(separator: "\n").count == 1)
        #expect(!FileManager.default.fileExists(atPath: store) || line.contains("--subject"))
    }

    @Test func consumingGoesOnWhereItEnded() throws {
        for number in 1...3 {
            _ = try hub(
                "publish --partner leeds --type asb.incident --subject /incident_reference",
                input: Self.bare.replacingOccurrences(of: "{\"n", with: "{\"incident_reference\":\"A-\(number)\",\"n"))
        }
        let topic = "consume --partner leeds --topic receipt.leeds.v1"
        #expect(try hub(topic).outputText.split(separator: "\n").count == 3)
        #expect(try hub("\(topic) --from next").outputText.isEmpty)
        #expect(try hub("\(topic) --from first --max 2").outputText.split(separator: "\n").count == 2)
        // A start beyond the end shows nothing and changes nothing.
        #expect(try hub("\(topic) --from 99").outputText.isEmpty)
        let rest = try hub("\(topic) --from next").outputText
        #expect(rest.split(separator: "\n").count == 1 && rest.contains("A-3"))
        let foreign = try hub("consume --partner kirklees --topic receipt.leeds.v1")
        #expect(foreign.status == 1 && foreign.errorText.contains("kirklees may not read receipt.leeds.v1"))
        #expect(try hub("consume --partner kirklees --topic receipt.kirklees.v1").status == 66)
    }

    @Test func validateTellsItsFourEndings() throws {
        try folder.write(#"{"type":"object","required":["a"]}"#, to: "schema.json")
        try folder.write(#"{"type":"objekt"}"#, to: "bad.json")
        try folder.write(#"{"$ref":"https://a.example/b.json"}"#, to: "ref.json")
        try FileManager.default.createDirectory(atPath: folder.file("schemas"), withIntermediateDirectories: true)
        try folder.write(#"{"type":"integer"}"#, to: "schemas/b.json")
        try folder.write(#"{"a":1}"#, to: "good")
        try folder.write("{}", to: "lacking")
        try folder.write("{\"a\":1}\n\n{}\n[", to: "lines")
        #expect(try hub("validate schema.json good").status == 0)
        let lacking = try hub("validate schema.json good lacking --output basic")
        #expect(lacking.status == 1 && lacking.outputText.contains(#""keywordLocation":"/required""#), "\(lacking)")
        let lines = try hub("validate schema.json lines --lines --output flag").outputText.split(separator: "\n")
        #expect(lines.map { $0.contains("\"valid\":true") } == [true, false, false])
        #expect(try hub("validate bad.json good").status == 65)
        #expect(try hub("validate ref.json good").status == 65)
        #expect(try hub("validate ref.json good --resources https://a.example/=schemas").status == 1)
        #expect(try hub("validate schema.json none").status == 66)
    }

    private static let headings =
        "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
        + "Last outcome category,Context\n"

    private func rows(_ streets: String...) -> String {
        Self.headings
            + streets.map {
                ",2016-07,West Yorkshire Police,West Yorkshire Police,-1.39,53.93,\($0),E01011698,Leeds 001A,"
                    + "Anti-social behaviour,,\n"
            }.joined()
    }

    @Test func aReissuedMonthListsWithdrawsAndReinstates() throws {
        try folder.write(rows("A", "A", "B"), to: "first.csv")
        try folder.write(rows("A", "B", "C"), to: "second.csv")
        let dry = try hub("import police-uk first.csv --partner wyp --dry-run")
        #expect(dry.status == 0 && !FileManager.default.fileExists(atPath: store), "\(dry)")
        #expect(try hub("import police-uk first.csv --partner wyp").status == 0)

        let second = try document(try hub("import police-uk second.csv --partner wyp --output json"))
        #expect(second["imported"] as? Int == 1 && second["unchanged"] as? Int == 2)
        #expect((second["missing"] as? [String])?.count == 1)
        #expect(try districtCount() == 4)

        let replaced = try hub("import police-uk second.csv --partner wyp --replace")
        #expect(replaced.status == 0 && replaced.outputText.contains("1 withdrawn"), "\(replaced)")
        #expect(try districtCount() == 3)

        let back = try hub("import police-uk first.csv --partner wyp")
        #expect(back.status == 0, "\(back)")
        #expect(try districtCount() == 4)
        #expect(try hub("reconcile").status == 0)
    }

    private func districtCount() throws -> Int? {
        let outcome = try hub("feed hotspots --theme asb --area district --format json")
        let items = try document(outcome)["items"] as? [[String: Any]] ?? []
        return items.compactMap { $0["count"] as? Int }.reduce(0, +)
    }

    @Test func commandsThatReadMakeNoStore() throws {
        #expect(try hub("status").status == 3)
        for line in [
            "reconcile", "deadletters list", "consume --partner leeds", "feed hotspots --theme asb --area lsoa",
        ] {
            #expect(try hub(line).status == 66)
        }
        #expect(!FileManager.default.fileExists(atPath: store))
    }

    @Test func whatIsNotThereIsSaid() throws {
        _ = try hub("publish --partner leeds --type asb.incident", input: Self.bare)
        let feed = try hub("feed hotspots --theme knife --area lsoa")
        #expect(feed.status == 1 && feed.output.isEmpty && feed.errorText.contains("nothing has been published"))
        #expect(try hub("deadletters show no-such-letter").status == 66)
        try folder.write("x", to: "other")
        let demo = try hub("demo --store .")
        #expect(demo.status == 1 && demo.errorText.contains("not empty"))
        #expect(try hub("consume --partner leeds --kafka 127.0.0.1:9").status == 69)
    }
}
