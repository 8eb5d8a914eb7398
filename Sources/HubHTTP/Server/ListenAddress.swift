import CMicroHTTPD
import Glibc

/// Where the server listens: a numeric address or `localhost`, and a port.
package struct ListenAddress: Sendable, Equatable, CustomStringConvertible {
    /// Numeric IPv4 or IPv6 address.
    package var host: String
    /// 0 for any free port.
    package var port: UInt16

    /// This machine alone, on the usual port.
    package static let standard = ListenAddress(host: "127.0.0.1", port: 8080)

    private init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// Reads `HOST:PORT`, with IPv6 in brackets.
    ///
    /// - Throws: `HTTPError` with `address`.
    package init(_ text: String) throws {
        guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[text.index(after: colon)...]) else {
            throw HTTPError(.address, "an address is HOST:PORT, such as 127.0.0.1:8080, not \(text.prefix(60))")
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        if host == "localhost" { host = "127.0.0.1" }
        self.init(host: host, port: port)
        guard isIPv4 || isIPv6 else {
            throw HTTPError(
                .address, "\(host.prefix(60)) is no numeric address; use 127.0.0.1, 0.0.0.0, [::1] or [::] and a port")
        }
    }

    /// Whether only this machine can reach it.
    package var isLoopback: Bool { host == "::1" || (isIPv4 && host.hasPrefix("127.")) }

    private var isIPv4: Bool {
        var address = in_addr()
        return inet_pton(AF_INET, host, &address) == 1
    }

    var isIPv6: Bool {
        var address = in6_addr()
        return inet_pton(AF_INET6, host, &address) == 1
    }

    /// `HOST:PORT`, as URLs have it.
    package var description: String { isIPv6 ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// The same address with the port that was given to it.
    func with(port: UInt16) -> ListenAddress { ListenAddress(host: host, port: port) }

    /// Calls `body` with the address as sockets take it.
    func withSocketAddress<Result>(_ body: (UnsafePointer<sockaddr>) throws -> Result) rethrows -> Result {
        if isIPv6 {
            var address = sockaddr_in6()
            address.sin6_family = sa_family_t(AF_INET6)
            address.sin6_port = port.bigEndian
            inet_pton(AF_INET6, host, &address.sin6_addr)
            return try withUnsafePointer(to: &address) {
                try $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
            }
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, host, &address.sin_addr)
        return try withUnsafePointer(to: &address) {
            try $0.withMemoryRebound(to: sockaddr.self, capacity: 1, body)
        }
    }

    /// The numeric text of a peer's address; an IPv4 address within IPv6 is shown as IPv4.
    static func text(of address: UnsafePointer<sockaddr>?) -> String {
        guard let address else { return "unknown" }
        var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        switch Int32(address.pointee.sa_family) {
        case AF_INET:
            address.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
                var host = $0.pointee.sin_addr
                inet_ntop(AF_INET, &host, &buffer, socklen_t(buffer.count))
            }
        case AF_INET6:
            address.withMemoryRebound(to: sockaddr_in6.self, capacity: 1) {
                var host = $0.pointee.sin6_addr
                inet_ntop(AF_INET6, &host, &buffer, socklen_t(buffer.count))
            }
        default: return "unknown"
        }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return text.hasPrefix("::ffff:") ? String(text.dropFirst(7)) : text
    }
}
