import HubJSON
import HubSchema

/// `hub-bench schema-growth`: what a byte costs in ever larger instances, arrays of 10 to 100,000 records.
enum SchemaGrowthBench {
    private static let schemas = [
        (
            "records",
            ##"{"type":"array","items":{"type":"object","required":["id","name","when"],"properties":{"id":{"type":"integer","minimum":0},"name":{"type":"string","pattern":"^[a-z]+-[0-9]+$"},"when":{"format":"date-time"},"tags":{"items":{"enum":["a","b"]}}},"additionalProperties":false}}"##
        ),
        ("unique", ##"{"uniqueItems":true}"##),
    ]

    /// Prints a line of JSON for each schema and size.
    static func run(arguments: [String]) throws {
        guard arguments.isEmpty else { throw SchemaBench.Failure(description: "usage: hub-bench schema-growth") }
        for (name, text) in schemas {
            let schema = try SchemaCompiler.compile(Array(text.utf8))
            for records in [10, 100, 1_000, 10_000, 100_000] { try measure(name, schema, records) }
        }
    }

    private static func measure(_ name: String, _ schema: CompiledSchema, _ records: Int) throws {
        let list = (0..<records).map {
            ##"{"id":\##($0),"name":"record-\##($0)","when":"2026-03-01T12:00:00Z","tags":["a","b"]}"##
        }
        let bytes = Array("[\(list.joined(separator: ","))]".utf8)
        let tape = JSONTape(limits: .generous)
        let validator = SchemaValidator()
        // As many repetitions as make up the same number of bytes.
        let repetitions = max(1, 20_000_000 / bytes.count)
        var times: [Double] = []
        var isValid = true
        for _ in 0..<8 {
            let elapsed = ContinuousClock().measure {
                for _ in 0..<repetitions {
                    isValid = isValid && tape.parse(bytes) == nil && validator.isValid(schema, tape, tape.root)
                }
            }.components
            let nanoseconds = Double(elapsed.seconds) * 1e9 + Double(elapsed.attoseconds) / 1e9
            times.append(nanoseconds / Double(repetitions))
        }
        guard isValid else { throw SchemaBench.Failure(description: "the records should be valid") }
        // The first round warms the caches.
        let sorted = times.dropFirst().sorted()
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("schema")
        writer.string(name)
        writer.key("records")
        writer.int(Int64(records))
        writer.key("bytes")
        writer.int(Int64(bytes.count))
        writer.key("end_to_end_ns")
        writer.double(sorted[sorted.count / 2].rounded())
        writer.key("ns_per_kilobyte")
        writer.double((sorted[sorted.count / 2] * 10_000 / Double(bytes.count)).rounded() / 10)
        writer.endObject()
        print(String(decoding: writer.bytes, as: UTF8.self))
    }
}
