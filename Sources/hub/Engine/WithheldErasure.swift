import HubStore
import HubTransport

/// Takes the bytes of withheld messages out of the embedded log: the hub may not hold them, and keeps position and hash.
///
/// Follows the decision, which is durable by then, within the same turn of the hub; what a crash left undone is done at the
/// next start.
struct WithheldErasure {
    /// Up to which dead letter this hub has looked.
    private var seen: Int64 = 0

    mutating func look(at log: EmbeddedLog, _ store: StateStore, _ reader: StateReader) throws {
        while true {
            let found = try reader.withheldLetters(after: seen, limit: 1_000)
            for (place, letters) in Dictionary(grouping: found.letters, by: \.partition) {
                try log.blank(letters.map(\.offset), in: place)
            }
            if !found.letters.isEmpty {
                try store.transaction { transaction in
                    for letter in found.letters { try transaction.noteBytesGone(letter.number) }
                    var entry = AuditEntry(.erasure, "withhold")
                    entry.count = Int64(found.letters.count)
                    entry.detail = "the bytes of withheld messages were taken out of the log"
                    transaction.audit(entry)
                }
            }
            guard seen != found.seen else { return }
            seen = found.seen
        }
    }
}
