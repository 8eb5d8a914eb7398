package import HubAssurance
package import HubContracts
package import HubStore
package import HubTransport

/// What assessing one message found, before the store is asked about its record.
///
/// Fixed in size: the texts lie in the batch's arena, so that a good message allocates nothing.
package struct Verdict: Sendable {
    package enum Outcome: UInt8, Sendable {
        /// Well-formed and permitted: the revision rule decides.
        case admissible
        /// A message of kind `test`: checked, answered, never counted.
        case test
        case rejected
        case withheld
    }

    package var outcome: Outcome
    package var kind: EventKind
    package var revision: Int32
    /// The message's place in its record batch.
    package var index: Int32
    package var hash: Digest128
    package var contribution: Contribution
    /// How the message ends if it is accepted and in force.
    package var ending: Ending
    /// The message's id and subject in the arena; absent when unreadable.
    package var id: RecordBatch.Slice
    package var subject: RecordBatch.Slice
    /// Index into the batch's rejections (or notes to the sender), or -1.
    package var rejection: Int32
    /// The message's stretch of the batch's copies for other partners.
    var copies: Range<Int32> = 0..<0
}

/// A batch of one input partition, read and assessed, ready to be applied; its memory is used again.
package final class AssessedBatch {
    package var records = RecordBatch()
    package var verdicts: [Verdict] = []
    package var rejections: [Rejection] = []
    package var arena: [UInt8] = []
    /// The policy that the batch was assessed under.
    var policy: RelayPolicy?
    /// What it says of the batch's partner and type; nil where nothing is passed on.
    var table: ReleaseTable?
    /// When the batch was assessed, milliseconds since 1970 UTC: the instant of its disclosures.
    var instant: Int64 = 0
    /// Copies for other partners, in the order of their messages, should those be accepted.
    var copies: [RelayCopy] = []
    /// The events of the copies.
    var copyBytes: [UInt8] = []
    /// The partition all records come from; nil when nothing was read.
    package var topic: InputTopic?
    /// The offset to go on from.
    package var nextOffset: Int64 = 0

    package init() {}

    /// Empties the batch and keeps its memory.
    package func removeAll() {
        records.removeAll()
        verdicts.removeAll(keepingCapacity: true)
        rejections.removeAll(keepingCapacity: true)
        arena.removeAll(keepingCapacity: true)
        copies.removeAll(keepingCapacity: true)
        copyBytes.removeAll(keepingCapacity: true)
        topic = nil
        policy = nil
        table = nil
    }

    /// Copies a text into the arena.
    package func keep(_ bytes: UnsafeRawBufferPointer?) -> RecordBatch.Slice {
        guard let bytes else { return .absent }
        let start = Int32(arena.count)
        arena.append(contentsOf: bytes)
        return RecordBatch.Slice(start: start, length: Int32(bytes.count))
    }
}
