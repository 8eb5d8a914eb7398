import Glibc
import HubAssurance
import HubJSON
import HubTransport

/// Copies of a store: made while the hub runs, checked, and put back as a new store.
///
/// State first, then the log, so that no held offset lies beyond the log's end; what the state has not yet is taken again
/// from the log after a restore and counts once.
package enum StoreBackup {
    /// Key files of the store's folder, which are copied only when asked for.
    private static let keyFiles = ["audit.key", "pseudonym.keys", CopyKeys.fileName]

    /// Copies the store in `directory` into the new folder `target`; a store of an earlier version stays of that version, so
    /// that it can be put back for the earlier hub.
    ///
    /// The folder appears under its name only once it is whole.
    ///
    /// - Parameter withKeys: whether key files are copied too; a backup with them must be kept as safe as the keys.
    /// - Throws: `StoreError`; nothing is left of the copy then.
    package static func make(
        from directory: String, to target: String, withKeys: Bool, now: Int64, instant: (Int64) -> String
    ) throws -> BackupManifest {
        guard access(target, F_OK) != 0 else {
            throw StoreError(.io, "\(target) is there already; name a folder that is not")
        }
        guard access(directory + "/" + StateStore.fileName, F_OK) == 0 else {
            throw StoreError(.notAStore, "there is no store in \(directory)")
        }
        let partial = target + ".partial"
        try? BackupFiles.remove(partial)
        try StoreDirectory.make(partial)
        do {
            let settings = ConnectionSettings()
            for name in [StateStore.fileName, AccessStore.fileName, EmbeddedLog.fileName]
            where access(directory + "/" + name, F_OK) == 0 {
                let source = try Connection(path: directory + "/" + name, mode: .read, settings: settings, vfs: nil)
                try source.copy(to: partial + "/" + name)
            }
            if withKeys {
                for name in keyFiles where access(directory + "/" + name, F_OK) == 0 {
                    try BackupFiles.copy(directory + "/" + name, to: partial + "/" + name)
                }
            }
            let copy = try Connection(
                path: partial + "/" + StateStore.fileName, mode: .plain, settings: settings, vfs: nil)
            let records = try copy.integer("SELECT coalesce(sum(count), 0) FROM tally WHERE ending IN (1, 2, 3)")
            let identity = try copy.prepare("SELECT id FROM store")
            let store = try identity.step() ? identity.text(0) : ""
            identity.reset()
            try checkOffsets(partial)
            let manifest = BackupManifest(
                store: store, madeAt: now, records: records, parts: try BackupFiles.parts(of: partial))
            try BackupFiles.write(manifest.json(instant: instant), to: partial + "/" + BackupManifest.fileName)
            try BackupFiles.rename(partial, to: target)
            return manifest
        } catch {
            try? BackupFiles.remove(partial)
            throw error
        }
    }

    /// Reads a backup's manifest and holds every file against it.
    ///
    /// - Throws: `StoreError`; `corrupt` names the file that is missing or was changed.
    package static func verify(_ backup: String) throws -> BackupManifest {
        let path = backup + "/" + BackupManifest.fileName
        guard let bytes = try? BackupFiles.read(path), let value = try? JSONValue.parse(bytes),
            let manifest = BackupManifest(value)
        else { throw StoreError(.notAStore, "\(backup) is no backup: it has no \(BackupManifest.fileName)") }
        let found = try BackupFiles.parts(of: backup)
        for part in manifest.parts where !found.contains(part) {
            throw StoreError(.corrupt, "\(backup)/\(part.name) is not what was backed up: take another backup")
        }
        guard manifest.parts.contains(where: { $0.name == StateStore.fileName }) else {
            throw StoreError(.corrupt, "\(backup) lists no \(StateStore.fileName): take another backup")
        }
        return manifest
    }

    /// Puts a backup back as a new store in `directory`, which must not hold one.
    ///
    /// - Throws: `StoreError`; nothing is left of the new store then.
    /// - Returns: the manifest, and the key files that the store needs and the backup has not.
    package static func restore(_ backup: String, to directory: String) throws -> (
        manifest: BackupManifest, missingKeys: [String]
    ) {
        let manifest = try verify(backup)
        guard access(directory, F_OK) != 0 else {
            throw StoreError(.io, "\(directory) is there already; name a folder that is not with --store")
        }
        let partial = directory + ".partial"
        try? BackupFiles.remove(partial)
        try StoreDirectory.make(partial)
        do {
            for part in manifest.parts {
                try BackupFiles.copy(backup + "/" + part.name, to: partial + "/" + part.name)
            }
            let hasAudit = try adopt(partial)
            try checkOffsets(partial)
            try BackupFiles.rename(partial, to: directory)
            let names = Set(manifest.parts.map(\.name))
            let wanted = (hasAudit ? [keyFiles[0]] : []) + (try holdsCopies(directory) ? [CopyKeys.fileName] : [])
            return (manifest, wanted.filter { !names.contains($0) })
        } catch {
            try? BackupFiles.remove(partial)
            throw error
        }
    }

    /// Whether the log has topics of copies for other partners, which lie there sealed.
    private static func holdsCopies(_ directory: String) throws -> Bool {
        let path = directory + "/" + EmbeddedLog.fileName
        guard access(path, F_OK) == 0 else { return false }
        let log = try Connection(path: path, mode: .plain, settings: ConnectionSettings(), vfs: nil)
        return try log.integer("SELECT count(*) FROM topic WHERE name LIKE 'out.%'") > 0
    }

    /// Makes the copied state fit its younger log: what the log has of the outbox is not sent again, and new batches get
    /// numbers that the log has not seen, or it would take them for repeats and drop them.
    ///
    /// - Returns: whether the audit log has entries, which need their key.
    private static func adopt(_ directory: String) throws -> Bool {
        let state = try Connection(
            path: directory + "/" + StateStore.fileName, mode: .plain, settings: ConnectionSettings(), vfs: nil)
        try state.checkIntegrity()
        let hasAudit = try state.integer("SELECT count(*) FROM sqlite_master WHERE name = 'audit_head'") > 0
        let signed = hasAudit ? try state.integer("SELECT count(*) FROM audit_head") > 0 : false
        let path = directory + "/" + EmbeddedLog.fileName
        guard access(path, F_OK) == 0 else { return signed }
        let log = try Connection(path: path, mode: .plain, settings: ConnectionSettings(), vfs: nil)
        try log.checkIntegrity()
        let identity = try state.prepare("SELECT id FROM store")
        guard try identity.step() else { throw StoreError(.corrupt, "\(directory) has no identity") }
        let find = try log.prepare("SELECT sequence FROM producer WHERE name = ?1")
        find.bind(1, identity.text(0))
        identity.reset()
        let sent = try find.step() ? find.integer(0) : 0
        find.reset()
        try state.writing {
            try state.execute("DELETE FROM outbox WHERE sequence <= \(sent)")
            try state.raiseOutboxSequence(to: sent)
        }
        return signed
    }

    /// Holds every input offset of the state against the end of its topic.
    private static func checkOffsets(_ directory: String) throws {
        let path = directory + "/" + EmbeddedLog.fileName
        guard access(path, F_OK) == 0 else { return }
        let log = try Connection(path: path, mode: .plain, settings: ConnectionSettings(), vfs: nil)
        let state = try Connection(
            path: directory + "/" + StateStore.fileName, mode: .plain, settings: ConnectionSettings(), vfs: nil)
        let sources = try state.prepare("SELECT topic, next_offset FROM source")
        let marks = try log.prepare("SELECT high FROM topic WHERE name = ?1")
        while try sources.step() {
            marks.bind(1, sources.text(0))
            let high = try marks.step() ? marks.integer(0) : 0
            marks.reset()
            guard sources.integer(1) <= high else {
                throw StoreError(.corrupt, "the state has read \(sources.text(0)) beyond the end of its log")
            }
        }
    }
}
