import CMicroHTTPD
import Glibc
import Synchronization

/// The server: libmicrohttpd with epoll and a pool of threads in front of a `HubService`.
///
/// Bounds sizes, times and connections; checks heads strictly; everything that a request means is the service's. Start and
/// stop on one thread.
package final class HTTPServer: Sendable {
    /// Where it listens, with the port that was found where 0 was asked for.
    package let address: ListenAddress
    private let service: HubService
    private let options: HTTPServerOptions
    private let watch: ConnectionWatch
    private let daemon: Daemon
    private let isStopping = Atomic<Bool>(false)

    /// The daemon's handle: given out once, by the initialiser, and read by `stop` alone.
    private final class Daemon: @unchecked Sendable {
        var handle: OpaquePointer?
        /// What the library's logger is given.
        let ear = UnsafeMutablePointer<hub_mhd_ear>.allocate(capacity: 1)

        deinit { ear.deallocate() }
    }

    /// Starts to listen.
    ///
    /// - Throws: `HTTPError`: a plain server beyond loopback, an address in use, a certificate that cannot be read.
    package init(_ service: HubService, options: HTTPServerOptions) throws {
        guard options.tls != nil || options.address.isLoopback else {
            throw HTTPError(
                .address,
                "\(options.address) can be reached from other machines, so it needs TLS: set http.tls in the configuration"
            )
        }
        self.service = service
        self.options = options
        watch = ConnectionWatch(seconds: options.requestSeconds)
        daemon = Daemon()
        let socket = try Self.listen(options.address)
        address = options.address.with(port: Self.port(of: socket))
        let handle = start(socket)
        guard let handle else {
            close(socket)
            throw options.tls == nil
                ? HTTPError(.start, "the HTTP server does not start (error \(errno))")
                : HTTPError(
                    .tls, "the TLS server does not start; check that http.tls names a certificate and its key, PEM")
        }
        daemon.handle = handle
        watch.start()
    }

    /// Takes no more requests, answers those under way, and ends.
    package func stop() {
        guard !isStopping.exchange(true, ordering: .sequentiallyConsistent), let handle = daemon.handle else { return }
        // The socket is ours from here on.
        let socket = MHD_quiesce_daemon(handle)
        service.stop()
        MHD_stop_daemon(handle)
        if socket >= 0 { close(socket) }
        watch.stop()
        daemon.handle = nil
    }

    private func start(_ socket: Int32) -> OpaquePointer? {
        // The library copies the texts: they need not outlive the call.
        let texts = [
            options.tls?.certificate, options.tls?.key, options.tls?.clientAuthority,
            "NORMAL:-VERS-TLS-ALL:+VERS-TLS1.3:+VERS-TLS1.2",
        ].map { $0.flatMap { strdup($0) } }
        defer { texts.forEach { free($0) } }
        var settings = hub_mhd_settings()
        settings.socket = socket
        settings.threads = options.threads
        settings.connections = options.connections
        settings.idle_seconds = options.idleSeconds
        settings.head_bytes = options.headBytes
        settings.answer = answerRequest
        settings.begins = exchangeBegins
        settings.ends = exchangeEnds
        settings.connection_changes = connectionChanges
        settings.says = libraryLine
        settings.context = Unmanaged.passUnretained(self).toOpaque()
        settings.certificate = UnsafePointer(texts[0])
        settings.key = UnsafePointer(texts[1])
        settings.client_authority = UnsafePointer(texts[2])
        settings.priorities = UnsafePointer(texts[3])
        return hub_mhd_start(settings, daemon.ear)
    }

    private static func listen(_ address: ListenAddress) throws -> Int32 {
        let made = socket(
            address.isIPv6 ? AF_INET6 : AF_INET,
            Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
                | Int32(SOCK_NONBLOCK.rawValue), 0)
        guard made >= 0 else { throw HTTPError(.start, "no socket can be made (error \(errno))") }
        var yes: Int32 = 1
        setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        let length = socklen_t(address.isIPv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size)
        guard address.withSocketAddress({ bind(made, $0, length) }) == 0, Glibc.listen(made, 511) == 0 else {
            let fault = errno
            close(made)
            throw fault == EADDRINUSE
                ? HTTPError(.inUse, "\(address) is in use; choose another with --listen HOST:PORT")
                : HTTPError(.address, "cannot listen on \(address) (error \(fault)); choose another with --listen")
        }
        return made
    }

    private static func port(of socket: Int32) -> UInt16 {
        var address = sockaddr_in6()
        var length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { _ = getsockname(socket, $0, &length) }
        }
        // The port lies at the same place for both families.
        return UInt16(bigEndian: address.sin6_port)
    }

    // MARK: Callbacks, on the pool's threads

    /// What the library itself refuses never becomes a request; it is logged all the same.
    func libraryRefuses(_ text: String) { service.libraryRefuses(text) }

    func opened(_ connection: OpaquePointer) { watch.opened(connection) }

    func closed(_ connection: OpaquePointer) { watch.closed(connection) }

    func ended(_ connection: OpaquePointer) { watch.goesOn(connection) }

    /// Reads the head; an answer here is a refusal.
    func begin(_ exchange: Exchange, method: String, version: String) -> Response? {
        do {
            var request = try RequestHead.read(exchange, method: method, version: version)
            request.isTLS = options.tls != nil
            exchange.request = request
            var certificate = ClientCertificate.none
            if options.tls?.clientAuthority != nil, let session = hub_mhd_tls_session(exchange.connection) {
                certificate = ClientCertificate.of(OpaquePointer(session))
            }
            if isStopping.load(ordering: .acquiring) {
                throw Problem(503, "The hub is stopping.", headers: [("Retry-After", "5")], closes: true)
            }
            request.principal = try service.admit(request, certificate)
            exchange.request = request
            if let length = request[header: "content-length"].flatMap({ Int($0) }) {
                guard length <= options.bodyBytes else { throw tooLarge }
                // Of those who are nobody, memory is taken as they fill it.
                if request.principal != nil { exchange.expect(length) }
            }
            return nil
        } catch {
            return refusal(error, exchange)
        }
    }

    private var tooLarge: Problem {
        Problem(413, "The body is larger than \(options.bodyBytes) bytes; send less at once.", closes: true)
    }

    /// Takes a piece of the body.
    ///
    /// - Returns: false to end the connection: its sender goes on long after the limit.
    func receive(_ exchange: Exchange, _ bytes: UnsafeRawBufferPointer) -> Bool {
        exchange.receive(bytes, limit: options.bodyBytes)
        return exchange.received <= options.bodyBytes * 4
    }

    /// The request is whole: answers it now, or lets another thread do it.
    func finish(_ exchange: Exchange) -> Response? {
        if let answer = exchange.takeAnswer() { return completed(answer, exchange) }
        watch.isWhole(exchange.connection)
        do {
            guard var request = exchange.request else { throw Problem(500, "The request was lost.") }
            guard exchange.received <= options.bodyBytes else { throw tooLarge }
            request.body = try inflated(exchange.takeBody(), request)
            exchange.request = request
            switch try service.answer(request) {
            case .now(let response): return completed(response, exchange)
            case .later(let submit):
                MHD_suspend_connection(exchange.connection)
                submit { exchange.reply($0) }
                return nil
            }
        } catch {
            return refusal(error, exchange)
        }
    }

    private func inflated(_ body: [UInt8], _ request: Request) throws -> [UInt8] {
        guard let coding = request[header: "content-encoding"]?.lowercased(), coding != "identity" else { return body }
        guard coding == "gzip" || coding == "deflate" else {
            throw Problem(
                415, "The body's coding is gzip, deflate or none.", headers: [("Accept-Encoding", "gzip, deflate")])
        }
        switch Gzip.inflated(body, limit: options.bodyBytes) {
        case .bytes(let bytes): return bytes
        case .tooLarge: throw tooLarge
        case .malformed: throw Problem(400, "The body is not \(coding) as its field Content-Encoding says.")
        }
    }

    private func refusal(_ error: any Error, _ exchange: Exchange) -> Response {
        let problem = service.problem(for: error)
        var response = problem.response
        response.closes = response.closes || exchange.request == nil
        return completed(response, exchange)
    }

    /// Logs a refusal and lets the service finish the answer.
    private func completed(_ response: Response, _ exchange: Exchange) -> Response {
        watch.goesOn(exchange.connection)
        let address = ListenAddress.text(of: hub_mhd_address(exchange.connection))
        return service.completed(response, exchange.request, address: address, isTLS: options.tls != nil)
    }
}
