import Glibc
import HubStore
import HubTransport

/// Notes in the audit log what a person does with a command, before it is done.
enum AuditNote {
    /// Whoever runs the command, by the machine's name for the account.
    static let actor: String = {
        guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else { return "account:\(getuid())" }
        return "account:" + String(cString: name)
    }()

    /// Writes an entry; where the store holds no state yet, nothing was collected and nothing is noted.
    ///
    /// - Throws: `StoreError`; then what was to be noted must not be done.
    static func write(_ entry: AuditEntry, store directory: String) throws {
        guard InputFile.exists(directory + "/" + StateStore.fileName) else { return }
        let store = try StateStore(directory: directory, clock: SystemClock())
        try store.transaction { $0.audit(entry) }
    }

    /// An entry of this actor.
    static func entry(_ category: AuditEntry.Category, _ act: String) -> AuditEntry {
        AuditEntry(category, act, actor: actor)
    }
}
