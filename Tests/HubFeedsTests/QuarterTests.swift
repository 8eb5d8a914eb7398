import Foundation
import HubAssurance
import HubContracts
import HubFeeds
import HubGateway
import HubGeography
import HubHotspots
import HubJSON
import HubStore
import HubTesting
import HubTransport
import Testing

/// Quarters that are frozen, what changes them, and which messages figures rest on.
struct QuarterTests {
    /// A hub in one thread: an in-memory log, a gateway and a publisher on a store of its own.
    private final class Fixture {
        let folder: TemporaryDirectory
        let clock = ManualClock(1_785_000_000_000)
        let log: InMemoryLog
        let store: StateStore
        let reader: StateReader
        let gateway: Gateway
        let builder = SummaryBuilder(kinds: [.lsoa, .district])
        let publisher: Publisher
        let book: QuarterBook
        let window: Window

        init() throws {
            folder = try TemporaryDirectory()
            log = InMemoryLog(clock: clock)
            store = try StateStore(directory: folder.path, clock: clock)
            reader = try StateReader(directory: folder.path)
            gateway = Gateway(contracts: try Contracts.shipped(), store: store, source: log)
            publisher = Publisher(builder)
            book = QuarterBook(reader, log: log, builder: builder)
            window = try #require(Window("quarter:2016-Q3"))
            for topic in ["in.wyp.asb.incident.v1", "in.leeds.asb.case_review.return.v1"] {
                try log.createTopic(topic, partitions: 1)
            }
        }

        func send(_ subject: String, _ data: String?, revision: Int = 1, topic: String = "in.wyp.asb.incident.v1")
            throws
        {
            let parts = topic.split(separator: ".")
            let type = parts[2..<parts.count - 1].joined(separator: ".")
            let kind = data == nil ? "withdrawal" : revision == 1 ? "report" : "correction"
            let text =
                #"{"specversion":"1.0","id":"m-\#(subject)-\#(revision)","source":"/partners/\#(parts[1])","type":"\#(type)","#
                + #""subject":"\#(subject)","time":"2026-01-01T08:00:00Z","revision":\#(revision),"kind":"\#(kind)""#
                + (data.map { ",\"data\":\($0)" } ?? "") + "}"
            var batch = RecordBatch()
            batch.append(key: Array(subject.utf8), value: Array(text.utf8), timestamp: clock.now())
            try log.append(batch, to: TopicPartition(topic, 0))
        }

        func take() throws {
            _ = try gateway.processAvailable()
            _ = try publisher.publish(store, reader)
        }

        static func incident(_ date: String, _ code: String = "E01010568") -> String {
            #"{"nsir_type":"noise","nsir_qualifier":"nuisance","occurred":{"precision":"\#(date.count > 7 ? "day" : "month")","#
                + #""from":"\#(date)"},"place":{"area":{"area_kind":"lsoa","code":"\#(code)","vintage":2011}}}"#
        }

        static let review =
            #"{"area":"E08000035","period":{"from":"2016-07-01","to":"2016-09-30"},"applications_received":9,"#
            + #""threshold_not_met":2,"reviews_carried_out":8,"reviews_with_recommendations":3}"#
    }

    @Test func closesFreezeAndChangesShow() throws {
        let fixture = try Fixture()
        for number in 0..<5 { try fixture.send("a\(number)", Fixture.incident("2016-07")) }
        for number in 0..<3 { try fixture.send("b\(number)", Fixture.incident("2016-08-09", "E01011701")) }
        try fixture.send("c0", Fixture.incident("2016-06"))
        try fixture.send("r1", Fixture.review, topic: "in.leeds.asb.case_review.return.v1")
        try fixture.take()
        let current = try #require(try fixture.book.current(fixture.window))
        // September was not reported: missing, and so is the quarter.
        #expect(current.missing.map(\.months) == [[201609]])
        let bradford = try #require(current.rows.first { $0.code == "E08000032" })
        #expect(bradford.months == [5, 0, nil] && bradford.quarter == nil)
        #expect(current.caseReviews.map(\.reviews) == [8])
        #expect(QuarterReturn(try JSONValue.parse(current.json)) == current)

        let key = try #require(SigningKey(seed: [UInt8](repeating: 7, count: 32)))
        let first = try #require(try fixture.book.freeze(fixture.window, in: fixture.store, key: key))
        #expect(first.isNew && first.close.number == 1 && first.close.isGenuine)
        let same = try #require(try fixture.book.freeze(fixture.window, in: fixture.store, key: key))
        #expect(!same.isNew)
        var forged = first.close
        forged.statement = Array(String(decoding: forged.statement, as: UTF8.self).replacing(":5,", with: ":6,").utf8)
        #expect(!forged.isGenuine)
        forged = first.close
        forged.messages += Array("x\t1\twyp\tasb.incident\tx\n".utf8)
        #expect(!forged.isGenuine)
        let lines = String(decoding: first.close.messages, as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 8 && lines == lines.sorted() && lines[0] == "m-a0-1\t1\twyp\tasb.incident\ta0")

        // A late report, a correction to another month and a withdrawal.
        try fixture.send("a9", Fixture.incident("2016-09"))
        try fixture.send("a1", Fixture.incident("2016-08"), revision: 2)
        try fixture.send("a2", nil, revision: 2)
        try fixture.take()
        let now = try #require(try fixture.book.current(fixture.window))
        let difference = QuarterDifference(
            before: first.close.figures, after: QuarterBook.figures(try JSONValue.parse(now.json)),
            messagesBefore: first.close.messages, messagesAfter: try fixture.book.messages(fixture.window).text)
        #expect(difference.added == ["m-a1-2\t2\twyp\tasb.incident\ta1", "m-a9-1\t1\twyp\tasb.incident\ta9"])
        #expect(difference.removed == ["m-a1-1\t1\twyp\tasb.incident\ta1", "m-a2-1\t1\twyp\tasb.incident\ta2"])
        #expect(
            difference.changes.contains { $0.figure == "asb/E08000032/month_1" && $0.before == "5" && $0.after == "3" })
        #expect(
            difference.changes.contains { $0.figure == "asb/E08000032/month_3" && $0.before == "" && $0.after == "1" })
        let second = try #require(try fixture.book.freeze(fixture.window, in: fixture.store, key: key))
        #expect(second.isNew && second.close.number == 2 && second.close.isGenuine)
        // The first close is as it was.
        let again = try #require(try fixture.book.close(fixture.window, number: 1))
        #expect(again.isGenuine && again.statement == first.close.statement)
        #expect(try fixture.book.closes(fixture.window) == [1, 2])
    }

    @Test func figuresLeadBackToMessages() throws {
        let fixture = try Fixture()
        for number in 0..<4 { try fixture.send("a\(number)", Fixture.incident("2016-07")) }
        try fixture.send("b", Fixture.incident("2016-07-02"))
        try fixture.send("c", Fixture.incident("2016-08"))
        try fixture.take()
        let lineage = Lineage(fixture.reader, lookup: fixture.builder.lookup)
        for (name, count) in [
            ("asb/lsoa/month:2016-07/E01010568", 5), ("asb/district/quarter:2016-Q3/E08000032", 6),
            ("asb/district/month:2016-07/unlocated", 0), ("asb/lsoa/month:2016-08/E01010568", 1),
        ] {
            let figure = try #require(Figure(name))
            let found = try #require(try lineage.find(figure))
            #expect(found.messages.count == count && found.published == Int64(count), "\(name)")
            #expect(found.messages.map(\.messageID) == found.messages.map(\.messageID).sorted())
        }
        let nowhere = try #require(Figure("asb/lsoa/month:2016-07/E01099999"))
        #expect(try lineage.find(nowhere) == nil)
        for name in [
            "", "asb/lsoa/month:2016-07", "asb/lsoa/month:2016-13/E01010568", "asb/lsoa/month:2016-07/E01010568/x",
        ] {
            #expect(Figure(name) == nil)
        }
        #expect(
            Figure("asb/hex/rolling:28@2016-07-31/HEX7_1_2/night")?.text
                == "asb/hex/rolling:28@2016-07-31/HEX7_1_2/night")
    }

    /// Both workbooks as openpyxl reads them, and the page as a parser does.
    @Test(.enabled(if: PythonEnvironment.isPresent, Comment(rawValue: PythonEnvironment.absence)))
    func workbooksOpen() throws {
        let fixture = try Fixture()
        for number in 0..<5 { try fixture.send("a\(number)", Fixture.incident("2016-07")) }
        try fixture.send("r1", Fixture.review, topic: "in.leeds.asb.case_review.return.v1")
        try fixture.take()
        let figures = try #require(try fixture.book.current(fixture.window))
        #expect(try figures.xlsx() == figures.xlsx())
        struct Book: Decodable {
            var sheets: [String: [[String]]]
            var formulas: Int
        }
        func read(_ bytes: [UInt8]) throws -> Book {
            try JSONDecoder().decode(
                Book.self, from: try PythonEnvironment.run(script: "HubFeedsTests/workbook.py", input: Data(bytes)))
        }
        let book = try read(try figures.xlsx())
        #expect(Set(book.sheets.keys) == ["figures", "ASB case reviews", "explanation"] && book.formulas == 0)
        #expect(book.sheets["figures"]?[0] == QuarterReturn.columns)
        #expect(book.sheets["figures"]?.count == figures.rows.count + 1)
        #expect(book.sheets["ASB case reviews"]?[1][5] == "number:9")
        let exact = try #require(
            fixture.builder.document(.asb, .lsoa, SummaryTests.tally("month:2016-07", SummaryTests.rows())))
        let summary = try read(try SummaryXLSX.write(exact))
        #expect(summary.sheets["figures"]?.count == 1389 && summary.formulas == 0)
        #expect(summary.sheets["figures"]?[0] == SummaryCSV.columns)
        #expect(summary.sheets["figures"]?[1][11].hasPrefix("number:") == true)
        #expect((summary.sheets["explanation"]?.count ?? 0) > 10)
        let page = String(decoding: figures.html(seal: "a <b> & \"c\""), as: UTF8.self)
        #expect(page.contains("a &lt;b&gt; &amp; &quot;c&quot;") && page.contains("<td class=\"n\">9</td>"))
        #expect(
            String(decoding: figures.csv(caseReviews: true), as: UTF8.self).contains(
                "E08000035,Leeds,2016-07-01,2016-09-30,leeds,9,2,8,3\r\n"))
    }
}
