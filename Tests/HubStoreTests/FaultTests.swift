import HubTesting
import HubTransport
import Testing

@testable import HubStore

/// A small hub whose file layer fails at every single write and sync in turn: what was acknowledged is there once, and
/// the bins equal a recount.
@Suite(.serialized) struct FaultTests {
    private static let input = TopicPartition("in.wyp.asb.incident.v1")
    private static let output = TopicPartition("out.leeds.asb.incident.v1")
    private static let rounds: UInt8 = 4
    private static let size: UInt8 = 5

    /// What the producer knows to be stored, as the values it sent.
    private final class Ledger {
        var acknowledged: [UInt8] = []
    }

    private struct Files {
        var directory: String
        var vfs: String?

        func log() throws -> EmbeddedLog {
            var options = LogOptions()
            options.vfs = vfs
            return try EmbeddedLog(directory: directory, clock: ManualClock(), options: options)
        }

        func state() throws -> StateStore {
            var options = StoreOptions()
            options.vfs = vfs
            return try StateStore(directory: directory, clock: ManualClock(), options: options)
        }
    }

    private static let bin = BinKey(partition: 0, series: 1, precision: 1, day: 20_000, cell: 5)

    /// Publishes what is not acknowledged yet, each value a record with a subject of its own.
    private func publish(_ files: Files, _ ledger: Ledger) throws {
        let log = try files.log()
        try log.createTopic(Self.input.topic, partitions: 1)
        for round in 0..<Self.rounds where !ledger.acknowledged.contains(round * Self.size) {
            var batch = RecordBatch()
            let values = (0..<Self.size).map { round * Self.size + $0 }
            for value in values { batch.append(key: [value], value: [value], timestamp: 1) }
            try log.append(batch, to: Self.input)
            ledger.acknowledged += values
            if round % 2 == 1 { try process(files, limit: 2) }
        }
    }

    /// Reads on from the held offset: a new subject counts and goes out, one seen before is a duplicate.
    private func process(_ files: Files, limit: Int = .max) throws {
        let log = try files.log()
        let store = try files.state()
        let source = try store.source(Self.input)
        var pump = OutboxPump()
        for _ in 0..<limit {
            var batch = RecordBatch()
            let from = try store.nextOffset(source)
            let next = try log.read(Self.input, from: from, recordLimit: 4, byteLimit: 1 << 20, into: &batch)
            if next == from { break }
            try store.transaction { transaction in
                for index in 0..<batch.count where !GenesisRecord.isGenesis(index, of: batch) {
                    try take(batch, index, source, transaction)
                }
                try transaction.setNextOffset(source, next, lastTimestamp: 1)
            }
            _ = try pump.pump(store, sink: log, limit: 3)
        }
        while try pump.pump(store, sink: log, limit: 3) > 0 {}
        // A reader at the end, as `hub status` is; the last connection to close also moves the write-ahead log.
        _ = try log.watermarks(of: Self.input)
    }

    private func take(
        _ batch: RecordBatch, _ index: Int, _ source: SourceID, _ transaction: StateTransaction
    ) throws {
        let record = batch.records[index]
        try batch.bytes.withUnsafeBytes { bytes in
            let subject = UnsafeRawBufferPointer(rebasing: bytes[record.key.range])
            let known = try transaction.record(source, subject: subject) != nil
            let ending: Ending = known ? .duplicate : .counted
            transaction.addTally(TallyKey(partition: 0, partner: 1, type: 1, period: 0, ending: ending), 1)
            guard !known else { return }
            try transaction.put(
                source, subject: subject, messageID: subject,
                StoredRecord(
                    revision: 1, ending: .counted, hashHigh: 0, hashLow: 0, contribution: Contribution(),
                    offset: record.offset))
            transaction.addBin(Self.bin, BinValue(count: 1))
            var copy = RecordBatch()
            copy.append(recordAt: index, of: batch)
            try transaction.enqueue(copy, to: Self.output)
        }
    }

    /// Finishes on sound files, then recounts. The file layer no longer fails; it stays only because it does not wait for
    /// the disk.
    private func finishAndCheck(_ directory: String, _ ledger: Ledger, _ what: String) throws {
        let files = Files(directory: directory, vfs: FaultVFS.name)
        try publish(files, ledger)
        try process(files)
        let log = try files.log()
        let all = Set(0..<(Self.rounds * Self.size))
        #expect(Set(ledger.acknowledged) == all)
        let arrived = try TransportConformance.drain(log, Self.input, from: 1)
        let inputs = arrived.records.flatMap { arrived.array($0.value) ?? [] }
        #expect(Set(inputs) == all, "\(what): an acknowledged record is missing")
        let sent = try TransportConformance.drain(log, Self.output, from: 1)
        let outputs = sent.records.flatMap { sent.array($0.value) ?? [] }
        #expect(outputs.sorted() == all.sorted(), "\(what): each subject goes out once, in all \(outputs.count) did")
        let reader = try StateReader(directory: directory)
        let check = try reader.first("PRAGMA integrity_check") { $0.text(0) }
        #expect(check == "ok", "\(what): the file is damaged")
        var count: Int64 = 0
        try reader.bins(series: 1, fromDay: 20_000, toDay: 20_000) { count += $1.count }
        #expect(count == Int64(all.count), "\(what): the bin is not the recount")
        let tallies = try reader.tallies()
        #expect(tallies.map(\.count).reduce(0, +) == Int64(inputs.count), "\(what): received is not the sum of endings")
        #expect(try reader.outbox().rows == 0)
    }

    @Test(arguments: [
        (FaultVFS.Fault.once, true), (.crash, false), (.powerLoss, false),
    ])
    func everyWriteAndSync(_ fault: FaultVFS.Fault, full: Bool) throws {
        var number: Int64 = 1
        while true {
            let directory = try TemporaryDirectory(inMemory: true)
            let ledger = Ledger()
            FaultVFS.arm(at: number, fault, full: full)
            let faulty = Files(directory: directory.path, vfs: FaultVFS.name)
            var failed = false
            do {
                try publish(faulty, ledger)
                try process(faulty)
            } catch {
                failed = true
                #expect(error is StoreError || error is TransportError)
            }
            let fired = FaultVFS.fired
            FaultVFS.disarm()
            try finishAndCheck(directory.path, ledger, "\(fault), call \(number)")
            if !fired {
                #expect(!failed)
                break
            }
            number += 1
        }
        #expect(number > 100, "the scenario makes too few writes to prove anything")
    }

    @Test func aFullDiskIsNamed() throws {
        let directory = try TemporaryDirectory(inMemory: true)
        FaultVFS.disarm()
        let store = try Files(directory: directory.path, vfs: FaultVFS.name).state()
        FaultVFS.arm(at: 1, .crash, full: true)
        let fault = #expect(throws: StoreError.self) {
            try store.transaction { $0.addBin(Self.bin, BinValue(count: 1)) }
        }
        #expect(fault?.code == .full)
        FaultVFS.disarm()
    }
}
