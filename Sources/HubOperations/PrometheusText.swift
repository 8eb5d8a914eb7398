/// Writes figures in Prometheus' text format 0.0.4: `# HELP` and `# TYPE` once for each name, labels escaped.
package struct PrometheusText {
    package enum Kind: String, Sendable { case counter, gauge }

    /// What has been written.
    package private(set) var text = ""

    package init() {}

    /// Begins a metric; its samples follow.
    package mutating func begin(_ name: StaticString, _ kind: Kind, _ help: String) {
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
    }

    /// One sample of the metric begun last.
    ///
    /// - Parameter value: written in full; a whole number without a fraction.
    package mutating func sample(_ name: StaticString, _ labels: [(String, String)], _ value: Double) {
        text += "\(name)"
        if !labels.isEmpty {
            text += "{" + labels.map { "\($0)=\"\(Self.escaped($1))\"" }.joined(separator: ",") + "}"
        }
        text += value == value.rounded() && abs(value) < 1e15 ? " \(Int64(value))\n" : " \(value)\n"
    }

    package mutating func sample(_ name: StaticString, _ labels: [(String, String)], _ value: Int64) {
        sample(name, labels, Double(value))
    }

    private static func escaped(_ value: String) -> String {
        value.reduce(into: "") { text, character in
            switch character {
            case "\\": text += "\\\\"
            case "\"": text += "\\\""
            case "\n": text += "\\n"
            default: text.append(character)
            }
        }
    }
}
