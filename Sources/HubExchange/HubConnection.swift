import CCurl
import HubJSON

/// A connection to a hub over HTTP or HTTPS, kept open from request to request; one thread at a time.
package final class HubConnection {
    /// What a partner shows of itself.
    package struct Credentials: Sendable {
        /// An API key; nil for none.
        package var key: String?
        /// Path of a client certificate with those between it and its authority, PEM; nil for none.
        package var certificate: String?
        /// Path of its private key, PEM.
        package var certificateKey: String?
        /// Path of the authority that signed the hub's certificate, PEM; nil for the machine's own list.
        package var authority: String?

        /// No credentials.
        package init() {}
    }

    /// What came back.
    package struct Answer: Sendable {
        /// Status code.
        package var status: Int
        /// Header fields, names in lower case.
        package var headers: [(name: String, value: String)]
        /// The body.
        package var body: [UInt8]

        /// The first value of a header field.
        package subscript(name: String) -> String? { headers.first { $0.name == name }?.value }
    }

    private final class Received {
        var headers: [(name: String, value: String)] = []
        var body: [UInt8] = []
    }

    private let base: String
    private let credentials: Credentials
    private let handle: OpaquePointer
    private static let bodyLimit = 256 << 20

    /// - Parameter address: such as `https://hub.example:8443`.
    /// - Throws: `ExchangeError` for what is no address of a hub.
    package init(_ address: String, _ credentials: Credentials = Credentials()) throws {
        var base = address
        while base.hasSuffix("/") { base.removeLast() }
        guard base.hasPrefix("https://") || Self.isOnThisMachine(base),
            base.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let handle = curl_easy_init()
        else {
            throw ExchangeError(
                .malformed,
                "the hub's address is https://HOST:PORT (http:// on this machine), not \(address.prefix(80))")
        }
        self.base = base
        self.credentials = credentials
        self.handle = OpaquePointer(handle)
    }

    /// Without TLS a key would be read by whoever looks on; this machine's loopback has nobody to look on.
    private static func isOnThisMachine(_ address: String) -> Bool {
        guard address.hasPrefix("http://") else { return false }
        let place = address.dropFirst(7).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard !place.contains("@") else { return false }
        if place.hasPrefix("[::1]") { return true }
        let host = place.prefix { $0 != ":" }
        return host == "localhost" || host.hasPrefix("127.") && host.allSatisfy { $0.isNumber || $0 == "." }
    }

    deinit { curl_easy_cleanup(UnsafeMutableRawPointer(handle)) }

    /// Sends one request and waits for the answer.
    ///
    /// - Parameters:
    ///   - target: path and query; or a whole address below this hub's own, as its links have it.
    ///   - seconds: how long to wait for all of it.
    /// - Throws: `ExchangeError` with `unreachable`, or with `credentials` where the hub says 401 or 403.
    package func send(
        _ method: String, _ target: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        seconds: Int = 60
    ) throws -> Answer {
        let curl = UnsafeMutableRawPointer(handle)
        curl_easy_reset(curl)
        let received = Received()
        let context = Unmanaged.passUnretained(received).toOpaque()
        _ = hub_curl_set_text(curl, CURLOPT_URL, target.hasPrefix("/") ? base + target : target)
        _ = hub_curl_set_text(curl, CURLOPT_CUSTOMREQUEST, method)
        _ = hub_curl_set_number(curl, CURLOPT_NOSIGNAL, 1)
        _ = hub_curl_set_number(curl, CURLOPT_CONNECTTIMEOUT, 10)
        _ = hub_curl_set_number(curl, CURLOPT_TIMEOUT, seconds)
        _ = hub_curl_set_text(curl, CURLOPT_PROTOCOLS_STR, "http,https")
        _ = hub_curl_set_text(curl, CURLOPT_ACCEPT_ENCODING, "gzip")
        _ = hub_curl_set_receiver(curl, CURLOPT_WRITEFUNCTION, receiveBody)
        _ = hub_curl_set_pointer(curl, CURLOPT_WRITEDATA, context)
        _ = hub_curl_set_receiver(curl, CURLOPT_HEADERFUNCTION, receiveHeader)
        _ = hub_curl_set_pointer(curl, CURLOPT_HEADERDATA, context)
        if let authority = credentials.authority { _ = hub_curl_set_text(curl, CURLOPT_CAINFO, authority) }
        if let certificate = credentials.certificate { _ = hub_curl_set_text(curl, CURLOPT_SSLCERT, certificate) }
        if let key = credentials.certificateKey { _ = hub_curl_set_text(curl, CURLOPT_SSLKEY, key) }
        var list: UnsafeMutablePointer<curl_slist>?
        defer { curl_slist_free_all(list) }
        // No wait for leave to send the body.
        list = curl_slist_append(list, "Expect:")
        if let key = credentials.key { list = curl_slist_append(list, "Authorization: Bearer \(key)") }
        for header in headers { list = curl_slist_append(list, "\(header.name): \(header.value)") }
        _ = hub_curl_set_pointer(curl, CURLOPT_HTTPHEADER, UnsafeMutableRawPointer(list))
        let result = (body ?? []).withUnsafeBytes { bytes -> CURLcode in
            if body != nil {
                _ = hub_curl_set_number(curl, CURLOPT_POSTFIELDSIZE, bytes.count)
                _ = hub_curl_set_pointer(
                    curl, CURLOPT_POSTFIELDS,
                    UnsafeMutableRawPointer(mutating: bytes.baseAddress ?? UnsafeRawPointer(curl)))
            }
            return withExtendedLifetime(received) { curl_easy_perform(curl) }
        }
        guard result == CURLE_OK else {
            let reason = String(cString: curl_easy_strerror(result)).lowercased()
            throw ExchangeError(.unreachable, "the hub at \(base) cannot be asked: \(reason)")
        }
        var status = 0
        _ = hub_curl_get_number(curl, CURLINFO_RESPONSE_CODE, &status)
        let answer = Answer(status: status, headers: received.headers, body: received.body)
        guard status != 401, status != 403 else {
            throw ExchangeError(.credentials, "the hub refuses: \(Self.detail(of: answer))")
        }
        return answer
    }

    /// What an answer that is a problem (RFC 9457) says, in its own words.
    package static func detail(of answer: Answer) -> String {
        (try? JSONValue.parse(answer.body))?["detail"]?.string ?? "status \(answer.status)"
    }

    fileprivate static func receive(
        _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?,
        isHeader: Bool
    ) -> Int {
        guard let bytes, let context else { return 0 }
        let received = Unmanaged<Received>.fromOpaque(context).takeUnretainedValue()
        let raw = UnsafeRawBufferPointer(start: bytes, count: size * count)
        if isHeader {
            let line = String(decoding: raw, as: UTF8.self)
            // A line without a colon starts an answer; the last one counts.
            guard let colon = line.firstIndex(of: ":") else {
                if line.hasPrefix("HTTP/") { received.headers.removeAll() }
                return raw.count
            }
            let value = line[line.index(after: colon)...].drop { $0 == " " }.prefix { !$0.isNewline }
            received.headers.append((line[..<colon].lowercased(), String(value)))
        } else {
            guard received.body.count + raw.count <= bodyLimit else { return 0 }
            received.body.append(contentsOf: raw)
        }
        return raw.count
    }
}

private func receiveBody(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    HubConnection.receive(bytes, size, count, context, isHeader: false)
}

private func receiveHeader(
    _ bytes: UnsafeMutablePointer<CChar>?, _ size: Int, _ count: Int, _ context: UnsafeMutableRawPointer?
) -> Int {
    HubConnection.receive(bytes, size, count, context, isHeader: true)
}
