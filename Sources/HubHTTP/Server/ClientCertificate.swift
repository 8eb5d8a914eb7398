import CGnuTLS

/// What a client showed of itself in the TLS handshake.
enum ClientCertificate {
    /// No certificate.
    case none
    /// One that our authority signed, in its time; with its common name.
    case trusted(commonName: String)
    /// Any other; with the reason for the log.
    case refused(String)

    /// - Parameter session: the connection's `gnutls_session_t`.
    static func of(_ session: OpaquePointer) -> ClientCertificate {
        var count: UInt32 = 0
        guard let chain = gnutls_certificate_get_peers(session, &count), count > 0 else { return .none }
        var status: UInt32 = 0
        guard gnutls_certificate_verify_peers2(session, &status) == GNUTLS_E_SUCCESS else {
            return .refused("the certificate cannot be checked")
        }
        if status & GNUTLS_CERT_EXPIRED.rawValue != 0 { return .refused("the certificate has expired") }
        if status & GNUTLS_CERT_NOT_ACTIVATED.rawValue != 0 { return .refused("the certificate does not hold yet") }
        guard status == 0 else { return .refused("the certificate is of another authority") }
        var certificate: gnutls_x509_crt_t?
        guard gnutls_x509_crt_init(&certificate) == GNUTLS_E_SUCCESS, let certificate else {
            return .refused("the certificate cannot be read")
        }
        defer { gnutls_x509_crt_deinit(certificate) }
        guard gnutls_x509_crt_import(certificate, chain, GNUTLS_X509_FMT_DER) == GNUTLS_E_SUCCESS else {
            return .refused("the certificate cannot be read")
        }
        var name = [CChar](repeating: 0, count: 256)
        var length = name.count
        guard hub_gnutls_common_name(certificate, &name, &length) == GNUTLS_E_SUCCESS, length > 0 else {
            return .refused("the certificate has no common name")
        }
        let bytes = name.prefix(length).map { UInt8(bitPattern: $0) }
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            return .refused("the certificate's common name is malformed")
        }
        return .trusted(commonName: text)
    }
}
