import HubAssurance
import HubJSON
import HubStore

/// `hub audit verify`, `export` and `checkpoint`: the log of who did what, for a stranger to check.
enum AuditCommand {
    static func export(_ invocation: Invocation) throws -> ExitStatus {
        let reader = try StoreCheck.reader(try HubSettings(invocation).store)
        try reader.snapshot {
            let checkpoint = try required(reader)
            try reader.auditEntries { entry in
                try Output.write(entry)
                try Output.line("")
            }
            try Output.write(checkpoint.json)
            try Output.line("")
        }
        return .done
    }

    static func checkpoint(_ invocation: Invocation) throws -> ExitStatus {
        let reader = try StoreCheck.reader(try HubSettings(invocation).store)
        try Output.write(try required(reader).json)
        try Output.line("")
        return .done
    }

    private static func required(_ reader: StateReader) throws -> Checkpoint {
        guard let found = try reader.auditCheckpoint() else {
            throw CommandFailure(.notSo, "the audit log has no entry yet, so there is nothing to sign")
        }
        return found
    }

    static func verify(_ invocation: Invocation) throws -> ExitStatus {
        let held = try invocation["checkpoint"].map { try heldCheckpoint($0) }
        let subject: String
        let outcome: Result<Int64, AuditVerifier.Fault>
        if let path = invocation.operands.first {
            subject = path
            let file = try InputFile(path)
            outcome = try catching { try verify(file, held) }
        } else {
            let settings = try HubSettings(invocation)
            subject = settings.store
            let reader = try StoreCheck.reader(settings.store)
            outcome = try catching { try reader.verifyAudit(held: held) }
        }
        try show(outcome, subject, held, isJSON: invocation["output"] == "json")
        return (try? outcome.get()) == nil ? .notSo : .done
    }

    private static func catching(_ body: () throws -> Int64) throws -> Result<Int64, AuditVerifier.Fault> {
        do { return .success(try body()) } catch let fault as AuditVerifier.Fault { return .failure(fault) }
    }

    private static func heldCheckpoint(_ path: String) throws -> Checkpoint {
        let bytes = try InputFile(path).readAll()
        guard let value = try? JSONValue.parse(bytes), let found = Checkpoint(value) else {
            throw CommandFailure(.usage, "\(path) holds no checkpoint; hub audit checkpoint prints one")
        }
        return found
    }

    /// An export: one entry a line, the checkpoint last.
    private static func verify(_ file: InputFile, _ held: Checkpoint?) throws -> Int64 {
        var verifier = AuditVerifier(held: held)
        var checkpoint: Checkpoint?
        // Every line ends with a line feed and nothing else, so that no byte of the file is left unchecked.
        var lines = try file.readAll().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map(
            Array.init)
        guard lines.popLast()?.isEmpty == true else {
            throw AuditVerifier.Fault(description: "the last line has no end: the file was cut off")
        }
        for line in lines {
            guard checkpoint == nil else {
                throw AuditVerifier.Fault(description: "a line stands after the checkpoint: it was added")
            }
            if line.starts(with: #"{"checkpoint":"#.utf8) {
                checkpoint = (try? JSONValue.parse(line)).flatMap { Checkpoint($0) }
                // What is signed must be what is written: another spelling of the same is no checkpoint of ours.
                guard let checkpoint, checkpoint.json == line else {
                    throw AuditVerifier.Fault(description: "the checkpoint at the end cannot be read: it was changed")
                }
            } else {
                try verifier.take(line)
            }
        }
        try verifier.finish(checkpoint)
        return verifier.size
    }

    private static func show(
        _ outcome: Result<Int64, AuditVerifier.Fault>, _ subject: String, _ held: Checkpoint?, isJSON: Bool
    ) throws {
        var fault: String?
        var entries: Int64?
        switch outcome {
        case .success(let count): entries = count
        case .failure(let found): fault = found.description
        }
        if isJSON {
            var writer = JSONWriter()
            writer.beginObject()
            writer.key("verified")
            writer.bool(fault == nil)
            writer.key("entries")
            if let entries { writer.int(entries) } else { writer.null() }
            writer.key("held_size")
            if let held { writer.int(held.size) } else { writer.null() }
            writer.key("fault")
            writer.optional(fault)
            writer.endObject()
            try Output.write(writer.bytes)
            return try Output.line("")
        }
        if let fault { return try Output.line("\(subject): not as it was written: \(fault)") }
        let past = held.map { "; nothing before the checkpoint held (\($0.size) entries) was rewritten" } ?? ""
        try Output.line("\(subject): \(entries ?? 0) entries, unbroken and signed\(past)")
    }
}
