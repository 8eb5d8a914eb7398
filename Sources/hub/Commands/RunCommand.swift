import Glibc
import HubContracts
import HubHTTP
import HubKafka
import HubOperations
import HubStore
import HubTransport

enum RunCommand {
    static func run(_ invocation: Invocation) throws -> ExitStatus {
        StopSignal.install()
        let settings = try HubSettings(invocation)
        if settings.usesKafka { KafkaLog.keepMemoryTogether() }
        let contracts = try settings.contracts()
        let engine = try engine(settings, contracts)
        let server = try HTTPFront.start(invocation, settings, contracts)
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

    /// How long to wait for a command that has the store and said that it will let go, and for a cluster that does not
    /// answer: its brokers may be choosing another leader.
    private static let patience: Duration = .seconds(60)

    private static func engine(_ settings: HubSettings, _ contracts: Contracts) throws -> HubEngine {
        let end = ContinuousClock.now + patience
        var isWaiting = false
        while true {
            do {
                return try HubEngine(settings, contracts: contracts)
            } catch let fault as StoreError where fault.code == .owned {
                let sight = OwnerLock.look(directory: settings.store)
                // Gone meanwhile is as good as brief.
                let passes = sight.isBrief || sight.process == nil
                guard passes, ContinuousClock.now < end, !StopSignal.isRaised else { throw fault }
                if !isWaiting {
                    ServiceLog.write(
                        LogLine(
                            .info, "hub.waiting",
                            "waiting for process \(sight.process ?? 0), which is taking messages into the store",
                            [("store.path", .text(settings.store))]))
                }
                isWaiting = true
                poll(nil, 0, 100)
            } catch let fault as TransportError where fault.code == .unavailable {
                guard ContinuousClock.now < end, !StopSignal.isRaised else { throw fault }
                if !isWaiting {
                    ServiceLog.write(LogLine(.warning, "kafka.away", "\(fault.message); trying again for a minute"))
                }
                isWaiting = true
                poll(nil, 0, 500)
            }
        }
    }
}
