import HubJSON
import HubSchema

/// `hub-bench schema`: how long one thread takes from a message's bytes to the verdict of a schema.
enum SchemaBench {
    /// What stops the measurement.
    struct Failure: Error, CustomStringConvertible { let description: String }

    private struct Options {
        var schema = ""
        var messages = ""
        var rounds = 7
        /// Whether `additionalProperties` stands as `unevaluatedProperties` in the schema and in all that it refers to.
        var isUnevaluated = false
    }

    private struct Clock {
        let clock = ContinuousClock()

        /// Nanoseconds that `body` takes for each of `count` messages.
        func measure(_ count: Int, _ body: () -> Void) -> Double {
            let elapsed = clock.measure(body).components
            return (Double(elapsed.seconds) * 1e9 + Double(elapsed.attoseconds) / 1e9) / Double(max(1, count))
        }
    }

    /// Measures and returns one line of JSON.
    static func run(arguments: [String]) throws -> [UInt8] {
        let options = try read(arguments)
        let schema = try compile(options.schema, isUnevaluated: options.isUnevaluated)
        guard let bytes = SchemaFiles.bytes(options.messages) else {
            throw Failure(description: "cannot read \(options.messages)")
        }
        return bytes.withUnsafeBytes { bytes in
            measure(schema, bytes, lines(bytes), max(7, options.rounds))
        }
    }

    private static func read(_ arguments: [String]) throws -> Options {
        var options = Options()
        var rest = arguments[...]
        while let name = rest.popFirst() {
            if name == "--unevaluated" {
                options.isUnevaluated = true
                continue
            }
            guard let value = rest.popFirst() else { throw Failure(description: "\(name) needs a value") }
            switch name {
            case "--schema": options.schema = value
            case "--messages": options.messages = value
            case "--rounds":
                guard let rounds = Int(value), rounds > 0 else { throw Failure(description: "--rounds needs a number") }
                options.rounds = rounds
            default: throw Failure(description: "unknown option \(name)")
            }
        }
        if options.schema.isEmpty || options.messages.isEmpty {
            throw Failure(
                description: "usage: hub-bench schema --schema S --messages M.ndjson [--rounds N] [--unevaluated]")
        }
        return options
    }

    private static func compile(_ file: String, isUnevaluated: Bool) throws -> CompiledSchema {
        guard let bytes = SchemaFiles.bytes(file) else { throw Failure(description: "cannot read \(file)") }
        let value = try JSONValue.parse(bytes)
        let beside = "file:///schema/" + (file.split(separator: "/").last.map(String.init) ?? "schema.json")
        let uri = value["$id"]?.string ?? beside
        var files = SchemaFiles()
        files.add(uri: uri, file: file)
        let found = files
        var compiler = SchemaCompiler(resolver: { uri in found.read(uri).map { isUnevaluated ? unevaluated($0) : $0 } })
        try compiler.add(uri: uri, document: isUnevaluated ? unevaluated(bytes) : bytes)
        return try compiler.compile(uri: uri)
    }

    /// The document with `unevaluatedProperties` wherever it says `additionalProperties`.
    private static func unevaluated(_ document: [UInt8]) -> [UInt8] {
        let parts = String(decoding: document, as: UTF8.self).split(
            separator: "\"additionalProperties\"", omittingEmptySubsequences: false)
        return Array(parts.joined(separator: "\"unevaluatedProperties\"").utf8)
    }

    private static func lines(_ bytes: UnsafeRawBufferPointer) -> [UnsafeRawBufferPointer] {
        bytes.split(separator: 0x0A).map { UnsafeRawBufferPointer(rebasing: $0) }.filter { line in
            line.contains { $0 != 0x20 && $0 != 0x09 && $0 != 0x0D }
        }
    }

    private static func measure(
        _ schema: CompiledSchema, _ bytes: UnsafeRawBufferPointer, _ messages: [UnsafeRawBufferPointer], _ rounds: Int
    ) -> [UInt8] {
        let tape = JSONTape(limits: .generous)
        let validator = SchemaValidator()
        let clock = Clock()
        var (parse, validate, total): ([Double], [Double], [Double]) = ([], [], [])
        var valid = 0
        for _ in 0..<rounds + 1 {
            parse.append(clock.measure(messages.count) { for message in messages { _ = tape.parse(message) } })
            total.append(
                clock.measure(messages.count) {
                    valid = 0
                    for message in messages where validator.isValid(schema, tape, parsing: message) { valid += 1 }
                })
            validate.append(validateAlone(schema, messages, clock))
        }
        // The first round warms the caches.
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("messages")
        writer.int(Int64(messages.count))
        writer.key("valid")
        writer.int(Int64(valid))
        writer.key("invalid")
        writer.int(Int64(messages.count - valid))
        let figures = [("parse_ns", parse), ("validate_ns", validate), ("end_to_end_ns", total)]
        for (name, times) in figures {
            writer.key(name)
            writer.double(median(Array(times.dropFirst())))
        }
        for (name, times) in figures {
            writer.key(name + "_min")
            writer.double(rounded(times.dropFirst().min() ?? 0))
        }
        writer.endObject()
        return writer.bytes
    }

    /// The verdict alone, messages already on tapes: batches of 64 are parsed, then timed.
    private static func validateAlone(
        _ schema: CompiledSchema, _ messages: [UnsafeRawBufferPointer], _ clock: Clock
    ) -> Double {
        let validator = SchemaValidator()
        let tapes = (0..<64).map { _ in JSONTape(limits: .generous) }
        var sum = 0.0
        var first = 0
        while first < messages.count {
            let batch = messages[first..<min(first + tapes.count, messages.count)]
            var parsed: [JSONTape] = []
            for (tape, message) in zip(tapes, batch) where tape.parse(message) == nil { parsed.append(tape) }
            sum += clock.measure(1) { for tape in parsed { _ = validator.isValid(schema, tape, tape.root) } }
            first += batch.count
        }
        return sum / Double(max(1, messages.count))
    }

    private static func median(_ times: [Double]) -> Double {
        let sorted = times.sorted()
        return rounded(sorted.isEmpty ? 0 : sorted[sorted.count / 2])
    }

    private static func rounded(_ time: Double) -> Double { (time * 10).rounded() / 10 }
}
