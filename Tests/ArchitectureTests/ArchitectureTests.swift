import Foundation
import Testing

/// The layering of the package: manifest and sources against `modules.txt`.
struct ArchitectureTests {
    let table: ModuleTable
    let package: PackageDescription

    /// Asked once for all tests; it takes a second.
    private static let described = Result { try PackageDescription.current() }

    init() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("modules.txt")
        table = try ModuleTable(text: String(contentsOf: file, encoding: .utf8))
        package = try Self.described.get()
    }

    @Test func everyTargetOfTheManifestIsInTheTable() {
        let unknown = package.targets.filter { $0.isOurs && table.rows[$0.name] == nil }.map(\.name)
        #expect(unknown == [])
    }

    @Test func aTargetDependsOnlyOnWhatTheTableAllows() {
        let system = Set(package.targets.filter(\.isSystem).map(\.name))
        var forbidden: [String] = []
        for target in package.targets where target.isOurs {
            guard let row = table.rows[target.name] else { continue }
            for name in target.targetDependencies ?? [] {
                let allowed = system.contains(name) ? row.system : row.ours
                if let allowed, !allowed.contains(name) { forbidden.append("\(target.name) -> \(name)") }
            }
        }
        #expect(forbidden == [])
    }

    @Test func dependenciesPointDownwards() {
        var upwards: [String] = []
        for (index, name) in table.order.enumerated() {
            let below = Set(table.order[(index + 1)...])
            for other in table.rows[name]?.ours ?? [] where !below.contains(other) {
                upwards.append("\(name) -> \(other)")
            }
        }
        #expect(upwards == [])
    }

    @Test func sourcesImportOnlyDeclaredDependencies() throws {
        let ours = Set(package.targets.map(\.name)).union(table.order)
        var undeclared: [String] = []
        for target in package.targets where target.type != "system-target" {
            let declared = Set(target.targetDependencies ?? [])
            for (file, name) in try imports(below: target.path) where ours.contains(name) && !declared.contains(name) {
                undeclared.append("\(file) imports \(name)")
            }
        }
        #expect(undeclared == [])
    }

    @Test(arguments: [
        ("import HubJSON", "HubJSON"), ("package import HubStore", "HubStore"), ("@testable import hub", "hub"),
        ("internal import struct HubJSON.JSONNode", "HubJSON"), ("// import HubJSON", nil), ("let x = 1", nil),
    ])
    func anImportIsRecognised(line: String, module: String?) {
        #expect(Self.importedModule(line) == module)
    }

    /// Every import statement of the Swift files below a folder, as (file, module).
    private func imports(below folder: String) throws -> [(String, String)] {
        let base = PackageDescription.root.appendingPathComponent(folder)
        let files = FileManager.default.enumerator(atPath: base.path)?.compactMap { $0 as? String } ?? []
        return try files.filter { $0.hasSuffix(".swift") && !$0.hasPrefix("System/") }.flatMap { file in
            try String(contentsOf: base.appendingPathComponent(file), encoding: .utf8)
                .split(separator: "\n").compactMap { Self.importedModule(String($0)).map { ("\(folder)/\(file)", $0) } }
        }
    }

    private static func importedModule(_ line: String) -> String? {
        var words = line.split(separator: " ").map(String.init)
        while let first = words.first, first.hasPrefix("@") || Self.accessLevels.contains(first) { words.removeFirst() }
        guard words.first == "import", words.count > 1 else { return nil }
        words.removeFirst()
        if words.count > 1, Self.kinds.contains(words[0]) { words.removeFirst() }
        return words[0].split(separator: ".").first.map(String.init)
    }

    private static let accessLevels: Set = ["public", "package", "internal", "private", "fileprivate"]
    private static let kinds: Set = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
}
