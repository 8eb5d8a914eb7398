import Glibc
import HubStore
import HubTransport

/// `hub-bench store --messages N`: what appending to the log, and keeping records in the state, costs.
///
/// Prints one line of JSON. CPU times are of this process, user and system, a record.
enum StoreBench {
    struct Problem: Error, CustomStringConvertible {
        var description: String
    }

    static func run(arguments: [String]) throws {
        var messages = 1_000_000
        var folder = "."
        var rest = arguments[...]
        while let option = rest.popFirst() {
            switch (option, rest.popFirst()) {
            case ("--messages", let text?):
                guard let number = Int(text), number > 0 else { throw Problem(description: "\(text) is no number") }
                messages = number
            case ("--folder", let text?): folder = text
            default: throw Problem(description: "unknown option \(option)")
            }
        }
        let directory = folder + "/hub-bench-store-\(getpid())"
        defer { remove(directory) }
        let log = try appendCost(messages: messages, directory: directory)
        let read = try readCost(messages: messages, directory: directory)
        let state = try putCost(messages: messages, directory: directory)
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        print(
            "{\"benchmark\":\"store\",\"messages\":\(messages),\"append_cpu_us\":\(log.cpu),\"append_us\":\(log.wall),"
                + "\"read_cpu_us\":\(read.cpu),\"put_cpu_us\":\(state.cpu),\"put_us\":\(state.wall),"
                + "\"log_bytes\":\(size(directory + "/log.sqlite")),\"state_bytes\":\(size(directory + "/state.sqlite")),"
                + "\"peak_rss_bytes\":\(usage.ru_maxrss * 1024)}")
    }

    /// Microseconds a record.
    private struct Cost {
        var cpu: Double
        var wall: Double
    }

    private static func measure(_ records: Int, _ body: () throws -> Void) rethrows -> Cost {
        func seconds(_ clock: clockid_t) -> Double {
            var time = timespec()
            clock_gettime(clock, &time)
            return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        }
        let cpu = seconds(CLOCK_PROCESS_CPUTIME_ID)
        let wall = seconds(CLOCK_MONOTONIC)
        try body()
        func each(_ spent: Double) -> Double { (spent / Double(records) * 1e8).rounded() / 100 }
        return Cost(cpu: each(seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu), wall: each(seconds(CLOCK_MONOTONIC) - wall))
    }

    private static func appendCost(messages: Int, directory: String) throws -> Cost {
        let log = try EmbeddedLog(directory: directory, clock: SystemClock())
        try log.createTopic("in.wyp.asb.incident.v1", partitions: 1)
        let batches = (0..<4).map { makeBatch(of: 10_000, from: $0 * 10_000) }
        return try measure(messages) {
            var done = 0
            while done < messages {
                try log.append(batches[done / 10_000 % 4], to: TopicPartition("in.wyp.asb.incident.v1"))
                done += 10_000
            }
        }
    }

    private static func readCost(messages: Int, directory: String) throws -> Cost {
        let log = try EmbeddedLog(directory: directory, clock: SystemClock())
        var batch = RecordBatch()
        return try measure(messages) {
            var next: Int64 = 1
            while true {
                batch.removeAll()
                let after = try log.read(
                    TopicPartition("in.wyp.asb.incident.v1"), from: next, recordLimit: 10_000, byteLimit: 16 << 20,
                    into: &batch)
                if after == next { break }
                next = after
            }
        }
    }

    private static func putCost(messages: Int, directory: String) throws -> Cost {
        let store = try StateStore(directory: directory, clock: SystemClock())
        let source = try store.source(TopicPartition("in.wyp.asb.incident.v1"))
        return try measure(messages) {
            var done = 0
            while done < messages {
                try store.transaction { transaction in
                    for index in done..<(done + 20_000) { try put(index, source, transaction) }
                    try transaction.setNextOffset(source, Int64(done + 20_000), lastTimestamp: 0)
                }
                done += 20_000
            }
        }
    }

    private static func put(_ index: Int, _ source: SourceID, _ transaction: StateTransaction) throws {
        let record = StoredRecord(
            revision: 1, ending: .counted, hashHigh: UInt64(index) &* 0x9E37_79B9_7F4A_7C15, hashLow: UInt64(index),
            contribution: Contribution(
                series: 1, area: Int64(index % 1400) << 20 | 1 << 60, hexagon: Int64(index % 29_000) << 20 | 1 << 61,
                day: 20_000 + Int32(index % 31), precision: 1, dayNight: 1, period: 202_607),
            offset: Int64(index))
        try withUnsafeTemporaryAllocation(byteCount: 36, alignment: 8) { text in
            fill(text, index)
            let subject = UnsafeRawBufferPointer(rebasing: text[..<16])
            if try transaction.record(source, subject: subject) == nil {
                try transaction.put(source, subject: subject, messageID: UnsafeRawBufferPointer(text), record)
            }
        }
        let bin = BinKey(
            partition: 0, series: 1, precision: 1, day: 20_000 + Int32(index % 31), cell: Int64(index % 1400))
        transaction.addBin(bin, BinValue(count: 1, day: 1))
        transaction.addTally(TallyKey(partition: 0, partner: 1, type: 2, period: 202_607, ending: .counted), 1)
    }

    /// `AS-0000000001234` and random-looking letters after it.
    private static func fill(_ text: UnsafeMutableRawBufferPointer, _ index: Int) {
        var number = index
        for place in stride(from: 15, through: 3, by: -1) {
            text[place] = UInt8(48 + number % 10)
            number /= 10
        }
        text[0] = UInt8(ascii: "A")
        text[1] = UInt8(ascii: "S")
        text[2] = UInt8(ascii: "-")
        var mixed = UInt64(index) &* 0x9E37_79B9_7F4A_7C15
        for place in 16..<36 {
            mixed ^= mixed >> 29
            mixed = mixed &* 0xBF58_476D_1CE4_E5B9
            text[place] = UInt8(97 + mixed >> 60)
        }
    }

    /// Structured events of about 1.2 KB, each with an id, times and a hash of its own.
    private static func makeBatch(of count: Int, from first: Int) -> RecordBatch {
        var batch = RecordBatch()
        batch.reserve(bytes: count * 1300, records: count)
        for index in first..<(first + count) {
            var id = [UInt8](repeating: 0, count: 36)
            id.withUnsafeMutableBytes { fill($0, index) }
            let subject = String(decoding: id[..<16], as: UTF8.self)
            let name = String(decoding: id, as: UTF8.self)
            let value =
                "{\"specversion\":\"1.0\",\"id\":\"\(name)\",\"source\":\"/partners/wyp/records\","
                + "\"type\":\"asb.incident\",\"subject\":\"\(subject)\",\"time\":\"2026-07-\(10 + index % 20)T12:"
                + "\(10 + index % 50):\(10 + index / 7 % 50)Z\",\"revision\":1,\"kind\":\"report\",\"data\":{"
                + (0..<14).map {
                    "\"property_number_\($0)\":{\"code\":\"E0101\(index &* ($0 + 7) % 9973)\",\"value\":\(index % ($0 + 91))}"
                }
                .joined(separator: ",")
                + ",\"reference\":\"\(String(id.reversed().map { Character(UnicodeScalar($0)) }))\"}}"
            batch.append(
                key: Array(subject.utf8), value: Array(value.utf8),
                headers: [("content-type", Array("application/cloudevents+json".utf8))],
                timestamp: 1_750_000_000_000 + Int64(index))
        }
        return batch
    }

    private static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }

    private static func remove(_ directory: String) {
        for name in ["log.sqlite", "log.bell", "state.sqlite"] {
            for suffix in ["", "-wal", "-shm"] { unlink(directory + "/" + name + suffix) }
        }
        rmdir(directory)
    }
}
