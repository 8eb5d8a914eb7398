import Foundation

/// The folder `schemas/` of this repository.
enum SchemaFolder {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
        "../../schemas"
    ).standardizedFileURL

    /// Paths below the folder of every JSON file, sorted.
    static let paths: [String] = {
        guard let found = FileManager.default.enumerator(atPath: root.path) else { return [] }
        return found.compactMap { $0 as? String }.filter { $0.hasSuffix(".json") }.sorted()
    }()

    static func bytes(_ path: String) throws -> [UInt8] {
        try [UInt8](Data(contentsOf: root.appendingPathComponent(path)))
    }

    /// Paths of the examples, `valid` or `invalid`.
    static func examples(_ folder: String) -> [String] { paths.filter { $0.contains("/examples/\(folder)/") } }

    /// The text without the whitespace between its tokens, as `.ci/generate` writes it.
    static func minified(_ text: [UInt8]) -> [UInt8] {
        var kept: [UInt8] = []
        var inside = false
        var escaped = false
        for byte in text {
            if inside {
                if escaped {
                    escaped = false
                } else if byte == UInt8(ascii: "\\") {
                    escaped = true
                } else if byte == UInt8(ascii: "\"") {
                    inside = false
                }
                kept.append(byte)
            } else if ![0x20, 0x09, 0x0A, 0x0D].contains(byte) {
                inside = byte == UInt8(ascii: "\"")
                kept.append(byte)
            }
        }
        return kept
    }
}
