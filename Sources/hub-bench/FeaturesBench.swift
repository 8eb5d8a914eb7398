import Foundation
import HubStore
import HubTransport

/// `hub-bench features --records N`: pages of 1,000 features from a store with N records, asked for by wrk over many connections.
///
/// A real `hub run` process takes the records in and then serves them; one line of JSON gives milliseconds (p50, p99) and
/// pages a second for the same page, the same page compressed, and pages that begin anywhere.
enum FeaturesBench {
    private static let page = "/collections/asb-lsoa-month/items?limit=1000"

    static func run(arguments: [String]) throws {
        var options = try PipelineBench.Options(arguments: [])
        var connections = 50
        var seconds = 15
        var store: String?
        var rest = arguments[...]
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { throw BenchError("\(name) needs a value") }
            switch (name, Int(value)) {
            case ("--records", .some(let number)) where number > 0: options.messages = number
            case ("--connections", .some(let number)) where (1...2000).contains(number): connections = number
            case ("--seconds", .some(let number)) where number > 0: seconds = number
            case ("--store", _): store = value
            default: throw BenchError("unknown option or value: \(name) \(value)")
            }
        }
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/wrk") else {
            throw BenchError("wrk is not there: apt-get install wrk")
        }
        let folder = store ?? FileManager.default.temporaryDirectory.path + "/hub-bench-features-\(getpid())"
        defer { if store == nil { try? FileManager.default.removeItem(atPath: folder) } }
        // A store of an earlier run is served as it is.
        if !FileManager.default.fileExists(atPath: folder + "/state.sqlite") {
            options.store = folder
            _ = try PipelineBench.measure(options)
        }
        let records = try StateReader(directory: folder).tallies().filter { $0.key.ending == .counted }
            .reduce(0) { $0 + $1.count }
        let access = try AccessStore(directory: folder, clock: SystemClock())
        // One key may ask 10,000 times a second.
        let keys = try (0..<16).map { _ in try access.addKey(partner: "vrp", tier: "exact").key }
        let port = UInt16.random(in: 20_000...32_000)
        let hub = try HubUnderTest(store: folder, arguments: ["--listen", "127.0.0.1:\(port)"])
        defer { hub.stop() }
        let load = Load(port: port, keys: keys, connections: connections, seconds: seconds, folder: folder)
        try load.waitUntilServing(hub)
        let same = try load.run(page)
        let compressed = try load.run(page, headers: ["Accept-Encoding: gzip"])
        let turn = try load.run(page, offsets: 388)
        print(
            #"{"benchmark":"features","records":\#(records),"features":1000,"connections":\#(connections),"seconds":\#(seconds),"#
                + #""same_page":\#(same),"same_page_gzip":\#(compressed),"any_page":\#(turn)}"#)
    }

    /// wrk against one server.
    private struct Load {
        var port: UInt16
        var keys: [String]
        var connections: Int
        var seconds: Int
        var folder: String

        private var base: String { "http://127.0.0.1:\(port)" }

        func waitUntilServing(_ hub: HubUnderTest) throws {
            for _ in 0..<3_000 {
                guard hub.isRunning else { break }
                if (try? output("/usr/bin/curl", ["-sf", "-o", "/dev/null", "-w", "%{http_code}", base + "/readyz"]))
                    == "200"
                {
                    return
                }
                usleep(10_000)
            }
            throw BenchError("the hub does not serve on port \(port)")
        }

        /// - Parameter offsets: how many first features there are to begin a page at; 0 for the same page always.
        /// - Returns: a JSON object.
        func run(_ page: String, headers: [String] = [], offsets: Int = 0) throws -> String {
            let script = folder + "/wrk.lua"
            defer { try? FileManager.default.removeItem(atPath: script) }
            let list = keys.map { "\"Bearer \($0)\"" }.joined(separator: ", ")
            let offset = offsets > 0 ? " .. \"&offset=\" .. math.random(0, \(offsets - 1))" : ""
            let lua = """
                local keys, turn = { \(list) }, 0
                request = function()
                  turn = turn + 1
                  wrk.headers["Authorization"] = keys[turn % #keys + 1]
                  return wrk.format("GET", "\(page)"\(offset))
                end
                """
            try lua.write(toFile: script, atomically: true, encoding: .utf8)
            var arguments = ["-t2", "-c\(connections)", "-d\(seconds)s", "--latency", "-s", script]
            for header in headers { arguments += ["-H", header] }
            let text = try output("/usr/bin/wrk", arguments + [base + page])
            guard let half = milliseconds(text, "50%"), let most = milliseconds(text, "99%"),
                let rate = value(text, "Requests/sec:").flatMap(Double.init), !text.contains("Non-2xx")
            else { throw BenchError("wrk: " + text) }
            return #"{"p50_ms":\#(half),"p99_ms":\#(most),"pages_per_second":\#(Int(rate))}"#
        }

        private func value(_ text: String, _ name: String) -> String? {
            let fields = text.split(whereSeparator: \.isWhitespace).map(String.init)
            return fields.firstIndex(of: name).flatMap { fields.indices.contains($0 + 1) ? fields[$0 + 1] : nil }
        }

        /// wrk writes `850.00us`, `12.30ms` or `1.20s`.
        private func milliseconds(_ text: String, _ name: String) -> Double? {
            guard let field = value(text, name) else { return nil }
            for (unit, factor) in [("us", 0.001), ("ms", 1), ("s", 1000.0)] where field.hasSuffix(unit) {
                return Double(field.dropLast(unit.count)).map { PipelineBench.round3($0 * factor) }
            }
            return nil
        }

        private func output(_ program: String, _ arguments: [String]) throws -> String {
            let process = Process()
            process.executableURL = URL(fileURLWithPath: program)
            process.arguments = arguments
            let pipe = Pipe()
            process.standardOutput = pipe
            process.standardError = FileHandle.nullDevice
            try process.run()
            let data = pipe.fileHandleForReading.readDataToEndOfFile()
            process.waitUntilExit()
            return String(decoding: data, as: UTF8.self)
        }
    }
}
