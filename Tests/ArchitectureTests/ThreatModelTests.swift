import Foundation
import Testing

/// Every line of the threat model names a test, and the test is there.
@Suite struct ThreatModelTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func everyLineNamesATestThatExists() throws {
        let article = try String(
            contentsOf: Self.root.appendingPathComponent("Sources/HubOperations/HubOperations.docc/ThreatModel.md"),
            encoding: .utf8)
        let lines = article.split(separator: "\n").filter {
            $0.hasPrefix("| ") && !$0.hasPrefix("| cannot |") && !$0.hasPrefix("| |")
        }
        #expect(lines.count >= 50)
        let tests = try Self.testSources()
        for line in lines {
            let name = try #require(line.split(separator: "`").dropFirst().last { $0.contains("/") }, "\(line)")
            let parts = name.split(separator: "/")
            let suite = try #require(tests.first { $0.contains("struct \(parts[0])") }, "no suite \(parts[0])")
            #expect(suite.contains("func \(parts[1])("), "no test \(name)")
        }
    }

    private static func testSources() throws -> [String] {
        let folder = root.appendingPathComponent("Tests")
        guard let found = FileManager.default.enumerator(atPath: folder.path) else { return [] }
        return try found.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.map {
            try String(contentsOf: folder.appendingPathComponent($0), encoding: .utf8)
        }
    }
}
