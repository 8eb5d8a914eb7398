import HubJSON

/// Checks an audit log entry by entry: numbers without a gap, the root that the checkpoint signs, and the held checkpoint
/// on the way. Needs no store, so that a stranger can run it on an export.
package struct AuditVerifier {
    /// What was found out of order.
    package struct Fault: Error, Sendable, Equatable, CustomStringConvertible {
        /// Lower case, no full stop.
        package var description: String

        package init(description: String) { self.description = description }
    }

    private var tree = MerkleTree()
    private let held: Checkpoint?
    private var heldRoot: Digest256?

    /// The entries seen so far.
    package var size: Int64 { tree.size }

    /// The edge of the tree over them, as a store keeps it.
    package var edge: [UInt8] { tree.edge }

    /// - Parameter held: a checkpoint kept outside; the log must contain all that it covers, unchanged.
    package init(held: Checkpoint? = nil) {
        self.held = held
        if held?.size == 0 { heldRoot = tree.root }
    }

    /// Takes the next entry as it was written.
    ///
    /// - Throws: `Fault`.
    package mutating func take(_ entry: [UInt8]) throws {
        let number = tree.size
        guard let value = try? JSONValue.parse(entry), value.object != nil else {
            throw Fault(description: "entry \(number) cannot be read: it was changed")
        }
        guard value["number"]?.int == Int(number) else {
            throw Fault(
                description: "where entry \(number) should stand is entry \(value["number"]?.int ?? -1): entries were "
                    + "removed, inserted or put in another order")
        }
        tree.append(entry)
        if let held, held.size == tree.size { heldRoot = tree.root }
    }

    /// Ends with the log's own checkpoint.
    ///
    /// - Throws: `Fault`.
    package func finish(_ checkpoint: Checkpoint?) throws {
        guard let checkpoint else {
            throw Fault(description: "the log does not end with its signed checkpoint: its end was cut off")
        }
        guard checkpoint.isSigned else {
            throw Fault(description: "the signature of the log's checkpoint does not fit: it was changed or forged")
        }
        guard checkpoint.size == tree.size else {
            throw Fault(
                description:
                    "the checkpoint covers \(checkpoint.size) entries and the log has \(tree.size): entries were "
                    + (checkpoint.size > tree.size ? "removed" : "added"))
        }
        guard checkpoint.root == tree.root else {
            throw Fault(description: "the entries are not those that the checkpoint was signed over: one was changed")
        }
        guard let held else { return }
        guard held.isSigned else {
            throw Fault(
                description: "the signature of the checkpoint held does not fit: it is not as it was handed out")
        }
        guard held.origin == checkpoint.origin else {
            throw Fault(description: "the checkpoint held is of another store (\(held.origin))")
        }
        guard let heldRoot else {
            throw Fault(
                description:
                    "the log has \(tree.size) entries and the checkpoint held covers \(held.size): the log was cut back"
            )
        }
        guard heldRoot == held.root else {
            throw Fault(
                description:
                    "the first \(held.size) entries are not those of the checkpoint held: the past was rewritten")
        }
    }
}
