import Glibc
import HubStore

/// Commands that only read must not make a store by looking for one.
enum StoreCheck {
    /// - Throws: `CommandFailure` with `noInput` where there is no store.
    static func exists(_ directory: String) throws {
        let hasLog = access(directory + "/" + EmbeddedLog.fileName, F_OK) == 0
        let hasState = access(directory + "/" + StateStore.fileName, F_OK) == 0
        guard hasLog || hasState else {
            if errno == EACCES {
                throw CommandFailure(
                    .io, "the store \(directory) is not yours to read: ask as the user that runs the hub")
            }
            throw CommandFailure(
                .noInput,
                "there is no store in \(directory); name one with --store, or make one with hub demo or hub import")
        }
    }

    /// A reader of the store's state.
    static func reader(_ directory: String) throws -> StateReader {
        try exists(directory)
        return try StateReader(directory: directory)
    }
}
