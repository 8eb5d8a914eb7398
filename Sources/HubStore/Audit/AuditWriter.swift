import HubAssurance
import HubJSON
import HubTransport

/// Adds entries to the audit log within the transaction whose acts they record, and signs the tree's new head.
///
/// If an entry cannot be written the transaction fails with it: nothing is done unlogged. The tree's edge is read in each
/// transaction, so that several processes may add to one log.
final class AuditWriter {
    /// The key's file in the store directory unless the options name another.
    static let keyFileName = "audit.key"

    private let key: SigningKey
    private let origin: String
    private let findHead: Statement
    private let putHead: Statement
    private let addEntry: Statement
    private var writer = JSONWriter()
    private var pending: [AuditEntry] = []

    /// - Throws: `StoreError` where the key of a log that has entries is missing, or cannot be used.
    init(_ connection: Connection, origin: String, keyPath: String) throws {
        self.origin = origin
        findHead = try connection.prepare("SELECT size, edge FROM audit_head WHERE id = 1")
        putHead = try connection.prepare(
            """
            REPLACE INTO audit_head (id, size, edge, root, time, public_key, signature)
            VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)
            """)
        addEntry = try connection.prepare("INSERT INTO audit_entry (number, entry) VALUES (?1, ?2)")
        let isNew = try connection.integer("SELECT count(*) FROM audit_head") == 0
        key = try Self.key(keyPath, isNew: isNew)
    }

    private static func key(_ path: String, isNew: Bool) throws -> SigningKey {
        do {
            do {
                return try SigningKey.read(path: path)
            } catch let fault as KeyFileError where fault.code == .missing && isNew {
                // Another process may be making it just now; then it is there.
                return try (try? SigningKey.make(path: path)) ?? SigningKey.read(path: path)
            }
        } catch let fault as KeyFileError {
            throw StoreError(
                .auditKey, "the audit log cannot be signed, and the hub does nothing unlogged: \(fault.message)")
        }
    }

    func add(_ entry: AuditEntry) { pending.append(entry) }

    func discard() { pending.removeAll(keepingCapacity: true) }

    /// Writes what was added.
    func flush(at now: Int64) throws {
        guard !pending.isEmpty else { return }
        var tree = try head()
        let time = GenesisRecord.instant(now)
        for entry in pending {
            entry.json(number: tree.size, at: time, into: &writer)
            addEntry.bind(1, tree.size)
            try writer.bytes.withUnsafeBytes { bytes in
                addEntry.bind(2, unowned: bytes)
                try addEntry.run()
                tree.append(bytes)
            }
        }
        try sign(tree, time)
        discard()
    }

    private func head() throws -> MerkleTree {
        defer { findHead.reset() }
        guard try findHead.step() else { return MerkleTree() }
        guard let tree = MerkleTree(size: findHead.integer(0), edge: Array(findHead.blob(1))) else {
            throw StoreError(.corrupt, "the head of the audit log is damaged; run hub audit verify")
        }
        return tree
    }

    private func sign(_ tree: MerkleTree, _ time: String) throws {
        let checkpoint = Checkpoint(origin: origin, size: tree.size, root: tree.root, time: time, key: key)
        putHead.bind(1, tree.size)
        putHead.bind(4, time)
        let edge = tree.edge
        let root = tree.root.bytes
        let open = checkpoint.publicKey.bytes
        let signature = checkpoint.signature
        try edge.withUnsafeBytes { edge in
            try root.withUnsafeBytes { root in
                try open.withUnsafeBytes { open in
                    try signature.withUnsafeBytes { signature in
                        putHead.bind(2, unowned: edge)
                        putHead.bind(3, unowned: root)
                        putHead.bind(5, unowned: open)
                        putHead.bind(6, unowned: signature)
                        try putHead.run()
                    }
                }
            }
        }
    }
}
