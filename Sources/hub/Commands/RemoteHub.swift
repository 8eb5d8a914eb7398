import Glibc
import HubExchange

/// A hub on another machine, as `--hub` or `HUB_URL` names it, with the key or certificate that the environment names.
enum RemoteHub {
    /// The connection, or nil where no hub is named.
    ///
    /// The key stands in the file that `HUB_KEY_FILE` names; `HUB_CERTIFICATE_FILE`, `HUB_CERTIFICATE_KEY_FILE` and
    /// `HUB_CA_FILE` name PEM files. None of them is taken from the command line, which other users of a machine can see.
    static func connection(_ invocation: Invocation) throws -> HubConnection? {
        guard let address = invocation["hub"] else { return nil }
        var credentials = HubConnection.Credentials()
        if let path = variable("HUB_KEY_FILE") {
            let text = String(decoding: try InputFile(path).readAll(), as: UTF8.self)
            let key = text.filter { !$0.isWhitespace }
            guard !key.isEmpty, key.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw CommandFailure(.configuration, "the file that HUB_KEY_FILE names holds no key")
            }
            credentials.key = key
        }
        credentials.certificate = variable("HUB_CERTIFICATE_FILE")
        credentials.certificateKey = variable("HUB_CERTIFICATE_KEY_FILE")
        credentials.authority = variable("HUB_CA_FILE")
        return try HubConnection(address, credentials)
    }

    private static func variable(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
}
