import HubHTTP
import HubTransport

enum RunCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        StopSignal.install()
        let settings = try HubSettings(invocation)
        let contracts = try settings.contracts()
        let engine = try HubEngine(settings, contracts: contracts)
        let server = try HTTPFront.start(invocation, settings, contracts)
        Talk.line("hub: serving \(settings.store); end with Ctrl-C or SIGTERM")
        // What came in by HTTP is taken before the end, or waits in the log for the next start.
        defer { server?.stop() }
        try engine.serve { StopSignal.isRaised }
        Talk.line("hub: ended")
        return .done
    }
}
