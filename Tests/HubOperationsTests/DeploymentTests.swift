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
        for arguments in [
            ["check", "rules", "alerts.yaml"], ["test", "rules", "alerts.test.yaml"],
            ["check", "config", "prometheus.yaml"],
        ] {
            let outcome = try HubProcess.run(
                arguments, directory: Self.root + "/compose/prometheus", executable: "/usr/bin/promtool")
            #expect(outcome.status == 0, "\(outcome)")
        }
    }
}
