import HubContracts
import HubExchange
import HubStore
import HubTransport

extension CommandFailure {
    /// What an error of any module means for the command line.
    package init(describing error: any Error) {
        switch error {
        case let failure as CommandFailure: self = failure
        case let fault as StoreError: self.init(Self.status(of: fault), fault.message)
        case let fault as TransportError: self.init(Self.status(of: fault), fault.message)
        case let fault as ExchangeError:
            self.init(Self.status(of: fault), fault.message)
        case let fault as ContractsError: self.init(.configuration, fault.description)
        default: self.init(.io, "\(error)")
        }
    }

    private static func status(of fault: TransportError) -> ExitStatus {
        switch fault.code {
        case .unknownTopic: .noInput
        case .quota: .notSo
        case .unavailable, .refused, .fenced: .unavailable
        case .configuration: .configuration
        default: .io
        }
    }

    private static func status(of fault: ExchangeError) -> ExitStatus {
        switch fault.code {
        case .unreachable: .unavailable
        case .malformed, .usage: .usage
        case .absent: .noInput
        case .storage: .io
        default: .notSo
        }
    }

    private static func status(of fault: StoreError) -> ExitStatus {
        switch fault.code {
        case .newerVersion, .olderVersion: .badSchema
        case .owned: .unavailable
        case .notAStore: .noInput
        case .auditKey: .configuration
        default: .io
        }
    }
}
