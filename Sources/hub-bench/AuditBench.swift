import Foundation
import HubAssurance
import HubStore
import HubTransport

/// `hub-bench audit --messages N`: what the audit log costs, beside the pipeline that it is part of, in one run.
///
/// First the log's work alone, as the gateway does it: a digest over the ids of each batch of 8,192, an entry for it, the
/// tree and its signature in every transaction of 65,536. Then `hub-bench pipeline` with as many messages. Prints one line
/// of JSON: `messages`, `audit_cpu_us_per_message`, `pipeline_cpu_us_per_message` and `percent`, the first of the second.
enum AuditBench {
    static func run(arguments: [String]) throws {
        let options = try PipelineBench.Options(arguments: arguments)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hub-bench-audit-\(getpid())").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let audit = try measure(options.messages, folder)
        let pipeline = try PipelineBench.measure(options).cpuMicroseconds
        print(
            #"{"messages":\#(options.messages),"audit_cpu_us_per_message":\#(PipelineBench.round3(audit)),"#
                + #""pipeline_cpu_us_per_message":\#(PipelineBench.round3(pipeline)),"#
                + #""percent":\#(PipelineBench.round3(audit * 100 / pipeline))}"#)
    }

    /// Microseconds of CPU a message.
    private static func measure(_ messages: Int, _ folder: String) throws -> Double {
        let store = try StateStore(directory: folder, clock: SystemClock())
        let id = Array("018f2f6e-7c1a-7001-9a40-3c5d2b7e0001\n".utf8)
        var ids: [UInt8] = []
        guard let before = ProcessFigures.of(process: getpid()) else { throw BenchError("no figures of this process") }
        var left = messages
        while left > 0 {
            try store.transaction { transaction in
                for _ in 0..<8 where left > 0 {
                    let count = min(left, 8_192)
                    ids.removeAll(keepingCapacity: true)
                    for _ in 0..<count { ids.append(contentsOf: id) }
                    var entry = AuditEntry(.collection, "receive")
                    entry.partner = "wyp"
                    entry.type = "asb.incident"
                    entry.topic = "in.wyp.asb.incident.v1"
                    entry.count = Int64(count)
                    entry.digest = Blake2b.digest256(ids).hexadecimal
                    transaction.audit(entry)
                    left -= count
                }
            }
        }
        guard let after = ProcessFigures.of(process: getpid()) else { throw BenchError("no figures of this process") }
        return (after.cpuMicroseconds - before.cpuMicroseconds) / Double(messages)
    }
}
