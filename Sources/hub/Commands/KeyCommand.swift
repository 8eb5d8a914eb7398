import HubContracts
import HubGeography
import HubJSON
import HubStore
import HubTransport

/// `hub key`: API keys of partners, shown once and stored hashed.
enum KeyCommand {
    static func add(_ invocation: Invocation) throws -> ExitStatus {
        let settings = try HubSettings(invocation)
        let partner = try settings.contracts().partner(named: try invocation.required("partner"))
        let made = try store(settings).addKey(partner: partner.id, tier: try invocation.required("tier"))
        guard invocation["output"] == "json" else {
            try Output.line(made.key)
            Talk.line("key \(made.kept.id) of \(partner.id), tier \(made.kept.tier): shown this once; keep it safe")
            return .done
        }
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("key")
        writer.string(made.key)
        members(of: made.kept, to: &writer)
        writer.endObject()
        try Output.write(writer.bytes)
        try Output.line("")
        return .done
    }

    static func list(_ invocation: Invocation) throws -> ExitStatus {
        let settings = try HubSettings(invocation)
        let keys = try matching(invocation, settings, store(settings))
        if invocation["output"] == "json" {
            var writer = JSONWriter()
            writer.beginObject()
            writer.key("keys")
            writer.beginArray()
            for key in keys {
                writer.beginObject()
                members(of: key, to: &writer)
                writer.endObject()
            }
            writer.endArray()
            writer.endObject()
            try Output.write(writer.bytes)
            try Output.line("")
            return .done
        }
        var table = TextTable([("id", .left), ("partner", .left), ("tier", .left), ("made", .left), ("revoked", .left)])
        for key in keys {
            table.add([
                key.id, key.partner, key.tier, LondonCalendar.text(ofEpochMilliseconds: key.createdAt),
                key.revokedAt.map { LondonCalendar.text(ofEpochMilliseconds: $0) } ?? "",
            ])
        }
        try Output.write(table.text())
        return .done
    }

    /// Takes back the keys named, or all that a partner (and tier) has.
    static func revoke(_ invocation: Invocation) throws -> ExitStatus {
        guard !invocation.operands.isEmpty || invocation.isGiven("partner") else {
            throw CommandFailure(
                .usage, "name the keys by id (hub key list shows them), or all of a partner with --partner")
        }
        let settings = try HubSettings(invocation)
        let store = try store(settings)
        let keys = try matching(invocation, settings, store)
        for id in invocation.operands where !keys.contains(where: { $0.id == id }) {
            throw CommandFailure(.noInput, "there is no key \(Quoted(id)); hub key list shows those there are")
        }
        let wanted = keys.filter { invocation.operands.isEmpty || invocation.operands.contains($0.id) }
        let count = try store.revokeKeys(ids: wanted.map(\.id))
        Talk.line(count == 1 ? "1 key taken back" : "\(count) keys taken back")
        return .done
    }

    private static func store(_ settings: HubSettings) throws -> AccessStore {
        try AccessStore(directory: settings.store, clock: SystemClock())
    }

    private static func matching(
        _ invocation: Invocation, _ settings: HubSettings, _ store: AccessStore
    ) throws -> [AccessKey] {
        let keys = try store.keys(partner: invocation["partner"])
        // Keys of a partner that has left the directory are still to be found and taken back.
        if let partner = invocation["partner"], keys.isEmpty {
            _ = try settings.contracts().partner(named: partner)
        }
        return keys.filter { key in invocation["tier"].map { key.tier == $0 } ?? true }
    }

    private static func members(of key: AccessKey, to writer: inout JSONWriter) {
        for (name, value) in [
            ("id", key.id), ("partner", key.partner), ("tier", key.tier),
            ("created_at", LondonCalendar.text(ofEpochMilliseconds: key.createdAt)),
        ] {
            writer.key(name)
            writer.string(value)
        }
        writer.key("revoked_at")
        writer.optional(key.revokedAt.map { LondonCalendar.text(ofEpochMilliseconds: $0) })
    }
}
