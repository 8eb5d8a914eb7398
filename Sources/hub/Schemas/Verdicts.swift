import HubJSON
import HubSchema

/// Judges instances one after another and reports each; memory does not grow with their number.
final class Verdicts {
    private(set) var areAllValid = true

    private let schema: CompiledSchema
    private let tape: JSONTape
    private let validator = SchemaValidator(stackBytes: DeepStack.usable)
    private var report: ValidationReport

    init(schema: CompiledSchema, limits: JSONLimits, report: ValidationReport) {
        self.schema = schema
        self.report = report
        tape = JSONTape(limits: limits)
    }

    /// Judges each line that is not blank.
    func giveLines(of file: InputFile, atMost most: Int) throws {
        var lines = LineReader(file, atMost: most)
        var line: [UInt8] = []
        while try lines.next(into: &line) {
            if line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
            try give(line, file: file.name, line: lines.number)
        }
    }

    /// Judges one instance.
    func give(_ bytes: [UInt8], file: String, line: Int?) throws {
        if bytes.withUnsafeBytes({ validator.isValid(schema, tape, parsing: $0) }) {
            return try report.valid(file: file, line: line)
        }
        areAllValid = false
        if let fault = tape.parse(bytes) {
            try report.malformed(fault, file: file, line: line)
        } else {
            let most = report.form == .flag ? 0 : report.maximumFaults
            let faults = most == 0 ? [] : validator.validate(schema, tape, tape.root, limit: most)
            try report.invalid(faults, file: file, line: line)
        }
    }
}
