import Foundation

/// The part of `swift package describe --type json` that the rules look at.
struct PackageDescription: Decodable {
    struct Target: Decodable {
        var name: String
        var type: String
        var path: String
        var targetDependencies: [String]?

        enum CodingKeys: String, CodingKey {
            case name, type, path
            case targetDependencies = "target_dependencies"
        }

        var isOurs: Bool { (type == "library" || type == "executable") && !isSystem }
        var isSystem: Bool { path.hasPrefix("Sources/System/") }
    }

    var targets: [Target]

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
        .standardizedFileURL

    /// Describes this package, with a build folder of its own so as not to wait for the running `swift test`.
    static func current() throws -> PackageDescription {
        let scratch = FileManager.default.temporaryDirectory.appendingPathComponent("hub-describe-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: scratch) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [
            "swift", "package", "--scratch-path", scratch.path, "--package-path", root.path, "describe", "--type",
            "json",
        ]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let bytes = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return try JSONDecoder().decode(PackageDescription.self, from: bytes)
    }
}
