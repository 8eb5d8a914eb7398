import Foundation

/// A `hub run` process on a store of its own, stopped at the end.
final class HubUnderTest {
    private let child = Process()
    var process: Int32 { child.processIdentifier }

    /// The `hub` that was built beside this program.
    static func executable() throws -> URL {
        let own = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
        let beside = (Bundle.main.executableURL ?? own).deletingLastPathComponent().appendingPathComponent("hub")
        guard FileManager.default.isExecutableFile(atPath: beside.path) else {
            throw BenchError("no hub beside hub-bench; build it first: swift build -c release --product hub")
        }
        return beside
    }

    /// - Parameters:
    ///   - arguments: more for `hub run`.
    ///   - log: a file for its log lines, added to; nil for none.
    init(store: String, arguments: [String] = [], log: String? = nil) throws {
        child.executableURL = try Self.executable()
        child.arguments = ["run", "--store", store] + arguments
        child.standardOutput = FileHandle.nullDevice
        child.standardError = FileHandle.nullDevice
        if let log {
            if !FileManager.default.fileExists(atPath: log) {
                _ = FileManager.default.createFile(atPath: log, contents: nil)
            }
            let file = try FileHandle(forWritingTo: URL(fileURLWithPath: log))
            try file.seekToEnd()
            child.standardError = file
        }
        try child.run()
    }

    var isRunning: Bool { child.isRunning }

    /// Waits for the end of a process that was killed.
    func wait() { child.waitUntilExit() }

    func stop() {
        guard child.isRunning else { return }
        child.terminate()
        child.waitUntilExit()
    }
}

/// What a benchmark could not do.
struct BenchError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
