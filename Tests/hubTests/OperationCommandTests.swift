import Foundation
import HubStore
import HubTesting
import HubTransport
import Testing

/// `hub backup`, `hub restore`, `hub doctor`, budgets and quotas, as processes.
@Suite(.timeLimit(.minutes(10))) struct OperationCommandTests {
    private let folder = try! ScratchFolder()
    private var store: String { folder.file("store") }
    private static let schemas = #filePath.replacingOccurrences(
        of: "Tests/hubTests/OperationCommandTests.swift", with: "schemas")

    private func hub(_ line: String, store: String? = nil, input: String = "") throws -> ProcessOutcome {
        try HubProcess.run(
            line.split(separator: " ").map(String.init), environment: ["HUB_STORE": store ?? self.store],
            input: Array(input.utf8), directory: folder.path)
    }

    private func incidents(_ range: Range<Int>) -> String {
        range.map {
            #"{"incident_reference":"A-\#($0)","nsir_type":"noise","nsir_qualifier":"nuisance","#
                + #""occurred":{"precision":"month","from":"2024-03"}}"#
        }
        .joined(separator: "\n")
    }

    private let publish = "publish --partner leeds --type asb.incident --subject /incident_reference"

    private func follows(_ schema: String, _ outcome: ProcessOutcome) throws {
        let path = try folder.write(outcome.output, to: "document.json")
        let check = try hub(
            "validate \(Self.schemas)/cli/\(schema).json \(path) --assert-formats "
                + "--resources https://schemas.hub.westyorkshire.example/=\(Self.schemas)")
        #expect(check.status == 0, "\(check) \(outcome)")
    }

    /// The drill: a hub runs and takes messages while its store is copied; the copy is put back, runs, and nothing that was
    /// acknowledged counts twice when its sender sends everything again.
    @Test func aBackupOfARunningHubIsPutBackAndGoesOn() throws {
        #expect(try hub(publish, input: incidents(0..<200)).status == 0)
        let running = try HubProcess(["run"], environment: ["HUB_STORE": store], directory: folder.path)
        try running.wait(for: "the hub") { OwnerLock.holder(directory: store) == running.identifier }
        let sender = try HubProcess(
            publish.split(separator: " ").map(String.init), environment: ["HUB_STORE": store],
            input: Array(incidents(200..<400).utf8), directory: folder.path)
        let backup = try hub("backup copy --keys --output json")
        #expect(backup.status == 0, "\(backup)")
        try follows("backup", backup)
        #expect(try sender.wait().status == 0)
        running.signal(SIGKILL)
        _ = try running.wait()

        let restored = folder.file("restored")
        let restore = try hub("restore copy --store \(restored) --output json")
        #expect(restore.status == 0 && restore.output == backup.output, "\(restore)")
        #expect(try hub("reconcile", store: restored).status == 0)
        #expect(try hub("audit verify", store: restored).status == 0)
        let again = try hub(publish + " --output json", store: restored, input: incidents(0..<400))
        #expect(again.status == 0, "\(again)")
        let reconciled = try hub("reconcile --output json", store: restored)
        #expect(reconciled.status == 0, "\(reconciled)")
        let reader = try StateReader(directory: restored)
        #expect(try reader.recordsInForce() == 400)
        #expect(try hub("restore copy --store \(restored)").status == 74)
        #expect(try hub("restore copy").status == 74)
        #expect(try hub("restore \(folder.path) --store \(folder.file("other"))").status == 66)
    }

    @Test func aKeyThatStaysBehindIsNamed() throws {
        #expect(try hub(publish, input: incidents(0..<1)).status == 0)
        #expect(try hub("backup copy").status == 0)
        let restored = folder.file("restored")
        let restore = try hub("restore copy --store \(restored)")
        #expect(restore.status == 0 && restore.errorText.contains("put audit.key into"), "\(restore)")
    }

    @Test func beyondBudgetAndQuotaMessagesAreRefusedWithAReason() throws {
        #expect(try hub(publish, input: incidents(5..<6)).status == 0)
        try folder.write(#"{"budget":{"disk_free_bytes":1000000000000000}}"#, to: "full.json")
        let full = try hub(publish + " --config full.json --store \(store)", input: incidents(0..<1))
        #expect(full.status == 74 && full.errorText.contains("budget.disk_free_bytes"), "\(full)")
        let status = try hub("status --config full.json --store \(store)")
        #expect(status.outputText.contains("no more messages are taken for lack of room"), "\(status)")
        try folder.write(
            #"{"quotas":{"partners":{"leeds":{"bytes_per_second":1,"burst_bytes":10}}}}"#, to: "quota.json")
        let options = " --config quota.json --store \(store)"
        #expect(try hub(publish + options, input: incidents(0..<1)).status == 0)
        let refused = try hub(publish + options, input: incidents(1..<2))
        #expect(refused.status == 1 && refused.errorText.contains("send again in"), "\(refused)")
        #expect(try hub("reconcile").status == 0)
    }

    @Test func theDoctorNamesEachNextStepAndMasksSecrets() throws {
        #expect(try hub(publish, input: incidents(0..<3)).status == 0)
        try folder.write("x", to: "hub.key")
        chmod(folder.file("hub.key"), 0o644)
        try folder.write(
            """
            {"store":"\(store)","http":{"tls":{"certificate":"hub.pem","key":"hub.key"}},
             "kafka":{"bootstrap":"broker:9093","librdkafka":{"sasl.password":"hunter2"}}}
            """, to: "hub.json")
        let outcome = try hub("doctor --config hub.json --output json")
        #expect(outcome.status == 1, "\(outcome)")
        try follows("doctor", outcome)
        let text = outcome.outputText
        #expect(!text.contains("hunter2") && text.contains("chmod 600"))
        #expect(
            text.contains(#""check":"datum","state":"ok""#) && text.contains(#""check":"state.sqlite","state":"ok""#))
        #expect(text.contains(#""kafka.librdkafka.sasl.password":"********""#))
        let table = try hub("doctor --quick")
        #expect(table.outputText.contains("configuration in force:") && !table.outputText.contains("state.sqlite"))
    }

    /// A hub that is started while a command takes in what it sent waits for it and says so; beside another hub it ends.
    @Test func aHubWaitsForACommandButNotForAHub() throws {
        #expect(try hub(publish, input: incidents(0..<1)).status == 0)
        var lock: OwnerLock? = try OwnerLock(directory: store, isBrief: true)
        let waiting = try HubProcess(["run"], environment: ["HUB_STORE": store], directory: folder.path)
        try waiting.wait(for: "it to say so") { waiting.errorText.contains("hub.waiting") }
        #expect(waiting.isRunning && lock != nil)
        lock = nil
        try waiting.wait(for: "the hub") { OwnerLock.holder(directory: store) == waiting.identifier }
        let second = try hub("run")
        #expect(second.status == 69 && second.errorText.contains("\(waiting.identifier)"), "\(second)")
        waiting.signal(SIGTERM)
        #expect(try waiting.wait().status == 0)
    }

    @Test func keysOfNobodyAreNotAnEmptyTable() throws {
        #expect(try hub("key add --partner leeds").status == 0)
        for command in ["key list --partner nobody", "key revoke --partner nobody"] {
            let outcome = try hub(command)
            #expect(outcome.status == 64 && outcome.errorText.contains("no partner 'nobody'"), "\(outcome)")
        }
        #expect(try hub("key list --partner leeds").status == 0)
        #expect(try hub("key list --partner wakefield").status == 0)
    }

    /// Rows of the police as another partner's: done, but not unnoticed.
    @Test func rowsOfAForceAsAnotherPartnersAreRemarkedOn() throws {
        let headings =
            "Crime ID,Month,Reported by,Falls within,Longitude,Latitude,Location,LSOA code,LSOA name,Crime type"
        try folder.write(
            headings
                + ",Last outcome category,Context\n,2016-07,West Yorkshire Police,West Yorkshire Police,-1.5,53.8,On,"
                + "E01011229,Leeds 001A,Anti-social behaviour,,\n", to: "street.csv")
        let own = try hub("import police-uk street.csv --partner wyp --dry-run")
        #expect(own.status == 0 && !own.errorText.contains("--partner wyp"), "\(own)")
        let other = try hub("import police-uk street.csv --partner leeds --dry-run")
        #expect(other.status == 0 && other.errorText.contains("import them with --partner wyp"), "\(other)")
    }

    @Test func theDoctorFindsDamage() throws {
        #expect(try hub(publish, input: incidents(0..<400)).status == 0)
        let path = store + "/log.sqlite"
        var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
        for place in 16_384..<24_000 where place < bytes.count { bytes[place] = 0xAA }
        for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + suffix) }
        try bytes.write(to: URL(fileURLWithPath: path))
        let outcome = try hub("doctor")
        #expect(outcome.status == 1 && outcome.outputText.contains("hub restore BACKUP"), "\(outcome)")
    }

    /// A rights request: found by reference, then by pseudonym alone, exported, erased; the counts and the log go without it,
    /// everything else stays, and the audit log knows it by the pseudonym only.
    @Test func aSubjectIsFoundExportedAndErased() throws {
        let bad = #"{"specversion":"1.0","id":"x-1","source":"/partners/leeds","type":"asb.incident","subject":"A-1"}"#
        #expect(try hub(publish, input: incidents(0..<3)).status == 0)
        #expect(try hub(publish + " --raw", input: bad).status == 1)
        let found = try hub("subject find --partner leeds --reference A-1 --output json")
        #expect(found.status == 0, "\(found)")
        try follows("subject-export", found)
        let document = try #require(try JSONSerialization.jsonObject(with: Data(found.output)) as? [String: Any])
        let pseudonym = try #require(document["pseudonym"] as? String)
        let kinds = (document["occurrences"] as? [[String: Any]] ?? []).compactMap { $0["kind"] as? String }
        #expect(Set(kinds) == ["record", "message", "receipt", "dead_letter"] && !found.outputText.contains("A-1"))

        #expect(try hub("subject rotate").status == 0)
        let export = try hub("subject export \(pseudonym)")
        #expect(export.status == 0 && export.outputText.contains(#""reference":"A-1""#), "\(export)")
        try follows("subject-export", export)
        #expect(try hub("subject find \(pseudonym)0").status == 64)
        #expect(try hub("subject find none.\(String(repeating: "0", count: 64))").status == 66)

        let erased = try hub("subject erase \(pseudonym) --reason request-14")
        #expect(erased.status == 0 && erased.outputText.contains("1 records out of the counts"), "\(erased)")
        #expect(try hub("subject find \(pseudonym)").status == 66)
        for name in ["log.sqlite", "log.sqlite-wal", "state.sqlite", "state.sqlite-wal"] {
            let bytes = FileManager.default.contents(atPath: store + "/" + name) ?? Data()
            // Nothing of the message is left in any page; blocks are compressed, so ask the log too.
            #expect(bytes.range(of: Data("x-1".utf8)) == nil, "\(name)")
        }
        let receipts = try hub("consume --partner leeds --topic receipt.leeds.v1").outputText
        #expect(!receipts.contains(#""A-1""#) && receipts.contains(#""A-2""#) && receipts.contains("SCHEMA_INVALID"))
        #expect(try hub("reconcile").status == 0)
        #expect(try StateReader(directory: store).recordsInForce() == 2)
        let audit = try hub("audit export").outputText
        #expect(audit.contains("erase subject") && audit.contains(pseudonym) && !audit.contains(#"A-1"#))
        #expect(try hub("audit verify").status == 0)
        let again = try hub("subject find --partner leeds --reference A-2 --output json")
        #expect(again.outputText.contains("subject-2."), "\(again)")
    }

    @Test func messagesAreSignedAndCheckedAgainstTheDirectory() throws {
        let key = String(repeating: "07", count: 32)
        try folder.write(key + "\n", to: "leeds.key")
        chmod(folder.file("leeds.key"), 0o600)
        let first = try hub(publish + " --sign leeds.key", input: incidents(0..<1))
        // The directory lists no key yet, so that it takes no envelope for an event.
        #expect(first.status == 1 && first.errorText.contains("public key "), "\(first)")
        let open = try #require(first.errorText.components(separatedBy: "public key ").last?.prefix(64))
        let shipped = try String(contentsOfFile: Self.schemas + "/shipped/partners.json", encoding: .utf8)
        let signing = #""signing":{"required":true,"keys":[{"id":"leeds-1","public_key":"\#(open)"}]}"#
        let place = try #require(shipped.range(of: #""id": "leeds","#) ?? shipped.range(of: #""id":"leeds","#))
        try folder.write(
            shipped.replacingCharacters(in: place, with: #""id":"leeds",\#(signing),"#), to: "partners.json")
        try folder.write(#"{"store":"\#(store)","partners":"partners.json"}"#, to: "hub.json")
        let signed = try hub(publish + " --sign leeds.key --config hub.json", input: incidents(0..<2))
        #expect(signed.status == 0, "\(signed)")
        let plain = try hub(publish + " --config hub.json", input: incidents(2..<3))
        #expect(plain.status == 1 && plain.errorText.contains("SIGNATURE_MISSING"), "\(plain)")
        chmod(folder.file("leeds.key"), 0o644)
        let exposed = try hub(publish + " --sign leeds.key --config hub.json", input: incidents(0..<1))
        #expect(exposed.status == 64 && exposed.errorText.contains("chmod 600"), "\(exposed)")
    }
}
