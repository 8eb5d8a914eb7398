import HubGeography
import HubStore
import HubTransport

/// `hub backup` and `hub restore`.
enum BackupCommand {
    static func backup(_ invocation: Invocation) throws -> ExitStatus {
        let settings = try HubSettings(invocation)
        try StoreCheck.exists(settings.store)
        let target = invocation.operands[0]
        let manifest = try StoreBackup.make(
            from: settings.store, to: target, withKeys: invocation.flag("keys"), now: SystemClock().now(),
            instant: { LondonCalendar.text(ofEpochMilliseconds: $0) })
        try show(manifest, "\(settings.store) copied to \(target)", invocation)
        if !invocation.flag("keys") {
            Talk.line("key files are not in it; keep \(settings.store)/*.key and *.keys apart")
        }
        return .done
    }

    static func restore(_ invocation: Invocation) throws -> ExitStatus {
        guard invocation.isGiven("store") else {
            throw CommandFailure(.usage, "name the new store with --store DIR")
        }
        let store = try HubSettings(invocation).store
        let backup = invocation.operands[0]
        let restored = try StoreBackup.restore(backup, to: store)
        try show(restored.manifest, "\(backup) put back as \(store)", invocation)
        for key in restored.missingKeys {
            Talk.line("the store needs its key file: put \(key) into \(store) (chmod 600) before hub run")
        }
        return .done
    }

    private static func show(_ manifest: BackupManifest, _ headline: String, _ invocation: Invocation) throws {
        func instant(_ time: Int64) -> String { LondonCalendar.text(ofEpochMilliseconds: time) }
        if invocation["output"] == "json" {
            try Output.write(manifest.json(instant: instant))
            return try Output.line("")
        }
        try Output.line("\(headline): \(manifest.records) records in force, as of \(instant(manifest.madeAt))")
        for part in manifest.parts { try Output.line("  \(part.name)  \(DiskBudget.text(part.bytes))  \(part.digest)") }
    }
}
