/// One command of the table: what it takes, what it says about itself and what runs.
package struct CommandSpecification: Sendable {
    /// The words that name it, for example `["deadletters", "list"]`.
    package var words: [String]
    /// One line for the list of commands.
    package var summary: String
    /// More to know, shown under the summary in the command's own help.
    package var discussion: String = ""
    package var operands: [OperandSpecification] = []
    package var options: [OptionSpecification] = []
    package var examples: [Example]
    /// Whether it talks to the log, so that `--kafka` concerns it.
    package var usesTransport = true
    package var run: @Sendable (Invocation) throws -> ExitStatus

    /// A command line that works as it stands, and what it does.
    package struct Example: Sendable {
        package var line: String
        package var purpose: String

        package init(_ line: String, _ purpose: String) {
            self.line = line
            self.purpose = purpose
        }
    }

    package var name: String { words.joined(separator: " ") }
}

/// An option, `--name VALUE` or a bare flag.
package struct OptionSpecification: Sendable {
    /// Without the dashes.
    package var name: String
    /// What stands for the value in help, or nil for a flag.
    package var placeholder: String?
    package var help: String
    package var kind: ValueKind = .text
    package var isRequired = false
    package var isRepeatable = false
    /// The environment variable read when the option is absent.
    package var environment: String?
    /// The value used when neither is given.
    package var fallback: String?

    package static func flag(_ name: String, _ help: String) -> Self {
        .init(name: name, placeholder: nil, help: help)
    }

    package static func choice(_ name: String, _ choices: [String], fallback: String? = nil, _ help: String) -> Self {
        .init(
            name: name, placeholder: choices.joined(separator: "|"), help: help, kind: .choice(choices),
            fallback: fallback)
    }
}

/// An argument that is not an option.
package struct OperandSpecification: Sendable {
    package var name: String
    package var help: String
    package var kind: ValueKind = .path
    package var minimum = 1
    package var maximum = 1
}

/// What a value may be; checked when it is parsed and offered by shell completion.
package enum ValueKind: Sendable, Equatable {
    case text
    case path
    case directory
    case choice([String])
    case integer(ClosedRange<Int64>)

    /// What is expected instead of `value`, or nil when it is fine.
    func expectation(for value: String) -> String? {
        switch self {
        case .text, .path, .directory:
            return value.isEmpty ? "a word" : nil
        case .choice(let choices):
            return choices.contains(value) ? nil : Self.listed(choices)
        case .integer(let range):
            if let number = Int64(value), range.contains(number) { return nil }
            return range.upperBound == .max
                ? "a whole number from \(range.lowerBound)"
                : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        }
    }

    /// Choices as in a sentence: `a, b or c`.
    static func listed(_ choices: [String]) -> String {
        guard choices.count > 1, let last = choices.last else { return choices.joined() }
        return choices.dropLast().joined(separator: ", ") + " or " + last
    }
}
