import Foundation

/// An empty folder that goes away with this object.
package final class TemporaryDirectory: Sendable {
    package let path: String

    /// - Parameter inMemory: whether to make it in memory where the machine has such a place; for tests that write much
    ///   and have no use for a disk.
    package init(inMemory: Bool = false) throws {
        let memory = URL(fileURLWithPath: "/dev/shm")
        let usesMemory = inMemory && FileManager.default.isWritableFile(atPath: memory.path)
        let parent = usesMemory ? memory : FileManager.default.temporaryDirectory
        let made = parent.appendingPathComponent("hub-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: made, withIntermediateDirectories: true)
        path = made.path
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}
