import Glibc
import HubHTTP
import HubOperations
import HubTransport

enum RunCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        StopSignal.install()
        let settings = try HubSettings(invocation)
        let contracts = try settings.contracts()
        let engine = try HubEngine(settings, contracts: contracts)
        let server = try settings.usesKafka ? nil : HTTPFront.start(invocation, settings, contracts)
        // What came in by HTTP is taken before the end, or waits in the log for the next start.
        defer { server?.stop() }
        let process = (key: "process.id", value: LogLine.Value.integer(Int64(getpid())))
        ServiceLog.write(
            LogLine(
                .info, "hub.started", "serving \(settings.store); end with Ctrl-C or SIGTERM",
                [process, ("hub.version", .text(CommandTable.version)), ("store.path", .text(settings.store))]))
        do {
            try engine.serve { StopSignal.isRaised }
        } catch {
            ServiceLog.write(
                LogLine(.error, "hub.failed", CommandFailure(describing: error).message, [process]))
            throw error
        }
        ServiceLog.write(LogLine(.info, "hub.stopped", "ended", [process]))
        return .done
    }
}
