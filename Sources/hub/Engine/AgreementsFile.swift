import Glibc
import HubContracts

/// The agreements document that the configuration names, read again when the file is another.
///
/// Asked before each batch of messages: one look at the file's name, which costs some microseconds. A document that
/// cannot be read stops the hub after a moment's patience (an editor may be saving it): nothing is passed on under
/// agreements that nobody can read.
final class AgreementsFile {
    private let path: String
    private let contracts: Contracts
    private var seen: Version?

    private struct Version: Equatable {
        var file: UInt
        var size: Int
        var seconds: Int
        var nanoseconds: Int
    }

    init(path: String, contracts: Contracts) {
        self.path = path
        self.contracts = contracts
    }

    /// The agreements, if the file is not the one seen last; nil if it is.
    ///
    /// - Throws: `ContractsError` with every fault, or `CommandFailure`.
    func changed() throws -> Agreements? {
        guard let version = version(), version == seen else { return try read() }
        return nil
    }

    private func read() throws -> Agreements {
        var tries = 0
        while true {
            let version = version()
            do {
                let agreements = try contracts.readAgreements(InputFile(path).readAll())
                seen = version
                return agreements
            } catch  where tries < 20 {
                tries += 1
                poll(nil, 0, 50)
            }
        }
    }

    private func version() -> Version? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Version(
            file: UInt(status.st_ino), size: Int(status.st_size), seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec)
    }
}
