package import HubAssurance

extension StateReader {
    /// Calls `body` with each entry of the audit log as it was hashed, in order.
    package func auditEntries(_ body: (_ entry: [UInt8]) throws -> Void) throws {
        let statement = try connection.prepare("SELECT number, entry FROM audit_entry ORDER BY number")
        defer { statement.reset() }
        while try statement.step() { try body(Array(statement.blob(1))) }
    }

    /// The signed head of the audit log; nil where nothing was logged yet.
    package func auditCheckpoint() throws -> Checkpoint? {
        let origin = try storeID()
        return try first("SELECT size, root, time, public_key, signature FROM audit_head WHERE id = 1") { row in
            guard let root = Digest256(Array(row.blob(1))), let key = PublicKey(Array(row.blob(3))) else { return nil }
            return Checkpoint(
                origin: origin, size: row.integer(0), root: root, time: row.text(2), publicKey: key,
                signature: Array(row.blob(4)))
        } ?? nil
    }

    /// Checks the log in the store: every entry, their numbers, the head and its edge, and a checkpoint held outside.
    ///
    /// - Returns: the number of entries.
    /// - Throws: `AuditVerifier.Fault` that says what is wrong.
    package func verifyAudit(held: Checkpoint? = nil) throws -> Int64 {
        try snapshot {
            var verifier = AuditVerifier(held: held)
            var next: Int64 = 0
            let statement = try connection.prepare("SELECT number, entry FROM audit_entry ORDER BY number")
            defer { statement.reset() }
            while try statement.step() {
                guard statement.integer(0) == next else {
                    throw AuditVerifier.Fault(
                        description: "entry \(next) is not where it should be: entries were moved")
                }
                try verifier.take(Array(statement.blob(1)))
                next += 1
            }
            let checkpoint = try auditCheckpoint()
            if checkpoint == nil, next == 0, held == nil,
                try connection.integer("SELECT count(*) FROM audit_head") == 0
            {
                return 0
            }
            try verifier.finish(checkpoint)
            let edge = try first("SELECT edge FROM audit_head WHERE id = 1") { Array($0.blob(0)) }
            guard edge == verifier.edge else {
                throw AuditVerifier.Fault(
                    description: "the edge of the log's tree was changed: nothing can be added to it")
            }
            return next
        }
    }
}
