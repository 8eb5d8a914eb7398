import Glibc
import HubContracts
import HubHTTP
import HubOperations
import HubStore
import HubTransport

/// The HTTP server of `hub run`, set up from arguments and configuration.
enum HTTPFront {
    /// Starts the server.
    ///
    /// Without `--listen` and without a configuration it takes the usual port of this machine, and does without where that
    /// is taken; what was asked for by name must work. On a cluster it serves only where it was asked to: what is read, not
    /// messages.
    static func start(_ invocation: Invocation, _ settings: HubSettings, _ contracts: Contracts) throws -> HTTPServer? {
        var options = HTTPServerOptions()
        let named = invocation["listen"] ?? settings.configuration.http.listen
        if named == nil, settings.usesKafka { return nil }
        do {
            if let named { options.address = try ListenAddress(named) }
            options.tls = try settings.tls()
            var service = HubServiceOptions(store: settings.store)
            service.carriesMessages = !settings.usesKafka
            service.messageBytes = settings.configuration.messageBytes
            service.depth = settings.configuration.depth
            service.mapTiles = settings.configuration.http.mapTiles
            service.metrics = { StatusCommand.report(settings).prometheus(version: CommandTable.version) }
            service.limits = settings.logOptions
            service.consultations = { try note($0, store: settings.store) }
            let server = try HTTPServer(
                HubService(service, contracts: contracts, clock: SystemClock()) { line in
                    line.withUnsafeBytes { _ = write(2, $0.baseAddress, $0.count) }
                }, options: options)
            let address = "\(options.tls == nil ? "http" : "https")://\(server.address)"
            ServiceLog.write(
                LogLine(.info, "http.listening", "listening on \(address)", [("server.address", .text(address))]))
            return server
        } catch let fault as HTTPError {
            if named == nil, fault.code == .inUse {
                ServiceLog.write(LogLine(.warning, "http.not_serving", "not serving HTTP: \(fault.message)"))
                return nil
            }
            switch fault.code {
            case .inUse: throw CommandFailure(.unavailable, fault.message)
            case .address where invocation["listen"] != nil && options.address.isLoopback:
                throw CommandFailure(.usage, fault.message)
            case .start: throw CommandFailure(.io, fault.message)
            default: throw CommandFailure(.configuration, fault.message)
            }
        }
    }
}

extension HTTPFront {
    /// Puts what named partners read into the audit log.
    private static func note(_ list: [(consultation: Consultation, count: Int64)], store: String) throws {
        let state = try StateStore(directory: store, clock: SystemClock())
        try state.transaction { transaction in
            for (consultation, count) in list {
                var entry = AuditEntry(.consultation, "read", actor: consultation.credential)
                entry.recipient = consultation.partner
                entry.count = count
                entry.detail = "over HTTP: \(consultation.what)"
                transaction.audit(entry)
            }
        }
    }
}

extension HubSettings {
    /// The texts of the files that `http.tls` names; nil where it is absent.
    fileprivate func tls() throws -> HTTPServerOptions.TLS? {
        let http = configuration.http
        guard let certificate = http.certificate, let key = http.key else { return nil }
        func text(_ path: String) throws -> String { String(decoding: try document(path), as: UTF8.self) }
        return try HTTPServerOptions.TLS(
            certificate: text(certificate), key: text(key), clientAuthority: http.clientAuthority.map(text))
    }
}
