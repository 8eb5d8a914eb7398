import CSQLite

/// What answering questions cost, by SQLite's own counters: the same on every machine.
package struct StoreWork: Sendable, Equatable {
    /// Instructions of SQLite's virtual machine, in hundreds.
    package var hundredSteps: Int64
    /// Pages asked for, in memory or on disk.
    package var pages: Int64
}

extension StateReader {
    /// Counts what `body` costs this reader; for benchmarks and for tests that hold work against the number of records.
    package func measuringWork(_ body: () throws -> Void) rethrows -> StoreWork {
        let before = pagesAsked
        let counter = UnsafeMutablePointer<Int64>.allocate(capacity: 1)
        counter.initialize(to: 0)
        defer { counter.deallocate() }
        sqlite3_progress_handler(connection.handle, 100, countStep, counter)
        defer { sqlite3_progress_handler(connection.handle, 0, nil, nil) }
        try body()
        return StoreWork(hundredSteps: counter.pointee, pages: pagesAsked - before)
    }

    private var pagesAsked: Int64 {
        [SQLITE_DBSTATUS_CACHE_HIT, SQLITE_DBSTATUS_CACHE_MISS].reduce(0) { sum, kind in
            var current: Int32 = 0
            var highest: Int32 = 0
            sqlite3_db_status(connection.handle, kind, &current, &highest, 0)
            return sum + Int64(current)
        }
    }
}

private func countStep(_ counter: UnsafeMutableRawPointer?) -> Int32 {
    counter?.assumingMemoryBound(to: Int64.self).pointee += 1
    return 0
}
