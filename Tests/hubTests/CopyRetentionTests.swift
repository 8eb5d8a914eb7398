import Foundation
import HubContracts
import HubStore
import HubTesting
import HubTransport
import Testing

@testable import hub

/// What the hub keeps for others and what it may not keep, as processes: sealed, ended, taken out of the log.
@Suite(.timeLimit(.minutes(15))) struct CopyRetentionTests {
    private let folder = try! ScratchFolder()
    private var store: String { folder.file("store") }

    private func hub(_ line: String, input: String = "") throws -> ProcessOutcome {
        try HubProcess.run(
            line.split(separator: " ").map(String.init) + ["--store", store], input: Array(input.utf8),
            directory: folder.path)
    }

    private static let bare =
        #"{"nsir_type":"noise","nsir_qualifier":"nuisance","occurred":{"precision":"month","from":"2024-03"}}"#

    private func records(_ topic: String) throws -> (batch: RecordBatch, values: [String?]) {
        let log = try EmbeddedLog(directory: store, clock: SystemClock())
        var found = RecordBatch()
        _ = try log.read(TopicPartition(topic), from: 1, recordLimit: 100, byteLimit: 1 << 20, into: &found)
        return (found, found.records.map { found.array($0.value).map { String(decoding: $0, as: UTF8.self) } })
    }

    /// Copies lie sealed in the log, their recipient reads them, and they end with their agreement's retention.
    @Test func copiesEndWithTheRetentionOfTheirAgreement() throws {
        try folder.write(PolicyCommandTests.agreements, to: "agreements.json")
        try folder.write(#"{"agreements": "agreements.json"}"#, to: "hub.json")
        let sent = try hub("publish --config hub.json --partner wyp --type asb.incident", input: Self.bare)
        #expect(sent.status == 0, "\(sent)")
        let topic = "out.leeds.asb.incident.v1"
        let sealed = try records(topic)
        #expect(sealed.values.count == 1 && sealed.values[0]?.contains("specversion") == false)
        let consume = "consume --config hub.json --partner leeds --from first --topic \(topic)"
        #expect(try hub(consume).outputText.contains(#""agreement":"WYP-LEEDS-1""#))

        // A backup without keys is the same copy, and nobody reads it.
        #expect(try hub("backup \(folder.file("copy"))").status == 0)
        #expect(!FileManager.default.fileExists(atPath: folder.file("copy") + "/agreement.keys"))

        // Long after the agreement's days, the hub's retention puts the key away.
        let state = try StateStore(directory: store, clock: SystemClock())
        let reader = try StateReader(directory: store)
        var configuration = Configuration()
        configuration.logDays = 36_500
        configuration.receiptDays = 36_500
        var retention = Retention(configuration)
        let log = try EmbeddedLog(directory: store, clock: SystemClock())
        let century: Int64 = 99 * 365 * 86_400_000
        try retention.look(at: log, state, reader, now: SystemClock().now() + century)
        #expect(try log.copyKeys.due(at: .max / 2).isEmpty)
        #expect(try records(topic).values.count == 1)
        let gone = try hub(consume)
        #expect(gone.status == 0 && gone.outputText.isEmpty, "\(gone)")
        #expect(try hub("audit export").outputText.contains(#""act":"shred""#))
        #expect(try hub("audit verify").status == 0)
    }

    /// The hub may not hold withheld messages: their bytes leave the log too, position and hash stay.
    @Test func withheldBytesLeaveTheLog() throws {
        #expect(try hub("publish --partner leeds --type asb.incident", input: Self.bare).status == 0)
        let patient =
            #"{"specversion":"1.0","id":"p-1","source":"/partners/leeds","type":"asb.incident","subject":"NHS-7","#
            + #""revision":1,"sensitivity":"patient","data":\#(Self.bare)}"#
        let withheld = try hub("publish --partner leeds --type asb.incident --raw", input: patient)
        #expect(withheld.status == 1 && withheld.errorText.contains("PATIENT_INFORMATION"), "\(withheld)")
        let lying = try records("in.leeds.asb.incident.v1")
        #expect(lying.values.count == 2 && lying.values[0] != nil && lying.values[1] == nil)
        #expect(lying.batch.records[1].key.isAbsent)
        let list = try hub("deadletters list --output json")
        #expect(list.outputText.contains(#""state":"withheld""#) && list.outputText.contains(#""offset":2"#), "\(list)")
        #expect(try hub("audit export").outputText.contains(#""act":"withhold""#))
        // What is blank is not taken for a message: the next run finds nothing new.
        #expect(try hub("publish --partner leeds --type asb.incident", input: Self.bare).status == 0)
        let reconciled = try hub("reconcile --output json")
        #expect(reconciled.status == 0 && reconciled.outputText.contains(#""withheld":1"#), "\(reconciled)")
    }
}
