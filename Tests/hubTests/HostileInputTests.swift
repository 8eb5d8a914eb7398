import Foundation
import HubTesting
import Testing

/// What files and partners may hold that nobody meant them to.
@Suite(.timeLimit(.minutes(15))) struct HostileInputTests {
    private let folder = try! ScratchFolder()
    private var store: String { folder.file("store") }

    private func hub(_ line: String, input: [UInt8] = []) throws -> ProcessOutcome {
        try HubProcess.run(
            line.split(separator: " ").map(String.init), environment: ["HUB_STORE": store], input: input,
            directory: folder.path)
    }

    private func street(_ streets: String..., month: String = "2016-07", category: String = "Anti-social behaviour")
        -> String
    {
        "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type,"
            + "Last outcome category,Context\n"
            + streets.map {
                ",\(month),West Yorkshire Police,West Yorkshire Police,-1.39,53.93,\($0),E01011698,Leeds 001A,"
                    + "\(category),,\n"
            }.joined()
    }

    /// A record that was withdrawn and came back goes on under its revision: the same file twice changes nothing.
    @Test func aReinstatedRowIsKnownAgain() throws {
        try folder.write(street("A", "B"), to: "both.csv")
        try folder.write(street("A"), to: "one.csv")
        #expect(try hub("import police-uk both.csv --partner wyp").status == 0)
        #expect(try hub("import police-uk one.csv --partner wyp --replace").status == 0)
        for unchanged in [1, 2, 2] {
            let outcome = try hub("import police-uk both.csv --partner wyp")
            #expect(outcome.status == 0 && outcome.outputText.contains("\(unchanged) unchanged"), "\(outcome)")
        }
    }

    /// The rows that were refused are told also where none could be sent and no store was there.
    @Test func aFileWithoutOneGoodRowIsReported() throws {
        try folder.write(street("A", month: "Jul-16"), to: "damaged.csv")
        let damaged = try hub("import police-uk damaged.csv --partner wyp")
        #expect(damaged.status == 1 && damaged.outputText.contains("1 refused"), "\(damaged)")
        #expect(damaged.errorText.contains("2016-07"), "\(damaged)")
        try folder.write(street("A", category: "Burglary"), to: "other.csv")
        let other = try hub("import police-uk other.csv --partner wyp")
        #expect(other.status == 0 && other.outputText.contains("Burglary 1"), "\(other)")
    }

    /// What a partner wrote cannot steer the terminal of who looks at it, nor forge lines of a table.
    @Test func controlCharactersAreNotPrinted() throws {
        let event =
            #"{"specversion":"1.0","id":"1","source":"/partners/leeds","type":"asb.incident","subject":"s","revision":1,"#
            + #""data":{"\u001b[2J\nforged\u009b":1,"nsir_type":"noise","nsir_qualifier":"nuisance","#
            + #""occurred":{"precision":"month","from":"2016-07"}}}"#
        let sent = try hub(
            "publish --raw --partner leeds --type asb.incident", input: Array((event + "\n\u{1B}[31m").utf8))
        #expect(sent.status == 1, "\(sent)")
        let list = try hub("deadletters list")
        #expect(list.outputText.split(separator: "\n").count == 3, "\(list)")
        let raw = try hub("deadletters show deadletter:in.leeds.asb.incident.v1/0/2")
        for outcome in [sent, list, raw] {
            let text = outcome.outputText + outcome.errorText
            #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.properties.generalCategory == .control })
        }
        #expect(
            try hub("deadletters show deadletter:in.leeds.asb.incident.v1/0/2 --raw").output == Array("\u{1B}[31m".utf8)
        )
    }

    @Test func periodsHaveFourDigitsOfYear() throws {
        let data =
            #"{"nsir_type":"noise","nsir_qualifier":"nuisance","occurred":{"precision":"day","from":"0850-03-01"}}"#
        #expect(try hub("publish --partner leeds --type asb.incident", input: Array(data.utf8)).status == 1)
        #expect(try hub("reconcile").outputText.contains("  0850-03  "))
    }

    /// A line of any length is refused in bounded memory, and the others are sent.
    @Test(arguments: [(false, 3), (true, 66)]) func aVeryLongLineIsRefusedByItself(isRaw: Bool, megabytes: Int) throws {
        let good =
            #"{"nsir_type":"noise","nsir_qualifier":"nuisance","occurred":{"precision":"month","from":"2024-03"}}"#
        var input = [UInt8](repeating: UInt8(ascii: "x"), count: megabytes << 20)
        input += Array(("\n" + good + "\n").utf8)
        let outcome = try hub("publish --partner leeds --type asb.incident\(isRaw ? " --raw" : "")", input: input)
        #expect(outcome.status == 1, "\(outcome)")
        #expect(outcome.errorText.contains("line 1: not sent: TOO_LARGE"), "\(outcome)")
        #expect(outcome.outputText.hasPrefix("1 sent"), "\(outcome)")
    }
}
