import HubJSON
import HubSchema

/// `hub schema check`: compares a new schema with older ones, either way round.
struct SchemaCheck {
    private enum Direction: String {
        /// What the old schema takes, the new one takes.
        case backward
        /// What the new schema takes, the old one takes.
        case forward
    }

    private struct Finding {
        var direction: Direction
        var old: String
        var fault: SchemaBreak
    }

    private let mode: String
    private let isTransitive: Bool
    private let printsJSON: Bool
    private let old: [String]
    private let new: String
    private let resources: [String]

    init(_ invocation: Invocation) {
        mode = invocation["mode"] ?? "backward"
        isTransitive = invocation.flag("transitive")
        printsJSON = invocation["output"] == "json"
        let all = Array(invocation.operands.dropLast())
        // The newest of the old ones stands last.
        old = isTransitive ? all : all.suffix(1)
        new = invocation.operands.last ?? ""
        resources = invocation.all("resources")
    }

    func run() throws -> ExitStatus {
        let newest = try SchemaSource(new, resources: resources)
        let wanted: [Direction] = mode == "full" ? [.backward, .forward] : [mode == "forward" ? .forward : .backward]
        var findings: [Finding] = []
        for path in old {
            let older = try SchemaSource(path, resources: resources)
            for direction in wanted {
                let (giver, taker) = direction == .backward ? (older, newest) : (newest, older)
                let faults: [SchemaBreak]
                do {
                    faults = try SchemaComparison.breaks(
                        giver: giver.compiler(), giver.uri, taker: taker.compiler(), taker.uri)
                } catch let error as SchemaError {
                    throw CommandFailure(.badSchema, "a schema cannot be used: \(error.description)")
                }
                findings += faults.map { Finding(direction: direction, old: path, fault: $0) }
            }
        }
        if printsJSON { try writeJSON(findings) } else { try writeText(findings) }
        return findings.isEmpty ? .done : .notSo
    }

    private func writeText(_ findings: [Finding]) throws {
        for finding in findings {
            let words =
                finding.direction == .backward
                ? "what \(finding.old) takes" : "what \(new) takes, seen by \(finding.old),"
            let place = finding.fault.instancePointer.isEmpty ? "the whole" : finding.fault.instancePointer
            try Output.line("\(finding.direction.rawValue): \(words) may be refused")
            try Output.line("  \(place): \(finding.fault.message) (\(finding.fault.location))")
        }
        let against = old.joined(separator: ", ")
        let verdict = findings.isEmpty ? "compatible" : "not shown to be compatible"
        try Output.line("\(new) is \(verdict) with \(against) (\(mode)\(isTransitive ? ", transitive" : ""))")
    }

    private func writeJSON(_ findings: [Finding]) throws {
        try Output.line([
            "compatible": .bool(findings.isEmpty), "mode": .string(mode), "transitive": .bool(isTransitive),
            "new": .string(new), "old": .array(old.map { .string($0) }),
            "breaks": .array(
                findings.map {
                    [
                        "direction": .string($0.direction.rawValue), "old": .string($0.old),
                        "location": .string($0.fault.location), "instance": .string($0.fault.instancePointer),
                        "message": .string($0.fault.message),
                    ]
                }),
        ])
    }
}
