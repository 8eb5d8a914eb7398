import Foundation

/// An empty folder that goes away with this object.
package final class TemporaryDirectory: Sendable {
    package let path: String

    package init() throws {
        let made = FileManager.default.temporaryDirectory.appendingPathComponent("hub-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
        path = made.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
