/// A parsed command line: options from arguments, else the environment, else their defaults.
package struct Invocation: Sendable {
    package var command: CommandSpecification
    package var operands: [String]
    private var values: [String: [String]]
    private var given: Set<String>

    init(command: CommandSpecification, operands: [String], values: [String: [String]], given: Set<String>) {
        self.command = command
        self.operands = operands
        self.values = values
        self.given = given
    }

    /// The value of an option that has one, given or by default.
    package subscript(option: String) -> String? { values[option]?.last }

    package func all(_ option: String) -> [String] { values[option] ?? [] }

    package func flag(_ option: String) -> Bool { values[option] != nil }

    /// Whether the command line or the environment named the option; false for its default.
    package func isGiven(_ option: String) -> Bool { given.contains(option) }

    /// The value of an option of kind integer, already checked to be one.
    package func integer(_ option: String) -> Int64? { self[option].flatMap { Int64($0) } }

    /// The value of a required option.
    package func required(_ option: String) throws -> String {
        guard let value = self[option] else {
            throw CommandFailure(.usage, "\(command.name) needs --\(option)")
        }
        return value
    }
}
