import CMicroHTTPD

/// Reads a request's head and refuses what two servers could read differently (RFC 9112, sections 3.2, 5 and 6).
enum RequestHead {
    private static let maximumFields = 100
    private static let methods: Set = ["GET", "HEAD", "POST", "DELETE", "PUT", "PATCH", "OPTIONS", "TRACE"]

    /// - Throws: `Problem`; the connection is to be closed after it.
    static func read(_ exchange: Exchange, method: String, version: String) throws -> Request {
        let address = ListenAddress.text(of: hub_mhd_address(exchange.connection))
        let headers = fields(of: exchange.connection)
        guard version == "HTTP/1.1" || version == "HTTP/1.0" else {
            throw Problem(505, "The hub speaks HTTP/1.1.", closes: true)
        }
        guard methods.contains(method) else {
            throw Problem(405, "There is no such method here.", headers: [("Allow", "GET, HEAD")], closes: true)
        }
        try check(headers, version: version)
        guard let target = Target(exchange.text) else {
            throw Problem(400, "The request's target is no path that the hub could have.", closes: true)
        }
        return Request(
            method: method, target: target, headers: headers, address: address,
            isLocal: address.hasPrefix("127.") || address == "::1")
    }

    private static func check(_ headers: [(name: String, value: String)], version: String) throws {
        guard headers.count <= maximumFields else {
            throw Problem(431, "The request has more than \(maximumFields) header fields.", closes: true)
        }
        for (name, value) in headers {
            guard !name.isEmpty, name.utf8.allSatisfy(isToken), value.utf8.allSatisfy({ $0 >= 0x20 || $0 == 0x09 })
            else { throw Problem(400, "A header field is malformed.", closes: true) }
        }
        let lengths = headers.filter { $0.name == "content-length" }
        let encodings = headers.filter { $0.name == "transfer-encoding" }
        guard lengths.count <= 1, encodings.count <= 1, lengths.isEmpty || encodings.isEmpty else {
            throw Problem(400, "The request says its length in more than one way; send one of them.", closes: true)
        }
        if let length = lengths.first?.value {
            guard (1...18).contains(length.utf8.count), length.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
                throw Problem(400, "Content-Length is no plain number.", closes: true)
            }
        }
        if let encoding = encodings.first?.value, encoding.lowercased() != "chunked" || version == "HTTP/1.0" {
            throw Problem(400, "The only transfer coding is chunked, over HTTP/1.1.", closes: true)
        }
        let hosts = headers.filter { $0.name == "host" }
        guard hosts.count == 1 || (version == "HTTP/1.0" && hosts.isEmpty) else {
            throw Problem(400, "The request must have one Host field.", closes: true)
        }
        guard hosts.allSatisfy({ $0.value.utf8.count <= 255 && $0.value.utf8.allSatisfy(isHost) }) else {
            throw Problem(400, "The Host field is no host.", closes: true)
        }
        for name in ["authorization", "content-type", "content-encoding"] {
            guard headers.count(where: { $0.name == name }) <= 1 else {
                throw Problem(400, "The field \(name) is there twice.", closes: true)
            }
        }
    }

    private static func isHost(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: ":"),
            UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isToken(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "!"), UInt8(ascii: "#"), UInt8(ascii: "$"), UInt8(ascii: "%"), UInt8(ascii: "&"),
            UInt8(ascii: "'"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "^"), UInt8(ascii: "_"), UInt8(ascii: "`"), UInt8(ascii: "|"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// The header fields, names in lower case.
    private static func fields(of connection: OpaquePointer) -> [(name: String, value: String)] {
        let list = FieldList()
        withExtendedLifetime(list) {
            hub_mhd_headers(connection, collectField, Unmanaged.passUnretained(list).toOpaque())
        }
        return list.fields
    }
}

private final class FieldList {
    var fields: [(name: String, value: String)] = []
}

/// A callback of the library for each field.
private func collectField(
    _ context: UnsafeMutableRawPointer?, _ kind: MHD_ValueKind, _ name: UnsafePointer<CChar>?, _ nameLength: Int,
    _ value: UnsafePointer<CChar>?, _ valueLength: Int
) -> MHD_Result {
    guard let context, let name else { return hub_mhd_result(0) }
    let list = Unmanaged<FieldList>.fromOpaque(context).takeUnretainedValue()
    func text(_ start: UnsafePointer<CChar>?, _ length: Int) -> String {
        String(decoding: UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : length), as: UTF8.self)
    }
    list.fields.append((text(name, nameLength).lowercased(), text(value, valueLength)))
    return hub_mhd_result(1)
}
