import Foundation

/// A certificate that the configuration names, and when it ends.
package struct CertificateFile: Sendable, Equatable {
    /// The path as the configuration has it.
    package var path: String
    /// Milliseconds since 1970 UTC; nil if the file cannot be read as a certificate.
    package var expiresAt: Int64?

    package init(path: String, expiresAt: Int64?) {
        self.path = path
        self.expiresAt = expiresAt
    }

    private static let day: Int64 = 86_400_000

    /// Not well from 30 days before its end on, and an error from 7, or where it cannot be read.
    package func state(at now: Int64) -> HealthState {
        guard let expiresAt else { return .error }
        let left = expiresAt - now
        return left < 7 * Self.day ? .error : left < 30 * Self.day ? .warning : .ok
    }

    /// Reads the first certificate of a PEM file.
    ///
    /// - Parameter path: shown as it is; read below `folder` unless it is absolute.
    package init(path: String, folder: String) {
        self.path = path
        let place = path.hasPrefix("/") ? path : folder + "/" + path
        expiresAt = FileManager.default.contents(atPath: place).flatMap { Self.expiry(pem: [UInt8]($0)) }
    }

    /// The `notAfter` (RFC 5280 section 4.1.2.5) of the first certificate of a PEM text, in milliseconds since 1970 UTC.
    package static func expiry(pem: [UInt8]) -> Int64? {
        let text = String(decoding: pem.prefix(1 << 20), as: UTF8.self)
        guard let begin = text.range(of: "-----BEGIN CERTIFICATE-----"),
            let end = text.range(of: "-----END CERTIFICATE-----", range: begin.upperBound..<text.endIndex),
            let der = Data(
                base64Encoded: String(text[begin.upperBound..<end.lowerBound]), options: .ignoreUnknownCharacters)
        else { return nil }
        return expiry(der: [UInt8](der)[...])
    }

    private static func expiry(der: ArraySlice<UInt8>) -> Int64? {
        var outside = der
        guard var certificate = element(&outside, tag: 0x30), var body = element(&certificate, tag: 0x30) else {
            return nil
        }
        // Version (optional, context tag 0), serial number, signature algorithm, issuer, then the validity.
        if body.first == 0xA0 { _ = element(&body, tag: 0xA0) }
        guard element(&body, tag: 0x02) != nil, element(&body, tag: 0x30) != nil, element(&body, tag: 0x30) != nil,
            var validity = element(&body, tag: 0x30)
        else { return nil }
        guard element(&validity, tag: 0x17) ?? element(&validity, tag: 0x18) != nil else { return nil }
        if let short = element(&validity, tag: 0x17) { return time(short, century: true) }
        return element(&validity, tag: 0x18).flatMap { time($0, century: false) }
    }

    /// Takes one element off the front of `bytes`; nil, and nothing taken, for another tag or a length that does not fit.
    private static func element(_ bytes: inout ArraySlice<UInt8>, tag: UInt8) -> ArraySlice<UInt8>? {
        var rest = bytes
        guard rest.popFirst() == tag, let first = rest.popFirst() else { return nil }
        var length = Int(first)
        if first & 0x80 != 0 {
            let count = Int(first & 0x7F)
            guard (1...3).contains(count), rest.count >= count else { return nil }
            length = rest.prefix(count).reduce(0) { $0 << 8 | Int($1) }
            rest = rest.dropFirst(count)
        }
        guard rest.count >= length else { return nil }
        let content = rest.prefix(length)
        bytes = rest.dropFirst(length)
        return content
    }

    /// `YYMMDDHHMMSSZ`, or `YYYYMMDDHHMMSSZ`; RFC 5280 has both end in Z and has years below 50 in this century.
    private static func time(_ bytes: ArraySlice<UInt8>, century: Bool) -> Int64? {
        let digits = bytes.dropLast().map { Int($0) - 48 }
        guard bytes.last == 0x5A, digits.count == (century ? 12 : 14), digits.allSatisfy({ (0...9).contains($0) })
        else { return nil }
        var pairs = stride(from: 0, to: digits.count, by: 2).map { digits[$0] * 10 + digits[$0 + 1] }
        var year = pairs.removeFirst()
        if century { year += year < 50 ? 2000 : 1900 } else { year = year * 100 + pairs.removeFirst() }
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = TimeZone(secondsFromGMT: 0) ?? calendar.timeZone
        let parts = DateComponents(
            year: year, month: pairs[0], day: pairs[1], hour: pairs[2], minute: pairs[3], second: pairs[4])
        return calendar.date(from: parts).map { Int64($0.timeIntervalSince1970 * 1000) }
    }
}
