import HubTransport

extension CommandFailure {
    /// What an error of any module means for the command line.
    package init(describing error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let fault as TransportError: self.init(fault.code == .unknownTopic ? .noInput : .io, fault.message)
        default: self.init(.io, "\(error)")
        }
    }
}
