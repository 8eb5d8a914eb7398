import Foundation
import Glibc

/// A run of a command, by default `hub`, with stdout and stderr kept in files, so that no pipe ever fills.
///
/// Always reaped: a run that still goes on when the object ends is killed. One thread at a time.
package final class HubProcess {
    package struct Failure: Error, CustomStringConvertible {
        package var description: String
    }

    /// The process id; signals go to this process alone.
    package let identifier: Int32
    private let folder: ScratchFolder
    private let name: String
    private var ended: ProcessOutcome.Ending?

    /// Starts the command.
    ///
    /// - Parameters:
    ///   - environment: added to this process's own, which loses every `HUB_` name but `HUB_SHARED`.
    ///   - input: what stands on stdin.
    ///   - directory: the working directory; this process's own where nil.
    ///   - executable: another program than `hub`, by its path.
    package init(
        _ arguments: [String], environment: [String: String] = [:], input: [UInt8] = [], directory: String? = nil,
        executable: String? = nil
    ) throws {
        let path = try executable ?? HubExecutable.path()
        name = ([path.split(separator: "/").last.map(String.init) ?? path] + arguments).joined(separator: " ")
        folder = try ScratchFolder()
        try folder.write(input, to: "stdin")
        var variables = ProcessInfo.processInfo.environment.filter {
            !$0.key.hasPrefix("HUB_") || $0.key == "HUB_SHARED"
        }
        variables.merge(environment) { $1 }
        // env(1) changes the folder and becomes the command: the process id stays.
        let call = directory.map { ["/usr/bin/env", "--chdir=" + $0, path] } ?? [path]
        identifier = try Self.spawn(
            call[0], call + arguments, variables.map { "\($0.key)=\($0.value)" }, folder: folder)
    }

    deinit {
        guard ended == nil else { return }
        kill(identifier, SIGKILL)
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
    }

    /// Runs a command to its end.
    package static func run(
        _ arguments: [String], environment: [String: String] = [:], input: [UInt8] = [], directory: String? = nil,
        executable: String? = nil, seconds: Double = 600
    ) throws -> ProcessOutcome {
        try HubProcess(
            arguments, environment: environment, input: input, directory: directory, executable: executable
        ).wait(seconds: seconds)
    }

    /// Sends a signal unless the process has ended.
    package func signal(_ number: Int32) {
        if isRunning { kill(identifier, number) }
    }

    /// Whether the process has not ended yet; reaps it when it has.
    package var isRunning: Bool {
        guard ended == nil else { return false }
        var status: Int32 = 0
        guard waitpid(identifier, &status, WNOHANG) == identifier else { return true }
        let signal = status & 0x7F
        ended = signal == 0 ? .exited((status >> 8) & 0xFF) : .signalled(signal)
        return false
    }

    /// What it has written to stderr so far.
    package var errorText: String { String(decoding: contents("stderr"), as: UTF8.self) }

    /// What it has written to stdout so far.
    package var outputText: String { String(decoding: contents("stdout"), as: UTF8.self) }

    /// Waits for the end.
    ///
    /// - Throws: `Failure` when it has not ended within `seconds`, which stops a hung test and asserts nothing.
    package func wait(seconds: Double = 600) throws -> ProcessOutcome {
        try wait(for: "its end", seconds: seconds) { !isRunning }
        guard let ended else { throw Failure(description: "\(name): not reaped") }
        return ProcessOutcome(ending: ended, output: contents("stdout"), errors: contents("stderr"))
    }

    /// Waits until `condition` holds, looking again every few milliseconds.
    package func wait(for what: String, seconds: Double = 600, until condition: () throws -> Bool) throws {
        let deadline = ContinuousClock.now + .seconds(seconds)
        while try !condition() {
            guard ContinuousClock.now < deadline else {
                throw Failure(
                    description: "\(name): waited \(seconds) s for \(what); stderr: \(errorText.prefix(2_000))")
            }
            usleep(2_000)
        }
    }

    private func contents(_ file: String) -> [UInt8] {
        Array(FileManager.default.contents(atPath: folder.file(file)) ?? Data())
    }

    private static func spawn(
        _ path: String, _ arguments: [String], _ environment: [String], folder: ScratchFolder
    ) throws -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, folder.file("stdin"), O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, folder.file("stdout"), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, folder.file("stderr"), O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        // A test's thread may block signals, and the process would inherit that: SIGTERM would never reach it.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        let argv = CStrings(arguments)
        let envp = CStrings(environment)
        var identifier: Int32 = 0
        let fault = withExtendedLifetime((argv, envp)) {
            posix_spawn(&identifier, path, &actions, &attributes, argv.pointers, envp.pointers)
        }
        guard fault == 0 else { throw Failure(description: "cannot start \(path): error \(fault)") }
        return identifier
    }
}

/// A null-terminated array of C strings.
private final class CStrings {
    let pointers: [UnsafeMutablePointer<CChar>?]

    init(_ texts: [String]) { pointers = texts.map { strdup($0) } + [nil] }

    deinit { pointers.forEach { free($0) } }
}
