import HubContracts
import HubKafka
import HubTransport

extension ExchangeError {
    /// The same fault in this library's words; what is no fault of a transport or a document passes unchanged.
    static func translating<Result>(_ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let fault as TransportError {
            throw ExchangeError(code(of: fault), fault.message)
        } catch let fault as ContractsError {
            throw ExchangeError(.usage, fault.description)
        }
    }

    private static func code(of fault: TransportError) -> Code {
        switch fault.code {
        case .unavailable: .unreachable
        case .refused: .credentials
        case .unknownTopic: .absent
        case .configuration: .usage
        case .tooLarge, .quota, .fenced, .partitionMismatch, .offsetOutOfRange: .refused
        default: .storage
        }
    }
}
