package import Foundation
import Synchronization

/// Python of the tests' own: with the packages of `Tests/python-requirements.txt` in the versions pinned there, or with others.
///
/// Made once under `.build` (a minute or so) and used again until the list changes. Where it cannot be made, for instance
/// without a package registry, tests that need it are skipped and say so.
package enum PythonEnvironment {
    /// Why tests that need it are skipped.
    package static let absence = "the Python packages of Tests/python-requirements.txt cannot be had here"

    /// The interpreter with the packages of the list; nil where the environment cannot be made.
    package static let interpreter: String? = {
        guard let list = try? String(contentsOfFile: root + "/Tests/python-requirements.txt", encoding: .utf8) else {
            return nil
        }
        return interpreter(with: list.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init))
    }()

    private static let making = Mutex(())

    /// The interpreter of an environment of its own for packages that do not go with the others; nil, said plainly, where they
    /// cannot be had.
    ///
    /// - Parameter packages: with their versions, for example `confluent-kafka==2.6.1`.
    package static func interpreter(with packages: [String]) -> String? {
        making.withLock { _ in
            var mark: UInt64 = 0xcbf2_9ce4_8422_2325
            for byte in packages.joined(separator: "\n").utf8 { mark = (mark ^ UInt64(byte)) &* 0x100_0000_01b3 }
            let folder = root + "/.build/python-" + String(mark, radix: 16)
            let python = folder + "/bin/python3"
            let done = folder + "/complete"
            if FileManager.default.fileExists(atPath: done) { return python }
            // Half an environment of a run that was stopped is made anew.
            try? FileManager.default.removeItem(atPath: folder)
            let install = [
                "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "20",
            ]
            guard (try? run("/usr/bin/env", ["python3", "-m", "venv", folder])) != nil,
                (try? run(python, install + packages)) != nil,
                FileManager.default.createFile(atPath: done, contents: nil)
            else {
                print("skipped: \(packages.joined(separator: ", ")) cannot be had here")
                return nil
            }
            return python
        }
    }

    /// Whether there is one; for `.enabled(if:)`.
    package static var isPresent: Bool { interpreter != nil }

    /// The package's own folder.
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../..").standardizedFileURL.path

    /// A script that failed, with what it wrote.
    package struct ScriptFailure: Error, CustomStringConvertible {
        package let description: String
    }

    /// Runs a script of `Tests/` with an input on stdin and gives what it wrote to stdout.
    ///
    /// - Throws: `ScriptFailure` when it ends with another status than 0 or there is no interpreter.
    package static func run(script: String, _ arguments: [String] = [], input: Data = Data()) throws -> Data {
        guard let interpreter else { throw ScriptFailure(description: absence) }
        return try run(interpreter, [root + "/Tests/" + script] + arguments, input: input)
    }

    @discardableResult
    private static func run(_ path: String, _ arguments: [String], input: Data = Data()) throws -> Data {
        let scratch = try ScratchFolder()
        let file = try scratch.write(Array(input), to: "input")
        try scratch.write([], to: "errors")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.standardInput = FileHandle(forReadingAtPath: file)
        process.standardError = FileHandle(forWritingAtPath: scratch.file("errors"))
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let written = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let errors = (try? String(contentsOfFile: scratch.file("errors"), encoding: .utf8)) ?? ""
            throw ScriptFailure(description: "\(arguments.first ?? path): " + errors.suffix(2000))
        }
        return written
    }
}
