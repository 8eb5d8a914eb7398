/// How the server listens, and the bounds on what one client may take of it.
package struct HTTPServerOptions: Sendable {
    /// PEM texts of a TLS server.
    package struct TLS: Sendable {
        /// The server's certificate, with those between it and the authority.
        package var certificate: String
        /// The server's private key.
        package var key: String
        /// The authority that signs partners' certificates; nil where there are none.
        package var clientAuthority: String?

        /// The texts of the three files.
        package init(certificate: String, key: String, clientAuthority: String?) {
            self.certificate = certificate
            self.key = key
            self.clientAuthority = clientAuthority
        }
    }

    /// Where it listens.
    package var address = ListenAddress.standard
    /// Nil for plain HTTP, which is for this machine alone.
    package var tls: TLS?
    /// Threads that read requests and answer them.
    package var threads: UInt32 = 3
    /// Connections at once; further ones wait.
    package var connections: UInt32 = 2048
    /// A connection on which nothing happens for so many seconds is closed.
    package var idleSeconds: UInt32 = 30
    /// A request must be there whole after so many seconds, and its answer taken.
    package var requestSeconds: Int64 = 60
    /// Bytes of a request's head.
    package var headBytes = 32 << 10
    /// Bytes of a body, as sent and once inflated.
    package var bodyBytes = 16 << 20

    /// The defaults.
    package init() {}
}
