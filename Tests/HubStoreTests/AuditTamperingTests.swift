import CSQLite
import Foundation
import HubAssurance
import HubJSON
import HubStore
import HubTesting
import HubTransport
import Testing

/// Everything that can be done to the log's tables or to an export of it without the key is found.
@Suite struct AuditTamperingTests {
    private let folder = try! TemporaryDirectory(inMemory: true)
    private let clock = ManualClock(1_785_000_000_000)
    private static let entries = 60

    private func makeStore() throws -> StateStore {
        let store = try StateStore(directory: folder.path, clock: clock)
        for batch in 0..<(Self.entries / 3) {
            try store.transaction { transaction in
                for number in 0..<3 {
                    var entry = AuditEntry(AuditEntry.Category.allCases[(batch + number) % 6], "relay")
                    entry.count = Int64(batch)
                    entry.recipient = ["leeds", "wyp", "vrp"][number]
                    entry.digest = Blake2b.digest256([UInt8(batch), UInt8(number)]).hexadecimal
                    transaction.audit(entry)
                }
            }
            clock.advance(by: 1000)
        }
        return store
    }

    /// Verifies an export as `hub audit verify` does.
    private static func verify(_ lines: [[UInt8]], held: Checkpoint? = nil) throws {
        var verifier = AuditVerifier(held: held)
        for line in lines.dropLast() { try verifier.take(line) }
        let last = (lines.last.flatMap { try? JSONValue.parse($0) }).flatMap { Checkpoint($0) }
        try verifier.finish(last?.json == lines.last ? last : nil)
    }

    private func export(_ reader: StateReader) throws -> [[UInt8]] {
        var lines: [[UInt8]] = []
        try reader.auditEntries { lines.append($0) }
        lines.append(try #require(try reader.auditCheckpoint()).json)
        return lines
    }

    @Test func aThousandTamperingsOfAnExportAreFound() throws {
        _ = try makeStore()
        let lines = try export(try StateReader(directory: folder.path))
        try Self.verify(lines)
        var missed: [UInt64] = []
        for seed in 1...UInt64(1000) {
            var random = SeededGenerator(seed: seed)
            var changed = lines
            repeat { Self.tamper(&changed, &random) } while changed == lines
            if (try? Self.verify(changed)) != nil { missed.append(seed) }
        }
        #expect(missed.isEmpty, "seeds of tamperings that were not found: \(missed)")
    }

    private static func tamper(_ lines: inout [[UInt8]], _ random: inout SeededGenerator) {
        let place = Int.random(in: 0..<lines.count, using: &random)
        let other = Int.random(in: 0..<lines.count, using: &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0:
            lines[place][Int.random(in: 0..<lines[place].count, using: &random)] ^= UInt8.random(
                in: 1...255, using: &random)
        case 1: lines.remove(at: place)
        case 2: lines.swapAt(place, other)
        case 3: lines.insert(lines[place], at: other)
        case 4: lines.removeLast(Int.random(in: 1..<lines.count, using: &random))
        case 5: lines.removeSubrange(min(place, other)..<max(place, other))
        case 6: lines[place] = lines[other]
        default:
            // A number of a count or of the line itself is another, and the lines after it follow.
            let text = String(decoding: lines[place], as: UTF8.self)
            lines[place] = Array(
                text.replacing(#""count":1"#, with: #""count":2"#).replacing("leeds", with: "wyp").utf8)
        }
    }

    @Test func tamperingsOfTheTablesAreFound() throws {
        let store = try makeStore()
        let reader = try StateReader(directory: folder.path)
        #expect(try reader.verifyAudit() == Int64(Self.entries))
        var missed: [UInt64] = []
        for seed in 1...UInt64(200) {
            var random = SeededGenerator(seed: seed)
            let one = Int.random(in: 0..<Self.entries, using: &random)
            let two = (one + Int.random(in: 1..<Self.entries, using: &random)) % Self.entries
            let statement = [
                "DELETE FROM audit_entry WHERE number = \(one)",
                "DELETE FROM audit_entry WHERE number >= \(one)",
                "UPDATE audit_entry SET entry = CAST(replace(entry, '\"count\":', '\"count\":1') AS BLOB) WHERE number = \(one)",
                "UPDATE audit_entry SET number = number + 1000 WHERE number >= \(one)",
                "INSERT INTO audit_entry SELECT \(Self.entries + one), entry FROM audit_entry WHERE number = \(one)",
                "UPDATE audit_entry SET entry = (SELECT entry FROM audit_entry WHERE number = \(two)) WHERE number = \(one)",
                "UPDATE audit_head SET size = size - 1", "DELETE FROM audit_head",
                "UPDATE audit_head SET root = zeroblob(32)", "UPDATE audit_head SET signature = zeroblob(64)",
                "UPDATE audit_head SET edge = zeroblob(length(edge))",
                "UPDATE audit_head SET time = '2020-01-01T00:00:00.000Z'",
                "UPDATE audit_head SET public_key = randomblob(32)",
            ][Int.random(in: 0..<13, using: &random)]
            try Self.inRolledBackTransaction(folder.path, statement) { connection in
                if (try? connection.verifyAudit()) != nil { missed.append(seed) }
            }
        }
        #expect(missed.isEmpty, "seeds of tamperings that were not found: \(missed)")
        #expect(try reader.verifyAudit() == Int64(Self.entries))
        _ = store
    }

    /// Runs a statement on a copy of the store and hands over a reader of it.
    private static func inRolledBackTransaction(
        _ path: String, _ statement: String, _ body: (StateReader) throws -> Void
    ) throws {
        let copy = try TemporaryDirectory(inMemory: true)
        let file = copy.path + "/" + StateStore.fileName
        var from: OpaquePointer?
        #expect(sqlite3_open(path + "/" + StateStore.fileName, &from) == SQLITE_OK)
        #expect(sqlite3_exec(from, "VACUUM INTO '\(file)'", nil, nil, nil) == SQLITE_OK)
        sqlite3_close(from)
        var handle: OpaquePointer?
        #expect(sqlite3_open(file, &handle) == SQLITE_OK)
        #expect(
            sqlite3_exec(handle, "PRAGMA journal_mode=WAL; " + statement, nil, nil, nil) == SQLITE_OK, "\(statement)")
        sqlite3_close(handle)
        try body(try StateReader(directory: copy.path))
    }

    @Test func aHeldCheckpointFindsARewrittenPast() throws {
        let store = try makeStore()
        let reader = try StateReader(directory: folder.path)
        let held = try #require(try reader.auditCheckpoint())
        try store.transaction { $0.audit(AuditEntry(.consultation, "show", actor: "operator")) }
        #expect(try reader.verifyAudit(held: held) == Int64(Self.entries) + 1)
        // An operator with the key begins a log anew: it verifies by itself, and against what a partner holds it does not.
        let other = try TemporaryDirectory(inMemory: true)
        var options = StoreOptions()
        options.auditKeyPath = folder.path + "/audit.key"
        let id = try reader.storeID()
        options.makeUUID = { id }
        let forged = try StateStore(directory: other.path, clock: clock, options: options)
        for _ in 0...Self.entries { try forged.transaction { $0.audit(AuditEntry(.collection, "receive")) } }
        let forgery = try StateReader(directory: other.path)
        #expect(try forgery.verifyAudit() == Int64(Self.entries) + 1)
        let fault = #expect(throws: AuditVerifier.Fault.self) { try forgery.verifyAudit(held: held) }
        #expect(fault?.description.contains("the past was rewritten") == true)
    }

    @Test func nothingIsDoneUnlogged() throws {
        let store = try makeStore()
        let inputs = try StateReader(directory: folder.path).inputs().count
        // The log cannot be written: neither is what it was to record.
        var handle: OpaquePointer?
        #expect(sqlite3_open(folder.path + "/" + StateStore.fileName, &handle) == SQLITE_OK)
        #expect(sqlite3_exec(handle, "DROP TABLE audit_entry", nil, nil, nil) == SQLITE_OK)
        sqlite3_close(handle)
        #expect(throws: StoreError.self) {
            try store.transaction { transaction in
                let source = try store.source(TopicPartition("in.wyp.asb.incident.v1"))
                try transaction.setNextOffset(source, 7, lastTimestamp: 0)
                transaction.audit(AuditEntry(.collection, "receive"))
            }
        }
        #expect(try StateReader(directory: folder.path).inputs().count == inputs)
    }

    @Test func withoutItsKeyALogIsNotGoneOnWith() throws {
        _ = try makeStore()
        try FileManager.default.removeItem(atPath: folder.path + "/audit.key")
        let fault = #expect(throws: StoreError.self) { try StateStore(directory: folder.path, clock: clock) }
        #expect(fault?.code == .auditKey)
        _ = try SigningKey.make(path: folder.path + "/audit.key")
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: folder.path + "/audit.key")
        #expect(throws: StoreError.self) { try StateStore(directory: folder.path, clock: clock) }
    }
}
