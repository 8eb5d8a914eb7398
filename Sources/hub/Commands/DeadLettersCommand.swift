enum DeadLettersCommand {
    static func list(_ invocation: Invocation) throws -> ExitStatus {
        throw CommandFailure(.unavailable, "hub \(invocation.command.name) is not in this build yet")
    }
    static func show(_ invocation: Invocation) throws -> ExitStatus { try list(invocation) }
}
