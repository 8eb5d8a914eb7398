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

    init(store: String) throws {
        child.executableURL = try Self.executable()
        child.arguments = ["run", "--store", store]
        child.standardOutput = FileHandle.nullDevice
        child.standardError = FileHandle.nullDevice
        try child.run()
    }

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
