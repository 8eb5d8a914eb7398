import HubJSON
import HubSchema

/// Writes what was found of each instance to stdout, in words or in the standard's output forms.
struct ValidationReport {
    enum Form: String {
        case text, flag, basic, detailed
    }

    let form: Form
    /// The most faults of one instance.
    let maximumFaults: Int
    private var writer = JSONWriter()

    init(form: Form, maximumFaults: Int) {
        self.form = form
        self.maximumFaults = maximumFaults
    }

    mutating func valid(file: String, line: Int?) throws {
        if form == .text { return try heading(file, line, "valid") }
        try write(true, file, line)
    }

    mutating func malformed(_ fault: JSONFault, file: String, line: Int?) throws {
        // A line's own number stands beside it already.
        let place = line == nil ? "line \(fault.line), column \(fault.column)" : "column \(fault.column)"
        let reason = "not JSON: \(place) (byte \(fault.offset)): \(fault.message)"
        if form == .text { return try heading(file, line, reason) }
        try write(false, file, line, reason: reason)
    }

    mutating func invalid(_ faults: [SchemaFault], file: String, line: Int?) throws {
        if form != .text {
            let output = form == .flag ? nil : form == .basic ? OutputForm.basic(faults) : OutputForm.detailed(faults)
            return try write(false, file, line, output: output)
        }
        try heading(file, line, "invalid")
        for fault in faults {
            let place = fault.instancePointer.isEmpty ? "the whole" : fault.instancePointer
            try Output.line(Self.printable("  \(place): \(fault.message) (\(fault.keyword), \(fault.keywordPointer))"))
        }
        if faults.count == maximumFaults { try Output.line("  …") }
    }

    private func heading(_ file: String, _ line: Int?, _ text: String) throws {
        try Output.line(Self.printable(file + (line.map { ", line \($0)" } ?? "") + ": " + text))
    }

    /// Control characters of names and keys do not reach a terminal.
    private static func printable(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
        let scalars = text.unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }
        return String(String.UnicodeScalarView(scalars))
    }

    private mutating func write(
        _ isValid: Bool, _ file: String, _ line: Int?, reason: String? = nil, output: JSONValue? = nil
    ) throws {
        writer.reset()
        writer.beginObject()
        writer.key("valid")
        writer.bool(isValid)
        writer.key("file")
        writer.string(file)
        if let line {
            writer.key("line")
            writer.int(Int64(line))
        }
        if let reason {
            writer.key("error")
            writer.string(reason)
        }
        if let members = output?.object {
            for (name, value) in members where name != "valid" {
                writer.key(name)
                value.write(to: &writer)
            }
        }
        writer.endObject()
        try Output.write(writer.bytes)
        try Output.line("")
    }
}
