enum StatusCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        throw CommandFailure(.unavailable, "hub \(invocation.command.name) is not in this build yet")
    }
}
