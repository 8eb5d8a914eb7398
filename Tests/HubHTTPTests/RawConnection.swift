import Foundation
import Glibc

/// A TCP connection that sends any bytes, good or bad.
final class RawConnection {
    struct Failure: Error, CustomStringConvertible { var description: String }

    private let socket: Int32
    private var buffer: [UInt8] = []

    init(port: UInt16) throws {
        socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard result == 0 else { throw Failure(description: "cannot connect: \(errno)") }
        // Only ends a hung test.
        var patience = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(socket) }

    func send(_ text: String) throws { try send(Array(text.utf8)) }

    /// Sends until all is gone or the other end has closed.
    func send(_ bytes: [UInt8]) throws {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(socket, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            if count <= 0 { return }
            sent += count
        }
    }

    /// Whether the other end closes, after whatever it still sends.
    func isClosed() -> Bool {
        var byte = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(socket, &byte, byte.count, 0)
            if count == 0 { return true }
            if count < 0 { return errno == ECONNRESET }
        }
    }

    private func fill() -> Bool {
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(socket, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        buffer += chunk[..<count]
        return true
    }

    /// Reads one response.
    func response(isHead: Bool = false) throws -> RawResponse {
        let separator = Array("\r\n\r\n".utf8)
        var end: Int?
        while end == nil {
            end =
                buffer.count < 4
                ? nil : (0...(buffer.count - 4)).first { Array(buffer[$0..<($0 + 4)]) == separator }
            if end == nil, !fill() {
                throw Failure(description: "no response: \(String(decoding: buffer, as: UTF8.self))")
            }
        }
        let head = String(decoding: buffer[..<end!], as: UTF8.self).components(separatedBy: "\r\n")
        buffer.removeFirst(end! + 4)
        var headers: [String: String] = [:]
        for line in head.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        guard let status = Int(head[0].split(separator: " ")[1]) else { throw Failure(description: head[0]) }
        if status == 100 { return try response(isHead: isHead) }
        let length = isHead || status == 304 ? 0 : Int(headers["content-length"] ?? "") ?? 0
        while buffer.count < length, fill() {}
        let body = Array(buffer.prefix(length))
        buffer.removeFirst(body.count)
        return RawResponse(status: status, headers: headers, body: body)
    }
}

struct RawResponse {
    var status: Int
    var headers: [String: String]
    var body: [UInt8]

    var text: String { String(decoding: body, as: UTF8.self) }

    func json() throws -> [String: Any] {
        try JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] ?? [:]
    }

    /// Status and reason of each receipt.
    func receipts() throws -> [(id: String?, status: String?, reason: String?)] {
        try (json()["receipts"] as? [[String: Any]] ?? []).map {
            ($0["id"] as? String, $0["status"] as? String, $0["reason"] as? String)
        }
    }
}
