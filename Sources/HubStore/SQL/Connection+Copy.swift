import CSQLite
import Glibc

extension Connection {
    /// Copies the whole database, as one committed state, into a new file, while others go on reading and writing.
    ///
    /// The copy is a single file without a write-ahead log, checked and synced.
    ///
    /// - Throws: `StoreError`; `corrupt` where the copy does not pass SQLite's own check.
    func copy(to path: String) throws {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXCLUSIVE | SQLITE_OPEN_NOMUTEX
        let result = sqlite3_open_v2(path, &opened, flags, nil)
        defer { sqlite3_close_v2(opened) }
        guard result == SQLITE_OK, let target = opened else { throw StoreError(.io, "cannot make \(path)") }
        chmod(path, 0o600)
        guard let backup = sqlite3_backup_init(target, "main", handle, "main") else {
            throw StoreError(.io, "cannot copy into \(path): \(String(cString: sqlite3_errmsg(target)))")
        }
        // All pages at once: one view of the source, since its write-ahead log keeps what it had when the copy began.
        var step = sqlite3_backup_step(backup, -1)
        var tries = 0
        while step == SQLITE_BUSY || step == SQLITE_LOCKED, tries < 1000 {
            poll(nil, 0, 10)
            tries += 1
            step = sqlite3_backup_step(backup, -1)
        }
        sqlite3_backup_finish(backup)
        guard step == SQLITE_DONE else { throw fault(step) }
        for statement in ["PRAGMA journal_mode=DELETE", "PRAGMA synchronous=FULL"] {
            sqlite3_exec(target, statement, nil, nil, nil)
        }
        try Connection.check(target, path)
        let file = open(path, O_RDONLY | O_CLOEXEC)
        defer { close(file) }
        guard file >= 0, fsync(file) == 0 else { throw StoreError(.io, "cannot sync \(path)") }
    }

    /// Whether the file passes SQLite's integrity check.
    ///
    /// - Throws: `StoreError` with `corrupt` where it does not.
    func checkIntegrity() throws { try Connection.check(handle, path) }

    private static func check(_ handle: OpaquePointer, _ path: String) throws {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        guard sqlite3_prepare_v2(handle, "PRAGMA integrity_check(1)", -1, &statement, nil) == SQLITE_OK,
            sqlite3_step(statement) == SQLITE_ROW, let text = sqlite3_column_text(statement, 0),
            String(cString: text) == "ok"
        else { throw StoreError(.corrupt, "\(path) is damaged: it does not pass the integrity check") }
    }
}
