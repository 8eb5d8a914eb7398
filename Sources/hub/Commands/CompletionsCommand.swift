enum CompletionsCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        guard let shell = Completions.Shell(rawValue: invocation.operands[0]) else { return .usage }
        try Output.write(Completions(table: .standard).script(for: shell))
        return .done
    }
}
