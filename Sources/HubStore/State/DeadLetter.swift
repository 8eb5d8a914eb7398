package import HubTransport

/// A message that could not be accepted, whole, with the reason.
package struct DeadLetter: Sendable {
    /// Unique; the same message refused again after a crash has the same.
    package var id: String
    /// A stable reason code.
    package var code: String
    package var partner: String
    /// The event type, if it could be read.
    package var type: String?
    package var topic: String
    package var partition: Int32
    package var offset: Int64
    /// Milliseconds since 1970 UTC.
    package var receivedAt: Int64
    /// JSON Pointer to the fault; empty for the whole document.
    package var pointer: String
    /// One plain sentence.
    package var detail: String
    /// `open` until somebody deals with it.
    package var state: String
    /// When somebody last dealt with it, milliseconds since 1970 UTC; nil while nobody has.
    package var actedAt: Int64?
    /// Who did.
    package var actor: String?
    /// The reason given.
    package var note: String?
    /// The one record as it came: key, value and headers.
    ///
    /// Empty in lists.
    package var record: RecordBatch

    package init(
        id: String, code: String, partner: String, type: String?, topic: String, partition: Int32, offset: Int64,
        receivedAt: Int64, pointer: String, detail: String, state: String = "open", record: RecordBatch = RecordBatch()
    ) {
        self.id = id
        self.code = code
        self.partner = partner
        self.type = type
        self.topic = topic
        self.partition = partition
        self.offset = offset
        self.receivedAt = receivedAt
        self.pointer = pointer
        self.detail = detail
        self.state = state
        self.record = record
    }
}
