import HubContracts
import HubGateway
import HubJSON
import HubStore
import HubTransport
import Testing

@Suite struct GatewayTests {
    @Test func aFirstReportIsAcceptedAndCounted() throws {
        let hub = try GatewayFixture()
        let offset = try hub.publish(GatewayFixture.event())
        let receipts = try hub.receipts()
        #expect(receipts.count == 1)
        #expect(receipts.first?["status"]?.string == "accepted")
        #expect(receipts.first?["message_id"]?.string == "id-A-1-1")
        #expect(receipts.first?["offset"]?.int == Int(offset))
        #expect(try hub.endings() == ["counted": 1])
    }

    @Test func revisionsReplaceAndWithdrawalsRemove() throws {
        let hub = try GatewayFixture()
        try hub.publish(
            GatewayFixture.event(),
            GatewayFixture.event(),
            GatewayFixture.event(revision: 2, kind: "correction", place: nil),
            GatewayFixture.event(revision: 1),
            GatewayFixture.event(revision: 3, kind: "withdrawal"),
            GatewayFixture.event(revision: 4, kind: "report"))
        let statuses = try hub.receipts().compactMap { $0["status"]?.string }
        #expect(statuses == ["accepted", "duplicate", "accepted", "stale", "accepted", "accepted"])
        #expect(try hub.endings() == ["counted": 1, "superseded": 3, "duplicate": 1, "stale": 1])
    }

    @Test func aWithdrawalSentAgainStandsInThePeriodOfTheFirst() throws {
        let hub = try GatewayFixture()
        try hub.publish(
            GatewayFixture.event(), GatewayFixture.event(revision: 2, kind: "withdrawal"),
            GatewayFixture.event(revision: 2, kind: "withdrawal"))
        _ = try hub.receipts()
        let tallies = try StateReader(directory: hub.directory).tallies().filter { $0.count != 0 }
        #expect(tallies.map(\.key.period) == tallies.map { _ in 201_607 })
        #expect(try hub.endings().filter { $0.value != 0 } == ["superseded": 1, "withdrawals": 1, "duplicate": 1])
    }

    @Test func theSameRevisionWithOtherContentIsAConflict() throws {
        let hub = try GatewayFixture()
        try hub.publish(GatewayFixture.event(), GatewayFixture.event(place: nil))
        let receipts = try hub.receipts()
        #expect(receipts.compactMap { $0["status"]?.string } == ["accepted", "rejected"])
        #expect(receipts.last?["reason"]?.string == "REVISION_CONFLICT")
        #expect(try hub.endings() == ["counted": 1, "rejected": 1])
    }

    /// A note to the sender never hides why a message was refused or passed over.
    @Test func theRevisionRulesReasonComesBeforeANote() throws {
        let hub = try GatewayFixture()
        let place = #"{"area":{"area_kind":"lsoa","code":"E01035000","vintage":2021}}"#
        try hub.publish(
            GatewayFixture.event(revision: 2, kind: "report", place: place),
            GatewayFixture.event(revision: 2, kind: "correction", place: place),
            GatewayFixture.event(revision: 1, place: place))
        let receipts = try hub.receipts()
        #expect(receipts.compactMap { $0["status"]?.string } == ["accepted", "rejected", "stale"])
        #expect(
            receipts.compactMap { $0["reason"]?.string } == ["AREA_NO_LOOKUP", "REVISION_CONFLICT", "REVISION_STALE"])
        #expect(receipts.last?["detail"]?.string?.contains("revision 2") == true)
        #expect(try StateReader(directory: hub.directory).deadLetters().map(\.code) == ["REVISION_CONFLICT"])
    }

    /// The pointer is that of the whole event in structured form, in either mode.
    @Test func pointersAreTheSameInBothModes() throws {
        let hub = try GatewayFixture()
        try hub.publish(GatewayFixture.event(place: #"{"area":{"area_kind":"lsoa","code":7,"vintage":2011}}"#))
        var batch = RecordBatch()
        let data =
            #"{"nsir_type":"noise","nsir_qualifier":"nuisance","occurred":{"precision":"month","from":"2016-07"},"#
            + #""place":{"area":{"area_kind":"lsoa","code":7,"vintage":2011}}}"#
        batch.append(
            key: Array("A-1".utf8), value: Array(data.utf8),
            headers: [
                ("content-type", Array("application/json".utf8)), ("ce_specversion", Array("1.0".utf8)),
                ("ce_id", Array("other".utf8)), ("ce_source", Array("/partners/wyp".utf8)),
                ("ce_type", Array("asb.incident".utf8)), ("ce_subject", Array("A-1".utf8)),
            ], timestamp: hub.clock.now())
        try hub.log.append(batch, to: GatewayFixture.topic)
        let pointers = try hub.receipts().compactMap { $0["pointer"]?.string }
        #expect(pointers.count == 2 && Set(pointers).count == 1)
        #expect(pointers.allSatisfy { $0.hasPrefix("/data/place") })
    }

    /// A topic on which only its genesis record lies has brought no message.
    @Test func aTopicWithoutMessagesIsNoFeed() throws {
        let hub = try GatewayFixture()
        #expect(try hub.gateway.processAvailable().messages == 0)
        let reader = try StateReader(directory: hub.directory)
        #expect(try reader.feeds().isEmpty)
        #expect(try reader.inputs().map(\.nextOffset) == [1])
    }

    /// Large messages end a transaction sooner, so that it stays short and bounded.
    @Test func transactionsAreBoundedInBytes() throws {
        let hub = try GatewayFixture()
        var options = GatewayOptions()
        options.batchBytes = 1 << 10
        options.transactionBytes = 1 << 12
        let gateway = Gateway(
            contracts: try Contracts.shipped(), store: hub.store, source: hub.log, options: options)
        for index in 0..<40 { try hub.publish(GatewayFixture.event(subject: "A-\(index)"), key: "A-\(index)") }
        let report = try gateway.processAvailable()
        #expect(report.messages == 40)
        #expect(report.transactions >= 3)
    }

    /// A London day begins an hour before the UTC one in summer; an hour's grace comes on top.
    @Test func aDayIsInTheFutureByLondonsClock() throws {
        let hub = try GatewayFixture()
        for (at, date) in [(1_782_858_600_000, "2026-07-01"), (1_782_856_800_000, "2026-07-01")] as [(Int64, String)] {
            // 22:30 and 22:00 UTC on 30 June: the day begins at 23:00.
            hub.clock.set(at)
            try hub.publish(GatewayFixture.event(subject: "D-\(at)", from: date, precision: "day"), key: "D-\(at)")
        }
        hub.clock.set(1_782_856_740_000)
        try hub.publish(GatewayFixture.event(from: "2026-07-01", precision: "day"))
        try hub.publish(GatewayFixture.event(subject: "A-2", from: "2026-07", precision: "month"), key: "A-2")
        #expect(try hub.receipts().compactMap { $0["reason"]?.string } == ["TIME_FUTURE", "TIME_FUTURE"])
    }

    @Test func aRestartGoesOnFromTheStoredOffset() throws {
        let hub = try GatewayFixture()
        try hub.publish(GatewayFixture.event())
        _ = try hub.gateway.processAvailable()
        let again = Gateway(contracts: try Contracts.shipped(), store: hub.store, source: hub.log)
        #expect(try again.processAvailable().messages == 0)
        try hub.publish(GatewayFixture.event(subject: "A-2"), key: "A-2")
        #expect(try again.processAvailable().messages == 1)
        #expect(try hub.endings() == ["counted": 2])
    }

    @Test func bothContentModesHaveOneHash() throws {
        let hub = try GatewayFixture()
        try hub.publish(GatewayFixture.event())
        var batch = RecordBatch()
        let data =
            #"{"occurred":{"from":"2016-07-03T22:10:00+01:00","precision":"instant"},"nsir_qualifier":"nuisance","#
            + #""place":{"area":{"code":"E01010568","area_kind":"lsoa","vintage":2011.0}},"nsir_type":"\u006eoise"}"#
        batch.append(
            key: Array("A-1".utf8), value: Array(data.utf8),
            headers: [
                ("content-type", Array("application/json".utf8)), ("ce_specversion", Array("1.0".utf8)),
                ("ce_id", Array("other".utf8)), ("ce_source", Array("/partners/wyp".utf8)),
                ("ce_type", Array("asb.incident".utf8)), ("ce_subject", Array("A-1".utf8)),
                ("ce_revision", Array("1".utf8)), ("ce_kind", Array("report".utf8)),
            ], timestamp: hub.clock.now())
        try hub.log.append(batch, to: GatewayFixture.topic)
        #expect(try hub.receipts().compactMap { $0["status"]?.string } == ["accepted", "duplicate"])
    }

    @Test func testMessagesAreAnsweredAndNeverCounted() throws {
        let hub = try GatewayFixture()
        try hub.publish(GatewayFixture.event(kind: "test"))
        #expect(try hub.receipts().first?["status"]?.string == "test")
        #expect(try hub.endings() == ["tests": 1])
    }

    /// Every kind of bad input ends as a receipt with its reason and a dead letter with its raw bytes.
    static let bad: [(value: String, reason: String)] = [
        ("not json", "NOT_JSON"),
        ("", "NOT_JSON"),
        (#"{"specversion":"1.0"}"#, "ENVELOPE_INVALID"),
        (GatewayFixture.event(revision: 0), "REVISION_INVALID"),
        (GatewayFixture.event(revision: -1), "REVISION_INVALID"),
        (GatewayFixture.event(revision: 2_147_483_648), "REVISION_INVALID"),
        (GatewayFixture.event(revision: nil, kind: "correction"), "REVISION_INVALID"),
        (GatewayFixture.event(revision: nil, extra: #","revision":1.5"#), "REVISION_INVALID"),
        (GatewayFixture.event(type: "asb.unheard"), "TYPE_UNKNOWN"),
        (GatewayFixture.event(source: "/partners/leeds"), "SOURCE_MISMATCH"),
        (GatewayFixture.event(from: "2016-02-30T10:00:00Z"), "SCHEMA_INVALID"),
        (GatewayFixture.event(from: "2036-02-03T10:00:00Z"), "TIME_FUTURE"),
        (GatewayFixture.event(from: "1900-01-01T00:00:00Z"), "TIME_PAST"),
        (GatewayFixture.event(from: "1974-03-31", precision: "day"), "TIME_PAST"),
        (GatewayFixture.event(from: "2016-07", precision: "day"), "SCHEMA_INVALID"),
        (
            GatewayFixture.event(place: #"{"area":{"area_kind":"lsoa","code":"E01099999","vintage":2011}}"#),
            "AREA_UNKNOWN"
        ),
        (GatewayFixture.event(extra: #","id":"again""#), "DUPLICATE_KEY"),
        (GatewayFixture.event(extra: #","big":1e400"#), "NUMBER_OUT_OF_RANGE"),
        (
            GatewayFixture.event(
                extra: #","deep":\#(String(repeating: "[", count: 100))\#(String(repeating: "]", count: 100))"#),
            "TOO_DEEP"
        ),
        (GatewayFixture.event(extra: #","note":"\#(String(repeating: "x", count: 1 << 20))""#), "TOO_LARGE"),
        (GatewayFixture.event(subject: #"A\u0007"#), "ATTRIBUTE_CONTROL_CHARACTER"),
    ]

    @Test(arguments: bad) func badInputNeverVanishes(value: String, reason: String) throws {
        let hub = try GatewayFixture()
        let offset = try hub.publish(value)
        try hub.publish(GatewayFixture.event())
        let receipts = try hub.receipts()
        #expect(receipts.count == 2)
        #expect(receipts.first?["status"]?.string == "rejected")
        #expect(receipts.first?["reason"]?.string == reason)
        #expect(receipts.last?["status"]?.string == "accepted")
        var letters = RecordBatch()
        _ = try hub.log.read(
            TopicPartition("deadletter.wyp.v1"), from: 1, recordLimit: 10, byteLimit: 1 << 30, into: &letters)
        #expect(letters.count == 1)
        #expect(letters.records.first.flatMap { letters.array($0.value) } == Array(value.utf8))
        #expect(offset >= 0)
    }

    /// Whatever a message is refused for, it stands in the month of its own date where that can be read.
    @Test(arguments: [
        (GatewayFixture.event(source: "/partners/leeds"), "A-1", Int32(201607)),
        (GatewayFixture.event(), "another key", 201607),
        (GatewayFixture.event(revision: 0), "A-1", 201607),
        (GatewayFixture.event(extra: #","no_such_attribute":1"#), "A-1", 201607),
        (GatewayFixture.event(from: "2036-02-03T10:00:00Z"), "A-1", 203602),
        (GatewayFixture.event(from: "soon"), "A-1", 0),
        ("not json", "A-1", 0),
    ])
    func aRefusedMessageStandsInThePeriodOfItsDate(value: String, key: String, period: Int32) throws {
        let hub = try GatewayFixture()
        try hub.publish(value, key: key)
        #expect(try hub.receipts().first?["status"]?.string == "rejected")
        #expect(try StateReader(directory: hub.directory).tallies().map(\.0.period) == [period])
    }

    @Test func aDeadLetterSaysWhereItsMessageLay() throws {
        let hub = try GatewayFixture()
        let offset = try hub.publish("not json")
        _ = try hub.receipts()
        var letters = RecordBatch()
        _ = try hub.log.read(
            TopicPartition("deadletter.wyp.v1"), from: 1, recordLimit: 10, byteLimit: 1 << 30, into: &letters)
        let headers = letters.headers.map { header in
            let text = [letters.array(header.name), letters.array(header.value)]
            return text.map { String(decoding: $0 ?? [], as: UTF8.self) }.joined(separator: "=")
        }
        #expect(headers.contains("ce_topic=in.wyp.asb.incident.v1"))
        #expect(headers.contains("ce_partition=0"))
        #expect(headers.contains("ce_offset=\(offset)"))
    }

    @Test func bytesThatAreNotUTF8AreRefused() throws {
        let hub = try GatewayFixture()
        try hub.publish([Array(#"{"a":""#.utf8) + [0xFF, 0xFE] + Array(#""}"#.utf8)], key: "A-1")
        #expect(try hub.receipts().first?["reason"]?.string == "NOT_UTF8")
    }

    @Test func aTypeThatIsNotListedIsWithheldWithoutItsBytes() throws {
        let hub = try GatewayFixture()
        let topic = TopicPartition("in.wyp.perception.survey.v1")
        try hub.log.createTopic(topic.topic, partitions: 1)
        try hub.publish(GatewayFixture.event(type: "perception.survey"), to: topic)
        let receipt = try hub.receipts().first
        #expect(receipt?["status"]?.string == "withheld")
        #expect(receipt?["reason"]?.string == "TYPE_NOT_LISTED")
        var letters = RecordBatch()
        _ = try hub.log.read(
            TopicPartition("deadletter.wyp.v1"), from: 1, recordLimit: 10, byteLimit: 1 << 30, into: &letters)
        #expect(letters.records.first?.value.isAbsent == true)
        #expect(try hub.endings() == ["withheld": 1])
        #expect(try StateReader(directory: hub.directory).tallies().map(\.0.period) == [201607])
    }

    @Test(arguments: [
        (#","sensitivity":"patient""#, "PATIENT_INFORMATION"),
        (#","restriction":"investigatory_powers""#, "INVESTIGATORY_POWERS"),
    ])
    func whatTheHubMayNotHoldIsWithheldWithItsCitation(extra: String, reason: String) throws {
        let hub = try GatewayFixture()
        try hub.publish(GatewayFixture.event(extra: extra))
        let receipt = try hub.receipts().first
        #expect(receipt?["status"]?.string == "withheld" && receipt?["reason"]?.string == reason)
        #expect(receipt?["detail"]?.string?.contains("s.16(4)(") == true)
        #expect(try StateReader(directory: hub.directory).deadLetters().map(\.state) == ["withheld"])
        #expect(try hub.endings() == ["withheld": 1])
    }

    @Test func unlocatedAndOutsideAreLinesOfTheirOwn() throws {
        let hub = try GatewayFixture()
        try hub.publish(GatewayFixture.event(place: nil))
        try hub.publish(
            GatewayFixture.event(
                subject: "A-2", place: #"{"area":{"area_kind":"lsoa","code":"E01007359","vintage":2011}}"#), key: "A-2")
        try hub.publish(
            GatewayFixture.event(
                subject: "A-3", place: #"{"point":{"crs":"wgs84","longitude":-1.55,"latitude":53.8}}"#), key: "A-3")
        #expect(try hub.receipts().compactMap { $0["status"]?.string } == ["accepted", "accepted", "accepted"])
        #expect(try hub.endings() == ["unlocated": 1, "outside": 1, "counted": 1])
    }
}
