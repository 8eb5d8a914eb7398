import Foundation
import Synchronization

/// An empty folder that goes away with this object, at the latest with the process.
package final class TemporaryDirectory: Sendable {
    package let path: String

    /// Those that still exist: what is shared by tests lives as long as the process and is never deinitialised.
    private static let present = Mutex<Set<String>>([])
    private static let sweeping: Void = {
        removeAbandoned()
        atexit { for path in TemporaryDirectory.present.withLock(\.self) { TemporaryDirectory.remove(path) } }
    }()

    /// - Parameter inMemory: whether to make it in memory where the machine has such a place; for tests that write much
    ///   and have no use for a disk.
    package init(inMemory: Bool = false) throws {
        Self.sweeping
        let usesMemory = inMemory && FileManager.default.isWritableFile(atPath: Self.memory)
        let parent = usesMemory ? Self.memory : NSTemporaryDirectory()
        path = URL(fileURLWithPath: parent).appendingPathComponent("hub-test-\(getpid())-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        _ = Self.present.withLock { $0.insert(path) }
    }

    deinit {
        Self.remove(path)
        _ = Self.present.withLock { $0.remove(path) }
    }

    private static let memory = "/dev/shm"

    private static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }

    /// Removes what processes left in memory that were killed.
    private static func removeAbandoned() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: memory)) ?? [] {
            let parts = name.split(separator: "-")
            guard name.hasPrefix("hub-test-"), parts.count > 3, let process = Int32(parts[2]), process > 0,
                kill(process, 0) != 0, errno == ESRCH
            else { continue }
            remove(memory + "/" + name)
        }
    }
}
