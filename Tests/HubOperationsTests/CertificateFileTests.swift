import HubOperations
import Testing

@Suite struct CertificateFileTests {
    /// Made for this test with `openssl req -x509 -newkey ed25519 -subj /CN=test`; says nothing about anybody.
    private static let pem = """
        -----BEGIN CERTIFICATE-----
        MIIBMjCB5aADAgECAhQd+1Mq/HU4h66qkSyBXW4FCynb2jAFBgMrZXAwDzENMAsG
        A1UEAwwEdGVzdDAeFw0yNjExMjExNjEzMjJaFw0zNjExMTgxNjEzMjJaMA8xDTAL
        BgNVBAMMBHRlc3QwKjAFBgMrZXADIQDnjrlomz379op1RiaqrcGvaO5eQI8YvPFI
        jOp7REhmyKNTMFEwHQYDVR0OBBYEFJJQndrVqMyIj4+qMYdwyHWsnpEeMB8GA1Ud
        IwQYMBaAFJJQndrVqMyIj4+qMYdwyHWsnpEeMA8GA1UdEwEB/wQFMAMBAf8wBQYD
        K2VwA0EATLvgHFuQ1+LB2A6m1jFZ/XMjzWbje6SsjMJi2khSxbfPCZsxaurED0jl
        88mDvM+e9wTxbISjczXyvakWMZ0jBw==
        -----END CERTIFICATE-----
        """

    @Test func theEndIsRead() { #expect(CertificateFile.expiry(pem: Array(Self.pem.utf8)) == 2_110_637_602_000) }

    @Test func damageIsNoCertificate() {
        let bytes = Array(Self.pem.utf8)
        for cut in stride(from: 0, to: bytes.count, by: 7) {
            _ = CertificateFile.expiry(pem: Array(bytes[..<cut]))
            var changed = bytes
            changed[cut] ^= 1
            _ = CertificateFile.expiry(pem: changed)
        }
        #expect(CertificateFile.expiry(pem: Array("no certificate".utf8)) == nil)
        #expect(CertificateFile(path: "missing.pem", folder: "/nowhere").expiresAt == nil)
    }
}
