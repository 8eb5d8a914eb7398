import Foundation
import HubTesting
import HubTransport
import Testing

@testable import HubHTTP

/// TLS and client certificates, over real sockets by curl; certificates are made for the run by openssl.
@Suite(.timeLimit(.minutes(15))) struct TLSTests {
    private let folder = try! ScratchFolder()
    private let hub: HTTPFixture

    private func run(_ program: String, _ arguments: [String]) throws -> ProcessOutcome {
        try HubProcess.run(arguments, directory: folder.path, executable: "/usr/bin/" + program)
    }

    private func authority(_ name: String) throws {
        #expect(
            try run(
                "openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout",
                    "\(name).key", "-out", "\(name).pem", "-subj", "/CN=\(name)", "-days", "30",
                ]
            ).status == 0)
    }

    private func certificate(_ name: String, commonName: String, by authority: String, expired: Bool = false) throws {
        _ = try run(
            "openssl",
            [
                "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", "\(name).key",
                "-out", "\(name).csr", "-subj", "/CN=\(commonName)",
            ])
        try folder.write("subjectAltName=IP:127.0.0.1\n", to: "names")
        // `x509 -days` takes a negative number for a certificate that ended yesterday.
        let signed = try run(
            "openssl",
            [
                "x509", "-req", "-in", "\(name).csr", "-CA", "\(authority).pem", "-CAkey", "\(authority).key",
                "-CAcreateserial", "-out", "\(name).pem", "-days", expired ? "-1" : "30", "-extfile", "names",
            ])
        #expect(signed.status == 0, "\(signed)")
    }

    init() throws {
        let files = try TLSFiles(folder: folder)
        hub = try HTTPFixture(
            tls: HTTPServerOptions.TLS(
                certificate: try files.text("server.pem"), key: try files.text("server.key"),
                clientAuthority: try files.text("partners.pem")))
        try authority("strangers")
        try certificate("leeds", commonName: "leeds", by: "partners")
        try certificate("expired", commonName: "leeds", by: "partners", expired: true)
        try certificate("foreign", commonName: "leeds", by: "strangers")
        try certificate("nobody", commonName: "nobody", by: "partners")
    }

    private func post(_ event: String, certificate: String?, more: [String] = []) throws -> (status: Int, body: String)
    {
        try folder.write(event, to: "event.json")
        var arguments = [
            "-s", "--cacert", "partners.pem", "-H", "Content-Type: application/cloudevents+json", "--data-binary",
            "@event.json", "-w", "\n%{http_code}", "https://127.0.0.1:\(hub.port)/events",
        ]
        if let certificate { arguments += ["--cert", "\(certificate).pem", "--key", "\(certificate).key"] }
        let outcome = try run("curl", arguments + more)
        let lines = outcome.outputText.split(separator: "\n", omittingEmptySubsequences: false)
        return (Int(lines.last ?? "") ?? 0, lines.dropLast().joined(separator: "\n"))
    }

    @Test func aCertificateNamesItsPartner() throws {
        let own = try post(Events.incident("A"), certificate: "leeds")
        #expect(own.status == 202 && own.body.contains("received"), "\(own)")
        let foreign = try post(Events.incident("B", partner: "wyp"), certificate: "leeds")
        #expect(foreign.status == 202 && foreign.body.contains("SOURCE_MISMATCH"))
        #expect(try hub.records("in.leeds.asb.incident.v1").count == 2)
    }

    @Test(arguments: ["expired", "foreign", "nobody"])
    func anotherCertificateIsRefusedAndLogged(name: String) throws {
        let answer = try post(Events.incident("A"), certificate: name)
        #expect(answer.status == 401, "\(answer)")
        #expect(hub.lines.all.last?.contains("certificate") == true)
        #expect(try hub.records("in.leeds.asb.incident.v1").isEmpty)
    }

    @Test func withoutOneAKeyDoes() throws {
        #expect(try post(Events.incident("A"), certificate: nil).status == 401)
        let key = try hub.key("leeds")
        #expect(
            try post(Events.incident("A"), certificate: nil, more: ["-H", "Authorization: Bearer \(key)"]).status == 202
        )
    }

    @Test func oldProtocolsAndPlainTextAreRefused() throws {
        #expect(try post(Events.incident("A"), certificate: "leeds", more: ["--tls-max", "1.1"]).status == 0)
        let plain = try run("curl", ["-s", "-w", "%{http_code}", "http://127.0.0.1:\(hub.port)/healthz"])
        #expect(plain.outputText == "000")
    }

    @Test func aPlainServerStaysOnThisMachine() throws {
        var options = HTTPServerOptions()
        options.address = try ListenAddress("0.0.0.0:0")
        let service = HubService(
            HubServiceOptions(store: folder.path), contracts: try HTTPFixture.contracts.get(), clock: SystemClock()
        ) { _ in }
        #expect(throws: HTTPError.self) { try HTTPServer(service, options: options) }
    }
}

/// The server's own certificate and the authority of partners.
private struct TLSFiles {
    let folder: ScratchFolder

    init(folder: ScratchFolder) throws {
        self.folder = folder
        let script = """
            set -e
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout partners.key -out partners.pem \
                -subj /CN=partners -days 30
            openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout server.key -out server.csr -subj /CN=hub
            printf 'subjectAltName=IP:127.0.0.1\\n' > server.ext
            openssl x509 -req -in server.csr -CA partners.pem -CAkey partners.key -CAcreateserial -out server.pem -days 30 \
                -extfile server.ext
            """
        let outcome = try HubProcess.run(["-c", script], directory: folder.path, executable: "/bin/bash")
        guard outcome.status == 0 else { throw RawConnection.Failure(description: "\(outcome)") }
    }

    func text(_ name: String) throws -> String { try String(contentsOfFile: folder.file(name), encoding: .utf8) }
}
