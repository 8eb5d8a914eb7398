import Glibc
import HubExchange
import HubStore

/// The folder that a demonstration leaves behind. The usual one is made anew each time; any other must be empty.
struct DemoStore {
    private static let usual = "./hub-demo"
    private static let mark = "hub-demo.txt"

    let path: String

    /// Makes the folder, or clears the usual one of an earlier demonstration.
    ///
    /// - Parameter given: the folder that the user named, if any.
    /// - Throws: `CommandFailure` when the folder holds something else, `StoreError` when a hub runs on it.
    init(given: String?) throws {
        path = given ?? Self.usual
        let names = Self.names(in: path)
        guard names.isEmpty || (path == Self.usual && names.contains(Self.mark)) else {
            throw CommandFailure(.notSo, "\(path) is not empty; name another folder with --store")
        }
        // Taken and let go at once: it tells whether a hub runs here.
        _ = try OwnerLock(directory: path)
        for name in names where Self.isOurs(name) {
            guard unlink("\(path)/\(name)") == 0 else {
                throw CommandFailure(.io, "could not remove \(path)/\(name): \(SystemFault.text(errno))")
            }
        }
        guard path == Self.usual else { return }
        try SmallFile.replace(
            "\(path)/\(Self.mark)",
            with: Array("Made by hub demo; the next hub demo on this folder starts it anew.\n".utf8))
    }

    private static func isOurs(_ name: String) -> Bool {
        name.hasPrefix("log.sqlite") || name.hasPrefix("state.sqlite")
            // Keys and what they acknowledged belong to the log that goes.
            || name.hasPrefix("access.sqlite") || name == "audit.key" || name == CopyKeys.fileName
            || (name.hasPrefix("consumer-") && name.hasSuffix(".json"))
    }

    private static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
