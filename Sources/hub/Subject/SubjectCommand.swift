import Glibc
import HubAssurance
import HubContracts
import HubGeography
import HubJSON
import HubStore
import HubTransport

/// `hub subject find`, `export`, `erase` and `rotate`: a rights request, by pseudonym.
///
/// Every one but `rotate` is in the audit log before anything is shown or changed, with the pseudonym alone.
enum SubjectCommand {
    static func find(_ invocation: Invocation) throws -> ExitStatus {
        let context = try Context(invocation)
        let search = try context.search(.consultation, "find subject")
        if invocation["output"] == "json" {
            try Output.write(json(search, context, withValues: false))
            try Output.line("")
            return .done
        }
        try Output.line("pseudonym \(context.pseudonym.text) of \(search.partner)")
        var table = TextTable([
            ("kind", .left), ("topic", .left), ("offset", .right), ("revision", .right), ("at", .left),
        ])
        for one in search.occurrences {
            table.add([
                one.kind.rawValue, one.partition.topic, "\(one.offset)", one.revision.map { "\($0)" } ?? "",
                one.at.map { LondonCalendar.text(ofEpochMilliseconds: $0) } ?? "",
            ])
        }
        try Output.write(table.text())
        return .done
    }

    static func export(_ invocation: Invocation) throws -> ExitStatus {
        let context = try Context(invocation)
        let search = try context.search(.consultation, "export subject")
        try Output.write(json(search, context, withValues: true))
        try Output.line("")
        return .done
    }

    static func erase(_ invocation: Invocation) throws -> ExitStatus {
        let context = try Context(invocation)
        let reason = try invocation.required("reason")
        let search = try context.search(.consultation, "find subject")
        guard let reference = search.reference else { return .notSo }
        let outcome = try SubjectErasure(context, search, reference, reason: reason).run()
        try Output.line(
            "\(context.pseudonym.text): \(outcome.records) records out of the counts, "
                + "\(outcome.logged) out of the log, \(outcome.letters) dead letters emptied")
        Talk.line("backups made before this still hold them; make a new one and destroy the old ones")
        return .done
    }

    static func rotate(_ invocation: Invocation) throws -> ExitStatus {
        let settings = try HubSettings(invocation)
        try StoreCheck.exists(settings.store)
        let id = try SubjectKeys.rotate(settings)
        try Output.line("key \(id) is in use; pseudonyms made before are still understood")
        return .done
    }

    private static func json(_ search: SubjectSearch, _ context: Context, withValues: Bool) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("pseudonym")
        writer.string(context.pseudonym.text)
        writer.key("partner")
        writer.string(search.partner)
        if withValues {
            writer.key("reference")
            writer.string(utf8: search.reference ?? [])
        }
        writer.key("occurrences")
        writer.beginArray()
        for one in search.occurrences {
            writer.beginObject()
            writer.key("kind")
            writer.string(one.kind.rawValue)
            writer.key("topic")
            writer.string(one.partition.topic)
            writer.key("partition")
            writer.int(Int64(one.partition.partition))
            writer.key("offset")
            writer.int(one.offset)
            writer.key("revision")
            if let revision = one.revision { writer.int(Int64(revision)) } else { writer.null() }
            writer.key("at")
            writer.optional(one.at.map { LondonCalendar.text(ofEpochMilliseconds: $0) })
            if withValues {
                writer.key("value")
                writer.optional(one.value.map { String(decoding: $0, as: UTF8.self) })
            }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func string(utf8 bytes: [UInt8]) { bytes.withUnsafeBytes { string(utf8: $0) } }
}

extension SubjectCommand {
    /// What every one of the commands begins with.
    struct Context {
        let settings: HubSettings
        let keys: SubjectKeys
        let pseudonym: Pseudonym
        let reader: StateReader
        let log: EmbeddedLog

        init(_ invocation: Invocation) throws {
            settings = try HubSettings(invocation)
            guard !settings.usesKafka else {
                throw CommandFailure(
                    .unavailable,
                    "records on a Kafka cluster are not searched or taken out; bound what it keeps by retention.ms")
            }
            reader = try StoreCheck.reader(settings.store)
            log = try EmbeddedLog(directory: settings.store, clock: SystemClock())
            keys = try SubjectKeys(settings)
            if let text = invocation.operands.first {
                guard let given = Pseudonym(text) else {
                    throw CommandFailure(
                        .usage, "\(Quoted(text)) is no pseudonym; hub subject find --partner P --reference R gives one")
                }
                pseudonym = given
            } else {
                guard let partner = invocation["partner"], let reference = invocation["reference"] else {
                    throw CommandFailure(.usage, "name a pseudonym, or --partner and --reference")
                }
                pseudonym = try keys.pseudonym(partner: partner, reference: reference)
            }
        }

        /// Searches, after the audit log has taken note of it.
        func search(_ category: AuditEntry.Category, _ act: String) throws -> SubjectSearch {
            var entry = AuditEntry(category, act, actor: Self.account)
            entry.detail = pseudonym.text
            try StateStore(directory: settings.store, clock: SystemClock()).transaction { $0.audit(entry) }
            let partners = try settings.contracts().partners.partners.map(\.id)
            return try SubjectSearch(pseudonym, keys: keys, partners: partners, reader: reader, log: log)
        }

        /// Whoever runs the command, by the machine's name for the account.
        static let account: String = {
            guard let entry = getpwuid(getuid()), let name = entry.pointee.pw_name else { return "account:\(getuid())" }
            return "account:" + String(cString: name)
        }()
    }
}
