import Foundation
import HubTesting
import Testing

/// Alert rules and dashboards name figures that exist, and promtool's own tests of the rules pass.
@Suite struct DeploymentTests {
    private static let root = #filePath.replacingOccurrences(
        of: "/Tests/HubOperationsTests/DeploymentTests.swift", with: "")

    private func names(in text: String) -> Set<String> {
        Set(
            text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init).filter {
                $0.hasPrefix("hub_")
            })
    }

    @Test(arguments: ["prometheus/alerts.yaml", "prometheus/alerts.test.yaml", "grafana/hub.json"])
    func everyFigureIsInTheArticle(path: String) throws {
        let article = try String(
            contentsOfFile: Self.root + "/Sources/HubOperations/HubOperations.docc/Metrics.md", encoding: .utf8)
        let used = names(in: try String(contentsOfFile: Self.root + "/compose/" + path, encoding: .utf8))
        #expect(
            !used.isEmpty && used.subtracting(names(in: article)).isEmpty, "\(used.subtracting(names(in: article)))")
    }

    @Test func theDashboardIsJSONWithoutOverlappingPanels() throws {
        let data = try Data(contentsOf: URL(fileURLWithPath: Self.root + "/compose/grafana/hub.json"))
        let dashboard = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let panels = try #require(dashboard["panels"] as? [[String: Any]])
        var taken: Set<[Int]> = []
        for panel in panels {
            let place = try #require(panel["gridPos"] as? [String: Int])
            for x in place["x", default: 0]..<(place["x", default: 0] + place["w", default: 0]) {
                for y in place["y", default: 0]..<(place["y", default: 0] + place["h", default: 0]) {
                    #expect(x < 24 && taken.insert([x, y]).inserted)
                }
            }
        }
    }

    @Test func promtoolPassesTheRules() throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/promtool") else {
            print("skipped: promtool is not installed (Debian package prometheus)")
            return
        }
        // The hubs' keys and the authority are the deployment's own.
        let folder = try ScratchFolder()
        for name in ["alerts.yaml", "alerts.test.yaml", "prometheus.yaml"] {
            let text = try String(contentsOfFile: Self.root + "/compose/prometheus/" + name, encoding: .utf8)
            try folder.write(
                text.replacingOccurrences(of: "/etc/hub-tls/ca.crt", with: folder.file("ca.crt")), to: name)
        }
        try FileManager.default.createDirectory(atPath: folder.file("keys"), withIntermediateDirectories: true)
        for name in ["ca.crt", "keys/hub-1.key", "keys/hub-2.key"] { try folder.write("", to: name) }
        for arguments in [
            ["check", "rules", "alerts.yaml"], ["test", "rules", "alerts.test.yaml"],
            ["check", "config", "prometheus.yaml"],
        ] {
            let outcome = try HubProcess.run(
                arguments, directory: folder.path, executable: "/usr/bin/promtool")
            #expect(outcome.status == 0, "\(outcome)")
        }
    }

    private struct Found: Decodable {
        struct Stage: Decodable {
            var image: String
            var packages: Set<String>
        }

        var faults: [String]
        var stages: [Stage]
    }

    /// The compose file by the compose specification, the container file by its own grammar; and the packages named there are
    /// those that the program was built with and is linked to here.
    @Test(.timeLimit(.minutes(15))) func composeAndContainerFilesAreValid() throws {
        let packages = ["compose-spec==0.2.1", "dockerfile==3.4.0", "pyyaml==6.0.2"]
        guard let python = PythonEnvironment.interpreter(with: packages) else { return }
        let outcome = try HubProcess.run(
            [Self.root + "/Tests/HubOperationsTests/deployment.py", Self.root + "/compose"], executable: python)
        try #require(outcome.ending == .exited(0), "\(outcome)")
        let found = try outcome.json(Found.self)
        #expect(found.faults == [])
        let setup = try String(contentsOfFile: Self.root + "/.ci/setup", encoding: .utf8)
        let wanted =
            setup.components(separatedBy: "build=(\n").dropFirst().first?.components(separatedBy: "\n)").first ?? ""
        let build = Set(wanted.split(separator: "\n").compactMap { $0.split(separator: " ").first.map(String.init) })
        #expect(found.stages.first?.packages == build)
        let linked = try Self.packagesOfTheProgram()
        let missing = linked.subtracting(found.stages.last?.packages ?? [])
        #expect(missing.isEmpty, "the container lacks \(missing)")
    }

    /// The distribution's packages that hold the libraries which the program names; those of the compiler left out.
    private static func packagesOfTheProgram() throws -> Set<String> {
        let needed = try HubProcess.run(["-d", try HubExecutable.path()], executable: "/usr/bin/readelf").outputText
        let libraries = needed.split(separator: "\n").compactMap { line in
            line.contains("(NEEDED)")
                ? line.split(separator: "[").last?.split(separator: "]").first.map(String.init) : nil
        }
        var packages: Set<String> = []
        for library in libraries {
            let owner = try HubProcess.run(["-S", "*/\(library)"], executable: "/usr/bin/dpkg-query").outputText
            guard let name = owner.split(separator: ":").first.map(String.init) else { continue }
            // What every image has.
            if !["libc6", "libgcc-s1", "libstdc++6"].contains(name), !name.hasSuffix("-dev") { packages.insert(name) }
        }
        return packages
    }

    /// The configurations by their schema, the partner's way over mutual TLS among them.
    @Test(arguments: ["hub", "admin", "partner"]) func theConfigurationsAreValid(name: String) throws {
        let outcome = try HubProcess.run([
            "validate", Self.root + "/schemas/configuration/schema.json", Self.root + "/compose/hub/\(name).json",
            "--assert-formats",
        ])
        #expect(outcome.ending == .exited(0), "\(outcome)")
    }

    /// The script makes certificates that the authority vouches for, with keys for their owner alone.
    @Test func theTrialsCertificatesHold() throws {
        let folder = try ScratchFolder()
        let script = try folder.write(
            String(contentsOfFile: Self.root + "/compose/certificates", encoding: .utf8), to: "certificates")
        let made = try HubProcess.run([script, "kafka-1", "hub-1", "leeds"], executable: "/usr/bin/bash")
        try #require(made.ending == .exited(0), "\(made)")
        for (name, subject) in [("kafka-1", "kafka-1"), ("hub-1", "hub"), ("leeds", "leeds")] {
            let verified = try HubProcess.run(
                ["verify", "-CAfile", folder.file("tls/ca.crt"), folder.file("tls/\(name).crt")],
                executable: "/usr/bin/openssl")
            #expect(verified.ending == .exited(0), "\(verified)")
            let shown = try HubProcess.run(
                ["x509", "-noout", "-subject", "-ext", "subjectAltName", "-in", folder.file("tls/\(name).crt")],
                executable: "/usr/bin/openssl")
            #expect(
                shown.outputText.contains("CN = \(subject)\n") && shown.outputText.contains("DNS:\(name)"), "\(shown)")
            let rights = try FileManager.default.attributesOfItem(atPath: folder.file("tls/\(name).key"))
            #expect(rights[.posixPermissions] as? Int == 0o600)
        }
    }

    /// The unit is one that systemd takes, and lets the hub do little.
    @Test func systemdTakesTheUnit() throws {
        guard FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze") else {
            print("skipped: systemd-analyze is not installed (Debian package systemd)")
            return
        }
        let folder = try ScratchFolder()
        // The program is not installed where the unit has it.
        let unit = try folder.write(
            String(contentsOfFile: Self.root + "/compose/systemd/hub.service", encoding: .utf8)
                .replacingOccurrences(of: "/usr/local/bin/hub", with: HubExecutable.path()), to: "hub.service")
        let verified = try HubProcess.run(["verify", "--man=no", unit], executable: "/usr/bin/systemd-analyze")
        #expect(verified.ending == .exited(0) && verified.errorText.isEmpty, "\(verified)")
        let exposure = try HubProcess.run(
            ["security", "--offline=true", "--threshold=15", unit], executable: "/usr/bin/systemd-analyze")
        #expect(exposure.ending == .exited(0), "\(exposure.outputText.suffix(300))")
    }
}
