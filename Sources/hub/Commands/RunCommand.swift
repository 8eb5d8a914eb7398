import HubTransport

enum RunCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        StopSignal.install()
        let settings = try HubSettings(invocation)
        let engine = try HubEngine(settings, contracts: settings.contracts())
        Talk.line("hub: serving \(settings.store); end with Ctrl-C or SIGTERM")
        try engine.serve { StopSignal.isRaised }
        Talk.line("hub: ended")
        return .done
    }
}
