import CSQLite
import Glibc

/// What `hub doctor` asks of a store's files.
package enum StoreInspection {
    /// The version of the SQLite library in use.
    package static var sqliteVersion: String { String(cString: sqlite3_libversion()) }

    /// The databases of a store that are there.
    package static func files(in directory: String) -> [String] {
        [StateStore.fileName, EmbeddedLog.fileName, AccessStore.fileName].filter {
            access(directory + "/" + $0, F_OK) == 0
        }
    }

    /// Reads a whole file and checks its structure.
    ///
    /// - Throws: `StoreError` with `corrupt` where it is damaged.
    package static func check(_ file: String, in directory: String) throws {
        try Connection(path: directory + "/" + file, mode: .read, settings: ConnectionSettings(), vfs: nil)
            .checkIntegrity()
    }

    /// What others than the store's owner may read or write, with modes: key files, and the rest where the folder is open.
    package static func exposed(in directory: String) -> [String] {
        func mode(_ path: String) -> mode_t? {
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & 0o077 != 0 else { return nil }
            return status.st_mode & 0o777
        }
        let isOpen = mode(directory) != nil
        let paths = ["audit.key", "pseudonym.keys", CopyKeys.fileName] + (isOpen ? files(in: directory) : [])
        return ([directory] + paths.map { directory + "/" + $0 }).compactMap { path in
            mode(path).map { "\(path) (\(String($0, radix: 8)))" }
        }
    }
}
