import Foundation

/// Where the built `hub` command is: beside the running test bundle, or where `HUB_EXECUTABLE` says.
package enum HubExecutable {
    package struct NotBuilt: Error, CustomStringConvertible {
        var path: String
        package var description: String { "no hub command at \(path); build it, or name it in HUB_EXECUTABLE" }
    }

    /// The path of the command.
    package static func path() throws -> String {
        let named = ProcessInfo.processInfo.environment["HUB_EXECUTABLE"]
        let bundle = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let path = named ?? bundle.deletingLastPathComponent().appendingPathComponent("hub").path
        guard FileManager.default.isExecutableFile(atPath: path) else { throw NotBuilt(path: path) }
        return path
    }
}
