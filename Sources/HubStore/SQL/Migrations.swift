/// Numbered steps that bring a file from any earlier version to this one.
struct Migrations {
    /// SQLite's `application_id`: says which of our files this is.
    var applicationID: Int32
    /// What a person calls the file.
    var kind: String
    /// Step 1 makes version 1 from an empty file, and so on.
    ///
    /// A step that was released is never changed.
    var steps: [String]

    var newest: Int64 { Int64(steps.count) }

    /// Brings the file to the newest version, each step in a transaction of its own.
    ///
    /// - Throws: `StoreError` with `newerVersion` or `notAStore`.
    func run(on connection: Connection) throws {
        guard try version(of: connection) < newest else { return }
        try connection.writing {
            // Read again: another process may have been first.
            var version = try version(of: connection)
            if version == 0 { try connection.execute("PRAGMA application_id=\(applicationID)") }
            while version < newest {
                try connection.execute(steps[Int(version)])
                version += 1
                try connection.execute("PRAGMA user_version=\(version)")
            }
        }
    }

    /// Throws unless the file has just this version; for readers.
    func check(_ connection: Connection) throws {
        let found = try version(of: connection)
        guard found == newest else {
            throw StoreError(
                .olderVersion,
                "\(connection.path) is of version \(found); start this hub on it once (hub run) to bring it to \(newest)"
            )
        }
    }

    private func version(of connection: Connection) throws -> Int64 {
        let version = try connection.integer("PRAGMA user_version")
        let identity = try connection.integer("PRAGMA application_id")
        guard identity == Int64(applicationID) || (version == 0 && identity == 0) else {
            throw StoreError(.notAStore, "\(connection.path) is not a \(kind) of the hub")
        }
        guard version <= newest else {
            throw StoreError(
                .newerVersion,
                "\(connection.path) was written by a newer hub (version \(version), this hub knows \(newest)); use that hub"
            )
        }
        return version
    }
}
