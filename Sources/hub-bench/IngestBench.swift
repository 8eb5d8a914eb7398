import Foundation
import HubExchange
import HubGeography
import HubStore
import HubTransport
import Synchronization

/// `hub-bench ingest --messages N`: events of 1.2 KB in batches over HTTPS, each request acknowledged once durable.
///
/// A real `hub run` with a certificate made for the run takes them on a new store and works on them meanwhile. Measured
/// from the first request to the last answer. Prints one line of JSON: `messages`, `seconds`, `messages_per_second`
/// (durable), `p50_ms`, `p99_ms` and `largest_ms` of a request, `hub_cpu_us_per_message`, `client_cpu_us_per_message`,
/// `durable` (what the log holds) and `counted` (what the hub then counted).
enum IngestBench {
    private struct Options {
        var messages = 600_000
        var batch = 100
        var connections = 16
        var seed: UInt64 = 20_160_701
        /// Without TLS, for comparison.
        var isPlain = false

        init(arguments: [String]) throws {
            var rest = arguments[...]
            while let name = rest.popFirst() {
                if name == "--plain" {
                    isPlain = true
                    continue
                }
                guard let value = rest.popFirst().flatMap({ Int($0) }) else {
                    throw BenchError("\(name) needs a number")
                }
                switch name {
                case "--messages" where value > 0: messages = value
                case "--batch" where (1...10_000).contains(value): batch = value
                case "--connections" where (1...256).contains(value): connections = value
                case "--seed": seed = UInt64(truncatingIfNeeded: value)
                default: throw BenchError("unknown option or value: \(name) \(value)")
                }
            }
        }
    }

    private struct Outcome {
        /// Milliseconds of each request.
        var spans: [Double] = []
        var acknowledged = 0
        var fault: (any Error)?
    }

    static func run(arguments: [String]) throws {
        let options = try Options(arguments: arguments)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("hub-bench-ingest-\(getpid())").path
        let store = folder + "/store"
        try FileManager.default.createDirectory(atPath: store, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        var arguments = ["--listen", "127.0.0.1:0"]
        if !options.isPlain { arguments += ["--config", try Self.configuration(in: folder)] }
        let hub = try HubUnderTest(store: store, arguments: arguments, log: folder + "/hub.log")
        defer { hub.stop() }
        let address = try Self.address(of: hub, log: folder + "/hub.log")
        var credentials = HubConnection.Credentials()
        credentials.key = try AccessStore(directory: store, clock: SystemClock()).addKey(
            partner: "wyp", tier: "partner"
        ).key
        credentials.authority = options.isPlain ? nil : folder + "/hub.pem"

        guard let hubBefore = ProcessFigures.of(process: hub.process), let before = ProcessFigures.of(process: getpid())
        else { throw BenchError("the hub ended early") }
        let start = DispatchTime.now()
        let outcome = Self.send(options, to: address, credentials)
        let seconds = Double(DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds) / 1e9
        if let fault = outcome.fault { throw fault }
        guard let hubAfter = ProcessFigures.of(process: hub.process), let after = ProcessFigures.of(process: getpid())
        else { throw BenchError("the hub ended early") }

        let topic = TopicPartition("in.wyp.asb.incident.v1")
        let end = try EmbeddedLog(directory: store, clock: SystemClock()).watermarks(of: topic).high
        let reader = try StateReader(directory: store)
        while try reader.inputs().first(where: { $0.partition == topic })?.nextOffset != end {
            guard hub.isRunning else { throw BenchError("the hub ended early") }
            usleep(5_000)
        }
        let counted = try reader.tallies().filter { $0.key.ending == .counted }.reduce(0) { $0 + $1.count }
        let spans = outcome.spans.sorted()
        func at(_ share: Double) -> Double {
            spans.isEmpty ? 0 : PipelineBench.round3(spans[min(spans.count - 1, Int(Double(spans.count) * share))])
        }
        let messages = Double(outcome.acknowledged)
        func each(_ from: ProcessFigures, _ to: ProcessFigures) -> Double {
            PipelineBench.round3((to.cpuMicroseconds - from.cpuMicroseconds) / messages)
        }
        print(
            #"{"messages":\#(outcome.acknowledged),"batch":\#(options.batch),"connections":\#(options.connections),"#
                + #""tls":\#(!options.isPlain),"seconds":\#(PipelineBench.round3(seconds)),"#
                + #""messages_per_second":\#(Int(messages / seconds)),"p50_ms":\#(at(0.5)),"p99_ms":\#(at(0.99)),"#
                + #""largest_ms":\#(at(1)),"hub_cpu_us_per_message":\#(each(hubBefore, hubAfter)),"#
                + #""client_cpu_us_per_message":\#(each(before, after)),"durable":\#(end - 1),"counted":\#(counted)}"#)
    }

    /// A certificate for the run by openssl, and a configuration that names it.
    private static func configuration(in folder: String) throws -> String {
        let openssl = Process()
        openssl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        openssl.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
            folder + "/hub.key", "-out", folder + "/hub.pem", "-subj", "/CN=hub", "-days", "2", "-addext",
            "subjectAltName=IP:127.0.0.1",
        ]
        openssl.standardError = FileHandle.nullDevice
        try openssl.run()
        openssl.waitUntilExit()
        guard openssl.terminationStatus == 0 else { throw BenchError("openssl makes no certificate") }
        let path = folder + "/hub.json"
        try #"{"http":{"tls":{"certificate":"\#(folder)/hub.pem","key":"\#(folder)/hub.key"}}}"#
            .write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    private static func address(of hub: HubUnderTest, log: String) throws -> String {
        while true {
            let text = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            if let place = text.range(of: "listening on ") {
                return String(text[place.upperBound...].prefix { $0 != "\"" && !$0.isNewline })
            }
            guard hub.isRunning else { throw BenchError("the hub does not start: \(text)") }
            usleep(5_000)
        }
    }

    /// As many senders as connections, each with a batch at a time.
    private static func send(_ options: Options, to address: String, _ credentials: HubConnection.Credentials)
        -> Outcome
    {
        let total = Mutex(Outcome())
        let next = Atomic<Int>(0)
        let senders = DispatchGroup()
        for sender in 0..<options.connections {
            senders.enter()
            Thread.detachNewThread {
                var outcome = Outcome()
                do {
                    let connection = try HubConnection(address, credentials)
                    var generator = IncidentGenerator(
                        areas: AreaLookup.shipped.areas(.lsoa).map(\.code), seed: options.seed &+ UInt64(sender))
                    while true {
                        let first = next.wrappingAdd(options.batch, ordering: .relaxed).oldValue
                        guard first < options.messages else { break }
                        let numbers = first..<min(first + options.batch, options.messages)
                        try Self.post(numbers, &generator, on: connection, into: &outcome)
                    }
                } catch { outcome.fault = error }
                total.withLock {
                    $0.spans += outcome.spans
                    $0.acknowledged += outcome.acknowledged
                    $0.fault = $0.fault ?? outcome.fault
                }
                senders.leave()
            }
        }
        senders.wait()
        return total.withLock { $0 }
    }

    private static func post(
        _ numbers: Range<Int>, _ generator: inout IncidentGenerator, on connection: HubConnection,
        into outcome: inout Outcome
    ) throws {
        var records = RecordBatch()
        for number in numbers { generator.append(number, to: &records, timestamp: 0) }
        var body: [UInt8] = []
        body.reserveCapacity(records.bytes.count + records.count + 2)
        for (index, record) in records.records.enumerated() {
            body.append(UInt8(ascii: index == 0 ? "[" : ","))
            body += records.bytes[record.value.range]
        }
        body.append(UInt8(ascii: "]"))
        let start = DispatchTime.now()
        let answer = try connection.send(
            "POST", "/events", headers: [(name: "Content-Type", value: "application/cloudevents-batch+json")],
            body: body)
        outcome.spans.append(Double(DispatchTime.now().uptimeNanoseconds - start.uptimeNanoseconds) / 1e6)
        guard answer.status == 202 else { throw BenchError("the hub refuses: \(HubConnection.detail(of: answer))") }
        let text = String(decoding: answer.body, as: UTF8.self)
        guard !text.contains("rejected") else { throw BenchError("the hub rejects: \(text.prefix(300))") }
        outcome.acknowledged += numbers.count
    }
}
