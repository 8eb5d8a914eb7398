import Glibc
import HubTesting
import Testing

/// The harness itself, with a shell in the place of the hub.
@Suite struct HubProcessTests {
    private func shell(_ script: String, input: String = "") throws -> HubProcess {
        try HubProcess(["-c", script], input: Array(input.utf8), executable: "/bin/sh")
    }

    @Test func outputErrorsAndStatusAreKeptApart() throws {
        let outcome = try shell("cat; echo bad >&2; exit 7", input: "good").wait()
        #expect(outcome.ending == .exited(7))
        #expect(outcome.outputText == "good")
        #expect(outcome.errorText == "bad\n")
    }

    @Test func aSignalIsNotAnExitStatus() throws {
        let process = try shell("echo ready >&2; exec sleep 600")
        try process.wait(for: "the line") { process.errorText == "ready\n" }
        process.signal(SIGKILL)
        let outcome = try process.wait()
        #expect(outcome.ending == .signalled(SIGKILL))
        #expect(outcome.status == nil)
        #expect(!process.isRunning)
    }

    @Test func aSignalArrivesThoughTheTestsOwnThreadBlocksIt() throws {
        var blocked = sigset_t()
        var before = sigset_t()
        sigemptyset(&blocked)
        sigaddset(&blocked, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &blocked, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let process = try shell("echo ready >&2; exec sleep 600")
        try process.wait(for: "the line") { process.errorText == "ready\n" }
        process.signal(SIGTERM)
        #expect(try process.wait().ending == .signalled(SIGTERM))
    }

    @Test func whatIsLeftRunningIsKilledAndReaped() throws {
        var process: HubProcess? = try shell("exec sleep 600")
        let identifier = try #require(process?.identifier)
        process = nil
        #expect(kill(identifier, 0) == -1 && errno == ESRCH)
    }

    @Test func theWorkingFolderIsTheOneAskedFor() throws {
        let folder = try ScratchFolder()
        let outcome = try HubProcess.run(["-c", "pwd -P"], directory: folder.path, executable: "/bin/sh")
        #expect(outcome.outputText.hasSuffix(folder.path + "\n"))
    }
}
