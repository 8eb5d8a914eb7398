import CSQLite

/// One prepared statement with typed binds; used again and again by one thread.
final class Statement {
    private let handle: OpaquePointer
    /// Kept so that the connection outlives its statements.
    private let connection: Connection

    init(_ sql: String, on connection: Connection) throws {
        var prepared: OpaquePointer?
        let result = sqlite3_prepare_v3(connection.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
        guard result == SQLITE_OK, let prepared else { throw connection.fault(result) }
        handle = prepared
        self.connection = connection
    }

    deinit { sqlite3_finalize(handle) }

    // Binds: indexes count from 1.

    func bind(_ index: Int32, _ value: Int64) { sqlite3_bind_int64(handle, index, value) }

    func bind(_ index: Int32, _ value: Int32) { sqlite3_bind_int(handle, index, value) }

    func bind(_ index: Int32, _ text: String) {
        var text = text
        text.withUTF8 { bytes in
            bytes.withMemoryRebound(to: CChar.self) { characters in
                _ = hub_sqlite3_bind_text_copy(handle, index, characters.baseAddress ?? emptyText, Int32(bytes.count))
            }
        }
    }

    func bind(_ index: Int32, _ text: String?) {
        if let text { bind(index, text) } else { sqlite3_bind_null(handle, index) }
    }

    /// Binds bytes without copying them: they must stay until the statement has been run.
    func bind(_ index: Int32, unowned bytes: UnsafeRawBufferPointer?) {
        guard let bytes else {
            sqlite3_bind_null(handle, index)
            return
        }
        guard let address = bytes.baseAddress, !bytes.isEmpty else {
            sqlite3_bind_zeroblob(handle, index, 0)
            return
        }
        sqlite3_bind_blob(handle, index, address, Int32(bytes.count), nil)
    }

    /// Goes to the next row.
    ///
    /// - Returns: whether there is one; if not, the statement is ready to be run again.
    func step() throws -> Bool {
        let result = sqlite3_step(handle)
        if result == SQLITE_ROW { return true }
        sqlite3_reset(handle)
        guard result == SQLITE_DONE else { throw connection.fault(result) }
        return false
    }

    /// Runs a statement whose rows do not matter.
    func run() throws {
        while try step() {}
    }

    /// Ends a run before its last row.
    func reset() { sqlite3_reset(handle) }

    // Columns count from 0; pointers hold until the next step or reset.

    func integer(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    func integer32(_ column: Int32) -> Int32 { sqlite3_column_int(handle, column) }

    func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    func blob(_ column: Int32) -> UnsafeRawBufferPointer {
        let address = sqlite3_column_blob(handle, column)
        return UnsafeRawBufferPointer(start: address, count: Int(sqlite3_column_bytes(handle, column)))
    }

    func text(_ column: Int32) -> String {
        guard let address = sqlite3_column_text(handle, column) else { return "" }
        let count = Int(sqlite3_column_bytes(handle, column))
        return String(decoding: UnsafeBufferPointer(start: address, count: count), as: UTF8.self)
    }

    func optionalText(_ column: Int32) -> String? { isNull(column) ? nil : text(column) }
}

/// An address for texts without characters: SQLite takes a null pointer for NULL.
private nonisolated(unsafe) let emptyText: UnsafePointer<CChar> = {
    let made = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    made.initialize(to: 0)
    return UnsafePointer(made)
}()
