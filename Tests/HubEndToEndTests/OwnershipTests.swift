import Foundation
import Glibc
import HubTesting
import Testing

/// One hub a store.
@Suite struct OwnershipTests {
    private let folder = try! ScratchFolder()

    @Test(.timeLimit(.minutes(15))) func aSecondHubSaysWhoHoldsTheStore() throws {
        let store = folder.file("store")
        let first = try HubProcess(["run", "--store", store])
        try first.wait(for: "the lock of the store") {
            #expect(first.isRunning, "\(first.errorText)")
            let lock = FileManager.default.contents(atPath: store + "/hub.lock") ?? Data()
            return !first.isRunning || String(decoding: lock, as: UTF8.self).contains("\(first.identifier)")
        }
        let second = try HubProcess.run(["run", "--store", store])
        #expect(second.status == 69, "\(second)")
        #expect(second.errorText.contains("\(first.identifier)"), "\(second)")
        #expect(first.isRunning)

        first.signal(SIGKILL)
        #expect(try first.wait().ending == .signalled(SIGKILL))
        // The lock went with its holder: the next hub takes over and ends gracefully.
        let third = try HubProcess(["run", "--store", store])
        try third.wait(for: "the lock of the store") {
            let lock = FileManager.default.contents(atPath: store + "/hub.lock") ?? Data()
            return !third.isRunning || String(decoding: lock, as: UTF8.self).contains("\(third.identifier)")
        }
        third.signal(SIGTERM)
        let outcome = try third.wait()
        #expect(outcome.ending == .exited(0), "\(outcome)")
    }
}
