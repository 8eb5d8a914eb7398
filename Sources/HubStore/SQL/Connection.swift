import CSQLite
import Glibc

/// One SQLite connection, for one thread at a time.
///
/// It stays open until it and the last of its statements are gone.
final class Connection {
    enum Mode {
        /// Read and write; the file is made if it is not there.
        case create
        /// Read only, though the file's own locks may be written.
        case read
        /// Read and write a file that is there, as it is: for copies, which have no write-ahead log.
        case plain
    }

    let handle: OpaquePointer
    let path: String

    /// Opens the file and sets what every connection of ours has: WAL, `synchronous=FULL` (both read back), a busy wait.
    ///
    /// - Parameters:
    ///   - pageSize: bytes; counts only for a file that does not exist yet.
    ///   - vfs: SQLite's name of the file layer; nil is the machine's.
    init(path: String, mode: Mode, settings: ConnectionSettings, vfs: String?) throws {
        var opened: OpaquePointer?
        let flags: Int32 =
            SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_READWRITE
            | (mode == .create ? SQLITE_OPEN_CREATE : 0)
        let result = sqlite3_open_v2(path, &opened, flags, vfs)
        guard result == SQLITE_OK, let opened else {
            let fault = Connection.fault(result, handle: opened, path: path)
            sqlite3_close_v2(opened)
            throw fault
        }
        handle = opened
        self.path = path
        sqlite3_busy_timeout(opened, settings.busyMilliseconds)
        switch mode {
        case .create:
            try execute("PRAGMA page_size=\(settings.pageSize)")
            try useWriteAheadLog(patience: settings.busyMilliseconds)
            try execute("PRAGMA synchronous=FULL")
            guard try integer("PRAGMA synchronous") == 2 else {
                throw StoreError(.io, "\(path) does not accept synchronous writing")
            }
            try execute("PRAGMA wal_autocheckpoint=\(settings.checkpointPages)")
            try execute("PRAGMA journal_size_limit=\(settings.journalSizeLimit)")
        case .read:
            hub_sqlite3_no_checkpoint_on_close(opened)
            try execute("PRAGMA query_only=1")
        case .plain:
            try execute("PRAGMA synchronous=FULL")
        }
        try execute("PRAGMA cache_size=-\(settings.cacheKibibytes)")
        try execute("PRAGMA mmap_size=0")
        try execute("PRAGMA temp_store=MEMORY")
        try execute("PRAGMA foreign_keys=0")
    }

    deinit { sqlite3_close_v2(handle) }

    /// Turns WAL on; two processes that make the same file at once wait for each other, which SQLite's own busy wait
    /// does not cover here.
    private func useWriteAheadLog(patience: Int32) throws {
        var waited: Int32 = 0
        while true {
            do {
                let statement = try prepare("PRAGMA journal_mode=WAL")
                guard try statement.step(), statement.text(0) == "wal" else {
                    throw StoreError(.io, "\(path) does not accept a write-ahead log")
                }
                return
            } catch let fault as StoreError where fault.code == .busy && waited < patience {
                poll(nil, 0, 5)
                waited += 5
            }
        }
    }

    /// How many rows the last statement changed.
    var changes: Int32 { sqlite3_changes(handle) }

    func prepare(_ sql: String) throws -> Statement { try Statement(sql, on: self) }

    /// Runs statements that give no rows and take no values.
    func execute(_ sql: String) throws {
        let result = sqlite3_exec(handle, sql, nil, nil, nil)
        guard result == SQLITE_OK else { throw fault(result) }
    }

    /// The first column of the first row.
    func integer(_ sql: String) throws -> Int64 {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) : 0
    }

    /// Runs `body` between BEGIN IMMEDIATE and COMMIT; rolls back if either fails.
    func writing<Result>(_ body: () throws -> Result) throws -> Result { try run("BEGIN IMMEDIATE", body) }

    /// Runs `body`, which only reads, on the store as it is now.
    func reading<Result>(_ body: () throws -> Result) throws -> Result { try run("BEGIN", body) }

    private func run<Result>(_ begin: String, _ body: () throws -> Result) throws -> Result {
        try execute(begin)
        do {
            let result = try body()
            try execute("COMMIT")
            return result
        } catch {
            rollBack()
            throw error
        }
    }

    /// Moves what the write-ahead log holds into the file and empties it, as far as other connections let it; nothing is
    /// lost where they do not.
    func checkpoint() { sqlite3_wal_checkpoint_v2(handle, nil, SQLITE_CHECKPOINT_TRUNCATE, nil, nil) }

    /// Ends a transaction that failed; SQLite may have done so by itself.
    func rollBack() {
        if sqlite3_get_autocommit(handle) == 0 { sqlite3_exec(handle, "ROLLBACK", nil, nil, nil) }
    }

    func fault(_ code: Int32) -> StoreError { Connection.fault(code, handle: handle, path: path) }

    private static func fault(_ code: Int32, handle: OpaquePointer?, path: String) -> StoreError {
        let noRoom = handle.map { sqlite3_system_errno($0) == ENOSPC } ?? false
        switch code & 0xff {
        case SQLITE_FULL: return StoreError(.full, "no room left on the disk that holds \(path)")
        case SQLITE_IOERR where noRoom: return StoreError(.full, "no room left on the disk that holds \(path)")
        case SQLITE_BUSY, SQLITE_LOCKED: return StoreError(.busy, "\(path) is held by another process")
        case SQLITE_CORRUPT: return StoreError(.corrupt, "\(path) is damaged")
        case SQLITE_NOTADB: return StoreError(.notAStore, "\(path) is not a store of the hub")
        case SQLITE_CANTOPEN: return StoreError(.io, "cannot open \(path)")
        case SQLITE_READONLY, SQLITE_PERM: return StoreError(.io, "no permission to write \(path)")
        case SQLITE_IOERR: return StoreError(.io, "cannot read or write \(path) (code \(code))")
        default:
            let detail = handle.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(code))
            return StoreError(.io, "\(path): \(detail)")
        }
    }
}
